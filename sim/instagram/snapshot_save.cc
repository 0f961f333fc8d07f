#include <type_traits>

#include "sim/instagram/snapshot_fields.h"
#include "sim/instagram/snapshot_text.h"

namespace dunlin::instagram {
namespace {

constexpr std::size_t kMessagesKept = 500;

template <class T>
json::Value saved(const T& value);

struct Saver {
  json::Object out;
  template <class T>
  void operator()(std::string_view name, const T& value) {
    out[name] = saved(value);
  }
};

template <class T>
json::Value saved_list(const std::vector<T>& list) {
  json::Array out;
  for (const T& one : list) out.push_back(saved(one));
  return out;
}

template <class T>
json::Value saved_map(const std::map<std::string, T>& map) {
  json::Object out;
  for (const auto& [key, one] : map) out[key] = saved(one);
  return out;
}

json::Value saved_plain(const std::string& text) {
  return json::Value(text);
}
json::Value saved_plain(const json::Value& value) {
  return value;
}
json::Value saved_plain(Instant at) {
  return to_us(at);
}
template <class T>
json::Value saved_plain(const std::optional<T>& value) {
  return value ? saved(*value) : json::Value(nullptr);
}
template <class T>
json::Value saved_plain(const std::vector<T>& list) {
  return saved_list(list);
}
template <class T>
json::Value saved_plain(const std::map<std::string, T>& map) {
  return saved_map(map);
}

template <class T>
concept Plain = requires(const T& value) { saved_plain(value); };

template <class T>
json::Value saved(const T& value) {
  if constexpr (std::is_enum_v<T>) {
    return static_cast<std::int64_t>(value);
  } else if constexpr (std::is_arithmetic_v<T>) {
    return value;
  } else if constexpr (Plain<T>) {
    return saved_plain(value);
  } else {
    Saver saver;
    fields(saver, const_cast<T&>(value));
    return std::move(saver.out);
  }
}

void cut_old_messages(State& state) {
  for (auto& [igsid, thread] : state.threads) {
    auto& all = thread.messages;
    if (all.size() <= kMessagesKept) continue;
    all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(kMessagesKept));
  }
}

}  // namespace

std::string print_saved(const SavedWorld& world) {
  State state = world.state;
  cut_old_messages(state);
  const json::Object out{{"version", kSnapshotVersion},
                         {"last_event_id", world.last_event_id},
                         {"state", saved(state)},
                         {"unaccepted", saved(world.unaccepted)}};
  return json::print(out);
}

}  // namespace dunlin::instagram
