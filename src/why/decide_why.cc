#include "why/decide_why.h"

#include <array>

#include "json/fill.h"

namespace dunlin::why {
namespace {

constexpr std::array<std::string_view, 14> kVerdicts{
    "answered",       "on_its_way", "waiting",           "needs_you",
    "refused",        "failed",     "no_rule",           "no_answer_wished",
    "person_handles", "opted_out",  "not_for_answering", "own_message",
    "parked",         "not_arrived"};
constexpr std::array<std::string_view, 6> kStages{"arrival", "owner",    "consent",
                                                  "rules",   "switches", "send"};
constexpr std::array<std::string_view, 5> kStates{"passed", "stopped", "waits", "failed", "note"};

/// What stands now and was not so when the message came: whoever asks wants to act today.
void tell_today(Telling& telling) {
  const Facts& facts = telling.facts;
  if (!facts.conversation || telling.story.verdict == Verdict::answered) return;
  const bool automation_had_it = telling.story.verdict != Verdict::person_handles;
  if (automation_had_it && facts.conversation->owner == conversations::Owner::person) {
    telling.add({.id = "owner.person_now", .state = Step::State::note});
  }
  const auto window = conversations::window(facts.conversation->window,
                                            conversations::Answerer::automation, false, facts.now);
  if (window.leave != conversations::WindowAnswer::Leave::closed) return;
  telling.add(
      {.id = "window.closed", .state = Step::State::note, .values = {{"reason", window.reason}}});
}

}  // namespace

void Telling::add(Step step) {
  const Sentence& words = sentence(step.id);
  step.stage = words.stage;
  step.says = json::fill(words.says, step.values);
  step.todo = words.todo;
  story.steps.push_back(std::move(step));
}

void Telling::end(Verdict verdict, Step step) {
  add(std::move(step));
  story.verdict = verdict;
  story.says = story.steps.back().says;
}

std::string_view name(Verdict verdict) {
  return kVerdicts.at(static_cast<std::size_t>(verdict));
}
std::string_view name(Stage stage) {
  return kStages.at(static_cast<std::size_t>(stage));
}
std::string_view name(Step::State state) {
  return kStates.at(static_cast<std::size_t>(state));
}

Story tell(const Facts& facts) {
  Telling telling{facts};
  if (!facts.message) {
    tell_absence(telling);
    return std::move(telling.story);
  }
  if (tell_arrival(telling) && tell_owner_and_consent(telling) && tell_rules(telling)) {
    tell_sends(telling);
  }
  tell_today(telling);
  return std::move(telling.story);
}

}  // namespace dunlin::why
