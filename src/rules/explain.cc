#include <variant>

#include "rules/decision.h"
#include "rules/names.h"

namespace dunlin::rules {

std::string_view kind_name(const Action& action) {
  struct Name {
    std::string_view operator()(const Reply&) const { return "reply"; }
    std::string_view operator()(const ReplyContent&) const { return "content"; }
    std::string_view operator()(const AddTag&) const { return "add_tag"; }
    std::string_view operator()(const HandToPerson&) const { return "hand_to_person"; }
    std::string_view operator()(const CloseConversation&) const { return "close_conversation"; }
  };
  return std::visit(Name{}, action);
}

json::Object Decision::explain() const {
  json::Array winners;
  for (const FiredRule& rule : fired) {
    json::Array places;
    for (const Span& span : rule.matched) places.push_back(json::Array{span.begin, span.end});
    json::Array actions;
    for (const Action& action : rule.actions) actions.emplace_back(kind_name(action));
    winners.push_back(json::Object{{"rule", to_text(rule.rule)},
                                   {"version", rule.version},
                                   {"name", rule.name},
                                   {"variant", rule.variant},
                                   {"matched", std::move(places)},
                                   {"actions", std::move(actions)}});
  }
  json::Array lost;
  for (const Lost& rule : losers) {
    lost.push_back(
        json::Object{{"rule", to_text(rule.rule)}, {"name", rule.name}, {"reason", rule.reason}});
  }
  return {{"fired", std::move(winners)}, {"losers", std::move(lost)}};
}

}  // namespace dunlin::rules
