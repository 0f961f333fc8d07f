#include "why/decide_why.h"

namespace dunlin::why {
namespace {

/// So many losers a trace names at most (rules/decision.h).
constexpr std::size_t kNamed = 20;

const json::Array* list(const json::Object& detail, std::string_view what) {
  const json::Value* rules = detail.if_contains("rules");
  const json::Object* object = rules ? rules->if_object() : nullptr;
  const json::Value* found = object ? object->if_contains(what) : nullptr;
  return found ? found->if_array() : nullptr;
}

std::string text(const json::Value& value, std::string_view field) {
  const json::Object* object = value.if_object();
  const json::Value* found = object ? object->if_contains(field) : nullptr;
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

Step fired(const json::Value& rule, Instant at) {
  const std::string name = text(rule, "name");
  return {.id = "rules.fired",
          .at = at,
          .values = {{"rule_id", text(rule, "rule")}, {"rule_name", name}}};
}

Step lost(const json::Value& rule) {
  const std::string name = text(rule, "name");
  const std::string reason = text(rule, "reason");
  return {.id = "rules.lost",
          .state = Step::State::note,
          .values = {{"rule_id", text(rule, "rule")}, {"rule_name", name}, {"reason", reason}}};
}

void tell_losers(Telling& telling, const json::Array* losers) {
  if (losers == nullptr) return;
  for (const json::Value& rule : *losers) telling.add(lost(rule));
  if (losers->size() < kNamed) return;
  telling.add({.id = "rules.more", .state = Step::State::note});
}

}  // namespace

bool tell_rules(Telling& telling) {
  const Facts& facts = telling.facts;
  const activity::Trace& trace = *facts.trace;
  const json::Array* winners = list(trace.detail, "fired");
  const bool any = winners != nullptr && !winners->empty();
  if (any) {
    for (const json::Value& rule : *winners) telling.add(fired(rule, trace.at));
  } else {
    telling.end(Verdict::no_rule,
                {.id = "rules.none", .state = Step::State::stopped, .at = trace.at});
  }
  tell_losers(telling, list(trace.detail, "losers"));
  if (facts.rules_changed) {
    telling.add({.id = "rules.changed_since", .state = Step::State::note});
  }
  if (!any) return false;
  if (!facts.sends.empty()) return true;
  telling.end(Verdict::no_answer_wished,
              {.id = "rules.no_send", .state = Step::State::stopped, .at = trace.at});
  return false;
}

}  // namespace dunlin::why
