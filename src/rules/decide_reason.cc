#include <fmt/format.h>

#include "rules/decide.h"
#include "rules/names.h"

namespace dunlin::rules {
namespace {

std::string keywords_reason(const CompiledRule& rule, const Match& match) {
  const Keywords& keywords = rule.rule.conditions.keywords;
  for (std::size_t i = 0; i < rule.none.size(); ++i) {
    if (match.has(rule.none[i]))
      return fmt::format("the excluded keyword \"{}\" occurs", keywords.none[i].text);
  }
  for (std::size_t i = 0; i < rule.all.size(); ++i) {
    if (!match.has(rule.all[i]))
      return fmt::format("the keyword \"{}\" does not occur", keywords.all[i].text);
  }
  return "its keywords do not occur";
}

std::string cooldown_reason(const CompiledRule& rule, FactReader& facts) {
  const Instant until = facts.last_fired(rule.rule.id).value_or(facts.facts.now) + rule.cooldown;
  const LocalTime end = local_time(until, facts.facts.zone);
  if (end.date == facts.now().date) return fmt::format("cooldown until {}", end.clock);
  return fmt::format("cooldown until {} {}", end.date, end.clock);
}

std::string schedule_reason(const Schedule& schedule, const LocalTime& now) {
  const std::string_view side = schedule.when == Schedule::When::inside ? "outside" : "inside";
  return fmt::format("{} is {} its hours", now.clock, side);
}

}  // namespace

std::string reason(const CompiledRule& rule, Stage stage, FactReader& facts) {
  switch (stage) {
    case Stage::set_aside:
      return fmt::format("it cannot run: {}", rule.set_aside);
    case Stage::off:
      return "it is switched off";
    case Stage::trigger:
      return fmt::format("it waits for another event ({})", kTriggerNames.of(rule.rule.trigger));
    case Stage::test_traffic:
      return facts.facts.is_test ? "it is not for test traffic" : "it is for test traffic only";
    case Stage::account:
      return "it is for other accounts";
    case Stage::message_kind:
      return fmt::format("it is not for messages of kind {}", facts.facts.message_kind);
    case Stage::media:
      return "it is for other posts";
    case Stage::payload:
      return "it is for other buttons";
    case Stage::language:
      return facts.facts.language.empty()
                 ? "the language is not known"
                 : fmt::format("it is not for the language {}", facts.facts.language);
    case Stage::tags:
      return "the contact's tags do not fit";
    case Stage::keywords:
      return keywords_reason(rule, facts.match);
    case Stage::schedule:
      return schedule_reason(*rule.rule.conditions.schedule, facts.now());
    case Stage::something_fired:
      return "another rule answered";
    case Stage::held_back:
      return "a rule matched and only waits for its cooldown";
    case Stage::cooldown:
      return cooldown_reason(rule, facts);
    case Stage::outranked:
      return "a rule of higher priority won";
    case Stage::fires:
      break;
  }
  return "it fired";
}

}  // namespace dunlin::rules
