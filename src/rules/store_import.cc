#include <map>
#include <set>

#include "rules/rules.h"

namespace dunlin::rules {
namespace {

/// What a rule says, without what the server gave it.
std::string content_of(Rule rule) {
  rule.id = {};
  rule.version = 1;
  rule.created_at = {};
  return json::print(to_json(rule));
}

}  // namespace

Result<Imported> import(db::Tx& tx, const Scope& scope, const std::vector<Rule>& rules, Import mode,
                        Instant now) {
  DUNLIN_TRY(const std::vector<Rule> held, list(tx, scope));
  std::map<std::string_view, const Rule*> by_name;
  for (const Rule& rule : held) by_name.emplace(rule.name, &rule);
  std::set<std::string_view> named;
  for (const Rule& rule : rules) named.insert(rule.name);
  Imported out;
  // First, so that what goes makes room for what comes.
  for (const Rule& rule : held) {
    if (mode == Import::merge || named.contains(rule.name)) continue;
    DUNLIN_CHECK(remove(tx, scope, rule.id, now));
    ++out.removed;
  }
  for (Rule rule : rules) {
    const auto before = by_name.find(rule.name);
    rule.id = before == by_name.end() ? RuleId{} : before->second->id;
    if (rule.id && content_of(rule) == content_of(*before->second)) {
      ++out.unchanged;
      continue;
    }
    ++(rule.id ? out.changed : out.created);
    DUNLIN_CHECK(save(tx, scope, rule, now));
  }
  return out;
}

}  // namespace dunlin::rules
