#include "sim/instagram/core.h"

#include <array>

#include <fmt/format.h>

#include "sim/instagram/views.h"

namespace dunlin::instagram {
namespace {

constexpr Duration kTypingLasts = std::chrono::seconds{20};
constexpr std::string_view kMidDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Options without_watchers(Options options) {
  if (!options.record_changes) options.changes_kept = 0;
  return options;
}

}  // namespace

Core::Core(World world, Options wanted)
    : world(world),
      options(without_watchers(std::move(wanted))),
      faults(world.random),
      sends(options.log_entries),
      calls(options.log_entries),
      deliveries(options.log_entries),
      changes(std::make_shared<Changes>(world.timers, options.changes_kept)),
      webhooks(*this) {}

std::string Core::new_mid() {
  std::array<std::byte, 132> bytes{};
  world.random.fill(bytes);
  std::string mid = state.next_id("aWdfZAG");
  for (const std::byte b : bytes) mid += kMidDigits[std::to_integer<unsigned>(b) & 63];
  return mid;
}

void Core::open_conversation(Thread& thread) {
  if (!thread.conversation_id.empty()) return;
  thread.conversation_id = state.next_id("aWdDb252");
  state.conversation_igsids[thread.conversation_id] = thread.igsid;
}

Message& Core::add_message(Thread& thread, Message message) {
  open_conversation(thread);
  if (message.by == Message::By::account) show_typing(thread, false);
  Message& added = state.append(thread, std::move(message));
  tell_message("message", thread, added);
  changed();
  return added;
}

void Core::tell(std::string_view type, const Thread& thread, json::Object facts) {
  if (options.changes_kept == 0) return;
  facts["account"] = thread.ig_id;
  facts["person"] = thread.person;
  facts["igsid"] = thread.igsid;
  changes->add(type, std::move(facts));
}

void Core::tell_message(std::string_view type, const Thread& thread, const Message& message) {
  if (options.changes_kept == 0) return;
  tell(type, thread, {{"message", view(message)}});
}

std::string Core::see(Thread& thread, Message::By by) {
  std::string newest;
  for (auto it = thread.messages.rbegin(); it != thread.messages.rend(); ++it) {
    if (it->by == by) continue;
    if (it->seen_at) break;
    it->seen_at = now();
    if (newest.empty()) newest = it->mid;
  }
  if (newest.empty()) return newest;
  tell("seen", thread, {{"by", by == Message::By::account ? "account" : "person"}});
  changed();
  return newest;
}

void Core::show_typing(Thread& thread, bool on) {
  const bool was_on = thread.typing_until > now();
  thread.typing_until = on ? now() + kTypingLasts : Instant{};
  if (was_on && !on) tell("typing_off", thread);
  if (!on) return;
  if (!was_on) tell("typing_on", thread);
  if (options.changes_kept == 0) return;
  const auto end = [weak = weak_from_this(), igsid = thread.igsid, until = thread.typing_until] {
    const auto core = weak.lock();
    Thread* found = core ? core->state.thread(igsid) : nullptr;
    if (found == nullptr || found->typing_until != until) return;
    found->typing_until = {};
    core->tell("typing_off", *found);
  };
  world.timers.after(kTypingLasts, end);
}

void Core::clear() {
  state = {};
  faults.clear();
  limits.clear();
  sends.clear();
  calls.clear();
  deliveries.clear();
  webhooks.clear();
  ordinal = 0;
  changes->add("reset", {});
  changed();
}

}  // namespace dunlin::instagram
