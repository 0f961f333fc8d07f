#include "server/first_steps.h"

namespace dunlin::server {

FirstSteps first_steps(const FirstFacts& facts) {
  return {{{.id = "account", .done = facts.has_account},
           {.id = "message", .done = facts.has_message},
           {.id = "team", .done = facts.has_team},
           {.id = "rule", .done = facts.own_rule.has_value()},
           {.id = "answer", .done = facts.own_rule_answered}}};
}

}  // namespace dunlin::server
