#include "why/decide_why.h"

namespace dunlin::why {
namespace {

using activity::Outcome;

Step parked(std::int64_t count) {
  return {.id = "arrival.parked", .state = Step::State::failed, .values = {{"count", count}}};
}

Step silence(const Silence& one) {
  Step step{.id = one.heard_at ? "arrival.account_silent" : "arrival.account_never_heard",
            .state = Step::State::note,
            .at = one.heard_at,
            .values = {{"account", one.username}}};
  if (one.heard_at) step.values["since"] = to_rfc3339(*one.heard_at);
  return step;
}

std::string_view nothing_of(const Facts& facts) {
  if (facts.conversation) return "arrival.nothing_here";
  return facts.contact ? "arrival.nothing" : "arrival.nobody";
}

void tell_own(Telling& telling) {
  const conversations::Message& message = *telling.facts.message;
  const bool by_app = message.source == conversations::Source::instagram_app;
  telling.end(Verdict::own_message, {.id = by_app ? "arrival.echo" : "arrival.own_message",
                                     .state = Step::State::stopped,
                                     .at = message.sent_at});
  tell_sends(telling);
}

Step received(const Facts& facts) {
  return {.id = "arrival.received",
          .at = facts.message->received_at,
          .values = {{"account", facts.account ? facts.account->username : ""}}};
}

Step stop_here(std::string_view id) {
  return {.id = id, .state = Step::State::stopped};
}

void tell_no_record(Telling& telling) {
  if (telling.facts.parked > 0) {
    return telling.end(Verdict::parked, parked(telling.facts.parked));
  }
  telling.end(Verdict::not_for_answering, stop_here("arrival.no_record"));
}

}  // namespace

void tell_absence(Telling& telling) {
  const Facts& facts = telling.facts;
  telling.end(Verdict::not_arrived, {.id = nothing_of(facts),
                                     .state = Step::State::stopped,
                                     .values = {{"username", facts.username}}});
  if (facts.parked > 0) telling.end(Verdict::parked, parked(facts.parked));
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
      return end(stop_here("arrival.too_old"));
    case Outcome::ignored:
      return end(stop_here("arrival.not_controlled"));
    case Outcome::unknown_kind:
      return end(stop_here("arrival.unknown_kind"));
    case Outcome::recorded:
    case Outcome::duplicate:
    case Outcome::test_event:
      return end(stop_here("arrival.unsent"));
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
                {.id = "owner.person", .state = Step::State::stopped, .at = at});
    return false;
  }
  telling.add({.id = "owner.automation", .at = at});
  if (facts.trace->outcome != Outcome::opted_out) {
    telling.add({.id = "consent.free", .at = at});
    return true;
  }
  Step step{.id = "consent.opted_out", .state = Step::State::stopped, .at = at};
  if (facts.said) {
    step.id = *facts.said == contacts::ConsentKind::opted_out ? "consent.stop" : "consent.start";
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
