#include <algorithm>
#include <map>

#include "rules/decide_order.h"
#include "rules/rules.h"

namespace dunlin::rules {

Status reorder(db::Tx& tx, const Scope& scope, const std::vector<RuleId>& order, Instant now) {
  DUNLIN_TRY(const std::vector<Rule> held, list(tx, scope));
  std::map<RuleId, std::size_t> place_of;
  for (std::size_t i = 0; i < held.size(); ++i) place_of.emplace(held[i].id, i);
  std::vector<int> priorities;
  std::vector<std::size_t> places;
  for (const RuleId id : order) {
    const auto found = place_of.find(id);
    if (found == place_of.end()) break;
    places.push_back(found->second);
    priorities.push_back(held[found->second].priority);
    place_of.erase(found);
  }
  if (places.size() != held.size() || order.size() != held.size()) {
    return Error(Code::conflict, "rules.changed_meanwhile",
                 "The order does not name each rule once: rules were added or removed meanwhile.")
        .at("order")
        .hinting("Read the rules again and repeat the change.");
  }
  const auto wished = priorities_for(priorities, places);
  if (!wished) {
    return Error(Code::invalid, "rules.too_many_to_order",
                 "There are more rules than priorities, which go from -1000 to 1000.")
        .at("order")
        .hinting("Give rules that may stand anywhere the same priority instead.");
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    Rule rule = held[places[i]];
    if (rule.priority == (*wished)[i]) continue;
    rule.priority = (*wished)[i];
    DUNLIN_CHECK(save(tx, scope, rule, now, rule.version));
  }
  return {};
}

}  // namespace dunlin::rules
