#include <fmt/format.h>

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

Step step_of(const Facts::Send& one, std::string_view id, Step::State state, std::string says,
             std::string todo = "") {
  Step step{.id = id,
            .stage = Stage::send,
            .state = state,
            .says = std::move(says),
            .todo = std::move(todo),
            .at = one.send.state_at,
            .values = {{"send_id", to_text(one.send.id)}}};
  if (!one.send.reason.empty()) step.values["reason"] = one.send.reason;
  return step;
}

std::string with(std::string_view says, std::string_view reason) {
  return reason.empty() ? std::string(says) : fmt::format("{} {}", says, reason);
}

Told queued(const Facts::Send& one) {
  if (one.send.reason.empty()) {
    return {
        Verdict::on_its_way, 3,
        step_of(one, "send.queued", Step::State::waits, "The answer is queued and leaves soon.")};
  }
  Step step = step_of(
      one, "send.waiting", Step::State::waits,
      fmt::format("The answer waits until {}. {}", to_rfc3339(one.send.next_at), one.send.reason),
      "It leaves by itself when the cause ends.");
  step.values["until"] = to_rfc3339(one.send.next_at);
  return {Verdict::waiting, 4, std::move(step)};
}

Told held(const Facts::Send& one) {
  if (one.send.held_for == HeldFor::unknown_outcome) {
    return {Verdict::needs_you, 6,
            step_of(one, "send.held", Step::State::failed,
                    with("Whether the answer arrived could not be found out.", one.send.reason),
                    "Look into Instagram and say whether it is there.")};
  }
  return {Verdict::needs_you, 5,
          step_of(one, "send.task", Step::State::waits,
                  with("The answer waits for somebody to send it.", one.send.reason),
                  "Send it from the list of tasks and say that it is done.")};
}

Told tell_one(const Facts::Send& one) {
  const std::string& reason = one.send.reason;
  switch (one.send.state) {
    case IntentState::queued:
    case IntentState::claimed:
      return queued(one);
    case IntentState::sending:
      return {Verdict::on_its_way, 3,
              step_of(one, "send.sending", Step::State::waits, "The answer is being sent.")};
    case IntentState::sent:
      if (one.seen) {
        return {Verdict::answered, 1,
                step_of(one, "send.seen", Step::State::passed,
                        "The answer was sent, and the person has seen it.")};
      }
      return {Verdict::answered, 1,
              step_of(one, "send.sent", Step::State::passed, "The answer was sent.")};
    case IntentState::unknown:
      return {Verdict::waiting, 4,
              step_of(one, "send.unknown", Step::State::waits,
                      "Instagram did not say whether it took the answer. The conversation is read "
                      "back within some minutes to find out.")};
    case IntentState::held:
      return held(one);
    case IntentState::refused:
      return {Verdict::refused, 7,
              step_of(one, "send.refused", Step::State::stopped,
                      with("The send gate refused the answer.", reason),
                      "Mend the cause and send it again from the conversation.")};
    case IntentState::failed:
      return {Verdict::failed, 8,
              step_of(one, "send.failed", Step::State::failed,
                      with("Instagram refused the answer.", reason),
                      "Send it again from the conversation when the cause is mended.")};
    case IntentState::dropped:
      break;
  }
  return {
      Verdict::refused, 2,
      step_of(one, "send.dropped", Step::State::stopped, with("The answer was dropped.", reason))};
}

Step held_back(std::string_view id, std::string says, std::string todo) {
  return {.id = id,
          .stage = Stage::switches,
          .state = Step::State::waits,
          .says = std::move(says),
          .todo = std::move(todo)};
}

void tell_account(Telling& telling) {
  const accounts::Account& account = *telling.facts.account;
  if (account.automation_paused) {
    telling.add(held_back("switch.account", "Automation is paused for this account.",
                          "Resume it in the account's settings."));
  }
  if (account.state == accounts::State::paused) {
    Step step =
        held_back("switch.account_paused", with("The account is paused.", account.state_reason),
                  "Look at the reason, then connect the account again.");
    step.values["reason"] = account.state_reason;
    telling.add(std::move(step));
  }
  if (account.state == accounts::State::needs_reconnect) {
    telling.add(held_back("switch.disconnected",
                          "Instagram does not accept the account's token any more.",
                          "Connect the account again; what waits leaves then."));
  }
  if (account.paused_until && *account.paused_until > telling.facts.now) {
    Step step = held_back("switch.told_to_wait",
                          fmt::format("Instagram has asked this account to wait until {}.",
                                      to_rfc3339(*account.paused_until)),
                          "It goes on by itself.");
    step.values["until"] = to_rfc3339(*account.paused_until);
    telling.add(std::move(step));
  }
}

}  // namespace

bool tell_switches(Telling& telling) {
  const std::size_t before = telling.story.steps.size();
  if (telling.facts.switches.sending_paused) {
    telling.add(held_back("switch.installation", "All sending is paused on this installation.",
                          "Whoever runs the server resumes it."));
  }
  if (telling.facts.switches.automation_paused) {
    telling.add(held_back("switch.workspace", "Automation is paused in this workspace.",
                          "Resume it in the workspace's settings."));
  }
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
