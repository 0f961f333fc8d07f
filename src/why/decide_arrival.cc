#include <fmt/format.h>

#include "why/decide_why.h"

namespace dunlin::why {
namespace {

using activity::Outcome;

Step parked(std::int64_t count, Step::State state) {
  return {.id = "arrival.parked",
          .stage = Stage::arrival,
          .state = state,
          .says = fmt::format("{} event{} could not be processed and wait{} to be replayed.", count,
                              count == 1 ? "" : "s", count == 1 ? "s" : ""),
          .todo = "Look at the parked events, mend the cause and replay them.",
          .values = {{"count", count}}};
}

Step silence(const Silence& one) {
  Step step{.id = "arrival.account_silent",
            .stage = Stage::arrival,
            .state = Step::State::note,
            .says = fmt::format("Nothing has ever come for @{}.", one.username),
            .todo =
                "Check in Meta's app that the webhook is set up and the account subscribed to "
                "messages.",
            .at = one.heard_at,
            .values = {{"account", one.username}}};
  if (one.heard_at) {
    step.says =
        fmt::format("Nothing has come for @{} since {}.", one.username, to_rfc3339(*one.heard_at));
    step.values["since"] = to_rfc3339(*one.heard_at);
  }
  return step;
}

std::string nothing_of(const Facts& facts) {
  if (facts.conversation) return "In this conversation the person has not written anything yet.";
  if (facts.contact) return fmt::format("@{} has not written anything yet.", facts.username);
  return fmt::format(
      "Nobody is known as @{}: no message of theirs has come, or their name is not "
      "known yet.",
      facts.username);
}

void tell_own(Telling& telling) {
  const conversations::Message& message = *telling.facts.message;
  const bool by_app = message.source == conversations::Source::instagram_app;
  telling.end(Verdict::own_message,
              {.id = by_app ? "arrival.echo" : "arrival.own_message",
               .stage = Stage::arrival,
               .state = Step::State::stopped,
               .says = by_app ? "It was written in the Instagram app or by another tool: nothing "
                                "answers the business's own messages."
                              : "Dunlin sent it: nothing answers the business's own messages.",
               .at = message.sent_at});
  tell_sends(telling);
}

Step received(const Facts& facts) {
  const conversations::Message& message = *facts.message;
  Step step{.id = "arrival.received",
            .stage = Stage::arrival,
            .says = "The message arrived.",
            .at = message.received_at};
  if (facts.account) {
    step.says = fmt::format("The message arrived for @{}.", facts.account->username);
    step.values["account"] = facts.account->username;
  }
  return step;
}

Step stop_here(std::string_view id, std::string says, std::string todo = "") {
  return {.id = id,
          .stage = Stage::arrival,
          .state = Step::State::stopped,
          .says = std::move(says),
          .todo = std::move(todo)};
}

void tell_no_record(Telling& telling) {
  if (telling.facts.parked > 0) {
    return telling.end(Verdict::parked, parked(telling.facts.parked, Step::State::failed));
  }
  telling.end(Verdict::not_for_answering,
              stop_here("arrival.no_record",
                        "What was decided about it is not recorded: it came with a backup, or its "
                        "record was erased."));
}

}  // namespace

void tell_absence(Telling& telling) {
  const Facts& facts = telling.facts;
  telling.end(Verdict::not_arrived,
              {.id = "arrival.nothing",
               .stage = Stage::arrival,
               .state = Step::State::stopped,
               .says = nothing_of(facts),
               .todo = "Look in the activity at the time when they wrote. If it is not there, it "
                       "has not reached this server.",
               .values = {{"username", facts.username}}});
  if (facts.parked > 0) {
    telling.end(Verdict::parked, parked(facts.parked, Step::State::failed));
  }
  for (const Silence& one : facts.silent) telling.add(silence(one));
  tell_switches(telling);
}

bool tell_arrival(Telling& telling) {
  const Facts& facts = telling.facts;
  if (facts.message->direction == conversations::Direction::out) {
    tell_own(telling);
    return false;
  }
  telling.add(received(facts));
  if (!facts.trace) {
    tell_no_record(telling);
    return false;
  }
  const auto end = [&telling](Step step) {
    step.at = telling.facts.trace->at;
    telling.end(Verdict::not_for_answering, std::move(step));
    return false;
  };
  switch (facts.trace->outcome) {
    case Outcome::too_old:
      return end(stop_here("arrival.too_old",
                           "It was over 24 hours old when it came, so it was stored only.",
                           "Answer it yourself if the window allows."));
    case Outcome::ignored:
      return end(stop_here("arrival.not_controlled",
                           "Another app controls this conversation, or the account wrote to "
                           "itself: it was stored only.",
                           "See in Instagram's settings which app receives messages first."));
    case Outcome::unknown_kind:
      return end(stop_here("arrival.unknown_kind",
                           "It is of a kind that this version does not know: kept as it came."));
    case Outcome::recorded:
    case Outcome::duplicate:
    case Outcome::test_event:
      return end(stop_here("arrival.unsent",
                           "It was taken back before it came: nothing of it is kept, nothing is "
                           "answered."));
    case Outcome::answered:
    case Outcome::no_answer:
    case Outcome::person_handles:
    case Outcome::opted_out:
      break;
  }
  return true;
}

bool tell_owner_and_consent(Telling& telling) {
  const Facts& facts = telling.facts;
  const Instant at = facts.trace->at;
  if (facts.trace->outcome == Outcome::person_handles) {
    telling.end(Verdict::person_handles,
                {.id = "owner.person",
                 .stage = Stage::owner,
                 .state = Step::State::stopped,
                 .says = "A person handled the conversation then, so automation stayed silent.",
                 .todo = "Answer it, or hand the conversation back to automation.",
                 .at = at});
    return false;
  }
  telling.add({.id = "owner.automation",
               .stage = Stage::owner,
               .says = "Automation had the conversation then.",
               .at = at});
  if (facts.trace->outcome != Outcome::opted_out) {
    telling.add({.id = "consent.free",
                 .stage = Stage::consent,
                 .says = "The person had not asked to be left alone.",
                 .at = at});
    return true;
  }
  Step step{.id = "consent.opted_out",
            .stage = Stage::consent,
            .state = Step::State::stopped,
            .says = "This person had asked not to be written to, so nothing was answered.",
            .todo = "They come back by writing START.",
            .at = at};
  if (facts.said) {
    step.id = "consent.stop";
    step.says =
        *facts.said == contacts::ConsentKind::opted_out
            ? "The message itself was a STOP: it was recorded, and rules do not answer it."
            : "The message itself was a START: it was recorded, and rules do not answer it.";
    step.todo = "";
  }
  telling.end(Verdict::opted_out, std::move(step));
  if (!facts.sends.empty()) {
    const Story before = telling.story;
    tell_sends(telling);
    telling.story.verdict = before.verdict;
    telling.story.says = before.says;
  }
  return false;
}

}  // namespace dunlin::why
