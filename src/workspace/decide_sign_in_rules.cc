#include <algorithm>

#include "workspace/sign_in_rules.h"

namespace dunlin::workspace {
namespace {

/// How late a use may be noted.
constexpr Duration kNotedWithin = std::chrono::minutes{1};

bool is_over(const SignInRules& rules, const SessionFacts& facts, Instant now) {
  if (rules.session_days && now - facts.begun_at > std::chrono::days{*rules.session_days}) {
    return true;
  }
  const Duration idle = std::max(facts.longest_idle, now - facts.last_seen_at);
  return rules.idle_minutes && idle > std::chrono::minutes{*rules.idle_minutes} + kNotedWithin;
}

}  // namespace

Closed decide_closed(const SignInRules& rules, const SessionFacts& facts, Instant now) {
  if (is_over(rules, facts, now)) return Closed::session_ended;
  if (rules.second_factor_required && !facts.second_factor) return Closed::second_factor;
  return Closed::no;
}

Status check_open(Closed closed) {
  switch (closed) {
    case Closed::session_ended:
      return Error(Code::unauthorized, "auth.session_ended",
                   "You are not signed in to this workspace any more.")
          .hinting("Sign in again.");
    case Closed::second_factor:
      return Error(Code::forbidden, "auth.second_factor_required",
                   "This workspace asks for a second factor, and you have none.")
          .hinting("Turn it on in your account, under Security, then go on.");
    case Closed::no:
      break;
  }
  return {};
}

Status check_change(const SignInRules& before, const SignInRules& after, Asker asker,
                    bool second_factor) {
  if (!after.second_factor_required || before.second_factor_required || second_factor) return {};
  if (asker == Asker::person) {
    return Error(Code::conflict, "sign_in.own_factor_first",
                 "You have no second factor, so this would shut you out.")
        .at("sign_in.second_factor_required")
        .hinting("Turn yours on in your account, under Security, then try again.");
  }
  return Error(Code::conflict, "sign_in.owners_factor_first",
               "No owner has a second factor, so this would shut them all out.")
      .at("sign_in.second_factor_required")
      .hinting("An owner turns theirs on first, under Security.");
}

}  // namespace dunlin::workspace
