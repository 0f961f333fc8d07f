#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rules/decision.h"

/// Short ways to rules, facts and what came of them, for the tests of this folder.
namespace dunlin::rules::testing {

/// A message rule with a reply, an id made from its name, and word keywords.
inline Rule answering(std::string name, const std::vector<std::string>& words) {
  Rule rule;
  for (const char c : name) rule.id.value = rule.id.value * 131 + static_cast<unsigned char>(c);
  rule.id.value &= INT64_MAX;
  rule.name = std::move(name);
  for (const std::string& word : words)
    rule.conditions.keywords.any.push_back({word, MatchKind::word});
  rule.actions = {Reply{{{"answer of " + rule.name, 1, {}}}}};
  return rule;
}

inline Facts facts_of(std::string text) {
  Facts facts;
  facts.triggers = {Trigger::message};
  facts.text = std::move(text);
  facts.now = from_us(1'800'000'000'000'000);
  return facts;
}

inline std::shared_ptr<const Snapshot> compiled(std::vector<Rule> rules) {
  return *Snapshot::compile(1, std::move(rules));
}

inline Decision decide(std::vector<Rule> rules, const Facts& facts) {
  const auto snapshot = compiled(std::move(rules));
  return snapshot->decide(facts, *snapshot->match(facts.text), Snapshot::Losers::all);
}

/// Separated by spaces, in order.
inline std::string fired_names(const Decision& decision) {
  std::string out;
  for (const FiredRule& rule : decision.fired) out += (out.empty() ? "" : " ") + rule.name;
  return out;
}

/// "it fired" when it did.
inline std::string reason_of(const Decision& decision, std::string_view name) {
  for (const Lost& rule : decision.losers) {
    if (rule.name == name) return rule.reason;
  }
  for (const FiredRule& rule : decision.fired) {
    if (rule.name == name) return "it fired";
  }
  return "no such rule";
}

}  // namespace dunlin::rules::testing
