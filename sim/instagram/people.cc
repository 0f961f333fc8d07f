#include "sim/instagram/people.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/instagram/core.h"
#include "sim/instagram/oauth.h"
#include "sim/instagram/people_common.h"
#include "sim/instagram/views.h"

namespace dunlin::instagram {
namespace {

bool is_handle(std::string_view text) {
  const auto inside = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 30 && std::all_of(text.begin(), text.end(), inside);
}

std::string handle_from(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (is_handle(std::string_view(&lower, 1)) && out.size() < 24) out += lower;
  }
  return out;
}

/// Every account knows every person, under an IGSID of its own.
void introduce(Core& core, const Account& account, const Person& person, bool follows) {
  State& state = core.state;
  Thread thread{.igsid = state.next_id("9100000"), .ig_id = account.ig_id, .person = person.id};
  thread.follows = follows;
  state.igsids[{account.ig_id, person.id}] = thread.igsid;
  const std::string igsid = thread.igsid;
  state.threads.emplace(igsid, std::move(thread));
}

}  // namespace

Error sim_error(Code code, std::string_view id, std::string message) {
  return Error(code, id, std::move(message));
}

Result<std::string> account_or_first(const State& state, std::string_view ig_id) {
  if (state.accounts.empty()) {
    return sim_error(Code::not_found, "sim.no_account", "There is no account yet.");
  }
  if (ig_id.empty()) return state.accounts.begin()->first;
  if (!state.accounts.contains(std::string(ig_id))) {
    return sim_error(Code::not_found, "sim.no_account", "There is no account of that id.")
        .at("account");
  }
  return std::string(ig_id);
}

Result<Thread*> thread_of(Core& core, const Between& who) {
  if (Thread* thread = core.state.thread(who.person)) return thread;
  DUNLIN_TRY(const std::string ig_id, account_or_first(core.state, who.ig_id));
  Thread* thread = core.state.thread_between(ig_id, who.person);
  if (thread == nullptr) {
    return sim_error(Code::not_found, "sim.no_person", "There is no person of that name.");
  }
  return thread;
}

Result<Thread*> thread_to_write(Core& core, const Between& who) {
  DUNLIN_TRY(Thread * thread, thread_of(core, who));
  if (thread->blocked) {
    return sim_error(Code::conflict, "sim.blocked",
                     "This person blocks the account: unblock first.");
  }
  return thread;
}

Result<Message*> message_of(Core& core, const Thread& thread, std::string_view mid) {
  Message* message = core.state.message(mid);
  if (message == nullptr || core.state.thread_of_message(mid) != &thread || message->unsent) {
    return sim_error(Code::not_found, "sim.no_message",
                     "There is no such message in this conversation.")
        .at("mid");
  }
  return message;
}

Result<std::string> People::add_account(const NewAccount& wanted) {
  State& state = core_.state;
  Account account{.ig_id = wanted.ig_id, .username = wanted.username, .name = wanted.name};
  if (wanted.username.empty())
    return sim_error(Code::invalid, "sim.invalid", "An account needs a username.");
  if (account.ig_id.empty()) account.ig_id = state.next_id("17842");
  const std::string token =
      wanted.token.empty() ? "IGAA" + core_.world.random.token() : wanted.token;
  if (state.accounts.contains(account.ig_id) || state.tokens.contains(token)) {
    return sim_error(Code::conflict, "sim.exists", "There is an account of that id or token.");
  }
  account.asid = state.next_id("25000");
  if (account.name.empty()) account.name = account.username;
  account.subscribed = wanted.subscribed;
  account.subscribed_fields = {"comments", "messages"};
  add_token(core_, token, account.ig_id);
  for (const auto& [id, person] : state.people) introduce(core_, account, person, false);
  const std::string ig_id = account.ig_id;
  state.accounts.emplace(ig_id, std::move(account));
  core_.changes->add("account", {{"account", ig_id}});
  core_.changed();
  return ig_id;
}

Result<std::string> People::add_person(const NewPerson& wanted) {
  State& state = core_.state;
  Person person{.id = wanted.id, .username = wanted.username, .name = wanted.name};
  if (person.id.empty()) {
    person.id = handle_from(wanted.name);
    if (person.id.empty() || state.people.contains(person.id)) {
      person.id =
          fmt::format("{}{}", person.id.empty() ? "person" : person.id, state.people.size() + 1);
    }
  }
  if (!is_handle(person.id)) {
    return sim_error(Code::invalid, "sim.invalid",
                     "A handle has 1 to 30 of a-z, 0-9, '.', '_' and '-'.")
        .at("id");
  }
  if (state.people.contains(person.id)) {
    return sim_error(Code::conflict, "sim.exists", "There is a person of that handle.").at("id");
  }
  if (person.username.empty()) person.username = person.id;
  person.verified = wanted.verified;
  for (const auto& [ig_id, account] : state.accounts)
    introduce(core_, account, person, wanted.follows);
  const std::string id = person.id;
  state.people.emplace(id, std::move(person));
  core_.changes->add("person", {{"person", id}});
  core_.changed();
  return id;
}

Result<std::string> People::add_media(std::string_view wanted_id, const NewMedia& wanted) {
  DUNLIN_TRY(const std::string ig_id, account_or_first(core_.state, wanted_id));
  Media media{.id = core_.state.next_id("18000"), .ig_id = ig_id, .caption = wanted.caption};
  media.product_type = wanted.product_type;
  if (wanted.product_type == "REELS") media.media_type = "VIDEO";
  media.at = core_.now();
  media.live = wanted.live;
  const std::string id = media.id;
  core_.state.media.emplace(id, std::move(media));
  core_.changes->add("media", {{"account", ig_id}, {"media_id", id}});
  core_.changed();
  return id;
}

Status People::end_broadcast(std::string_view media_id) {
  Media* media = core_.state.find_media(media_id);
  if (media == nullptr || !media->live) {
    return sim_error(Code::not_found, "sim.no_media", "There is no running broadcast of that id.");
  }
  media->live = false;
  media->ended = true;
  core_.changes->add("media", {{"account", media->ig_id}, {"media_id", media->id}});
  core_.changed();
  return {};
}

}  // namespace dunlin::instagram
