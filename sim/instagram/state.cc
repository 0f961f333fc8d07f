#include "sim/instagram/state.h"

#include <fmt/format.h>

namespace dunlin::instagram {
namespace {

template <class Map>
auto* find_in(Map& map, std::string_view key) {
  const auto it = map.find(std::string(key));
  return it == map.end() ? nullptr : &it->second;
}

}  // namespace

Account* State::account(std::string_view ig_id) {
  return find_in(accounts, ig_id);
}

Thread* State::thread(std::string_view igsid) {
  return find_in(threads, igsid);
}

Thread* State::thread_between(std::string_view ig_id, std::string_view person) {
  const auto it = igsids.find({std::string(ig_id), std::string(person)});
  return it == igsids.end() ? nullptr : thread(it->second);
}

Message* State::message(std::string_view mid) {
  const auto* place = find_in(message_places, mid);
  if (place == nullptr) return nullptr;
  return &thread(place->first)->messages[place->second];
}

Thread* State::thread_of_message(std::string_view mid) {
  const auto* place = find_in(message_places, mid);
  return place == nullptr ? nullptr : thread(place->first);
}

Thread* State::conversation(std::string_view id) {
  const auto* igsid = find_in(conversation_igsids, id);
  return igsid == nullptr ? nullptr : thread(*igsid);
}

Media* State::find_media(std::string_view id) {
  return find_in(media, id);
}

Comment* State::comment(std::string_view id) {
  return find_in(comments, id);
}

Message& State::append(Thread& thread, Message message) {
  thread.updated_at = message.at;
  message_places[message.mid] = {thread.igsid, thread.messages.size()};
  return thread.messages.emplace_back(std::move(message));
}

std::string State::next_id(std::string_view prefix) {
  return fmt::format("{}{:012}", prefix, ++ids_given[std::string(prefix)]);
}

void State::index() {
  igsids.clear();
  message_places.clear();
  conversation_igsids.clear();
  for (const auto& [igsid, thread] : threads) {
    igsids[{thread.ig_id, thread.person}] = igsid;
    if (!thread.conversation_id.empty()) conversation_igsids[thread.conversation_id] = igsid;
    for (std::size_t i = 0; i < thread.messages.size(); ++i) {
      message_places[thread.messages[i].mid] = {igsid, i};
    }
  }
}

std::vector<const Message*> readable(const Thread& thread, Instant now) {
  std::vector<const Message*> out;
  for (auto it = thread.messages.rbegin(); it != thread.messages.rend(); ++it) {
    if (it->readable_at <= now) out.push_back(&*it);
  }
  return out;
}

}  // namespace dunlin::instagram
