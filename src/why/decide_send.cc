#include "why/decide_why.h"

namespace dunlin::why {
namespace {

using outbound::HeldFor;
using outbound::IntentState;

/// What a send comes to, and how much it says about the whole: the least answered of several sends
/// decides.
struct Told {
  Verdict verdict;
  int weight;
  Step step;
};

Step step_of(const Facts::Send& one, std::string_view id, Step::State state) {
  Step step{.id = id,
            .state = state,
            .at = one.send.state_at,
            .values = {{"send_id", to_text(one.send.id)}}};
  if (!one.send.reason.empty()) step.values["reason"] = one.send.reason;
  return step;
}

Told queued(const Facts::Send& one) {
  if (one.send.reason.empty()) {
    return {Verdict::on_its_way, 3, step_of(one, "send.queued", Step::State::waits)};
  }
  Step step = step_of(one, "send.waiting", Step::State::waits);
  step.values["until"] = to_rfc3339(one.send.next_at);
  return {Verdict::waiting, 4, std::move(step)};
}

Told held(const Facts::Send& one) {
  if (one.send.held_for == HeldFor::unknown_outcome) {
    return {Verdict::needs_you, 6, step_of(one, "send.held", Step::State::failed)};
  }
  return {Verdict::needs_you, 5, step_of(one, "send.task", Step::State::waits)};
}

Told tell_one(const Facts::Send& one) {
  switch (one.send.state) {
    case IntentState::queued:
    case IntentState::claimed:
      return queued(one);
    case IntentState::sending:
      return {Verdict::on_its_way, 3, step_of(one, "send.sending", Step::State::waits)};
    case IntentState::sent:
      return {Verdict::answered, 1,
              step_of(one, one.seen ? "send.seen" : "send.sent", Step::State::passed)};
    case IntentState::unknown:
      return {Verdict::waiting, 4, step_of(one, "send.unknown", Step::State::waits)};
    case IntentState::held:
      return held(one);
    case IntentState::refused:
      return {Verdict::refused, 7, step_of(one, "send.refused", Step::State::stopped)};
    case IntentState::failed:
      return {Verdict::failed, 8, step_of(one, "send.failed", Step::State::failed)};
    case IntentState::dropped:
      break;
  }
  return {Verdict::refused, 2, step_of(one, "send.dropped", Step::State::stopped)};
}

Step held_back(std::string_view id, json::Object values = {}) {
  return {.id = id, .state = Step::State::waits, .values = std::move(values)};
}

void tell_account(Telling& telling) {
  const accounts::Account& account = *telling.facts.account;
  if (account.state == accounts::State::disconnected) telling.add(held_back("switch.account_gone"));
  if (account.automation_paused) telling.add(held_back("switch.account"));
  if (account.state == accounts::State::paused) {
    telling.add(held_back("switch.account_paused", {{"reason", account.state_reason}}));
  }
  if (account.state == accounts::State::needs_reconnect) {
    telling.add(held_back("switch.disconnected"));
  }
  if (account.paused_until && *account.paused_until > telling.facts.now) {
    telling.add(held_back("switch.told_to_wait", {{"until", to_rfc3339(*account.paused_until)}}));
  }
}

}  // namespace

bool tell_switches(Telling& telling) {
  const std::size_t before = telling.story.steps.size();
  if (telling.facts.switches.sending_paused) telling.add(held_back("switch.installation"));
  if (telling.facts.switches.automation_paused) telling.add(held_back("switch.workspace"));
  if (telling.facts.account) tell_account(telling);
  return telling.story.steps.size() > before;
}

void tell_sends(Telling& telling) {
  const bool own = telling.story.verdict == Verdict::own_message;
  int heaviest = 0;
  bool waits = false;
  for (const Facts::Send& one : telling.facts.sends) {
    Told told = tell_one(one);
    waits = waits || told.verdict == Verdict::waiting || told.verdict == Verdict::on_its_way;
    if (told.weight > heaviest && !own) {
      heaviest = told.weight;
      telling.end(told.verdict, std::move(told.step));
    } else {
      telling.add(std::move(told.step));
    }
  }
  if (waits) tell_switches(telling);
}

}  // namespace dunlin::why
