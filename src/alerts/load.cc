#include "alerts/load.h"

#include "activity/activity.h"
#include "intake/intake.h"
#include "outbound/outbound.h"
#include "workspace/workspace.h"

namespace dunlin::alerts {
namespace {

constexpr Duration kHour = std::chrono::hours{1};
/// Fewer failed sign-ins are nothing that any setting watches for.
constexpr int kFewestFailures = 3;

Status load_accounts(db::Tx& tx, const Scope& scope, Facts& facts) {
  DUNLIN_TRY(const auto accounts, accounts::list(tx, scope));
  for (const accounts::Account& account : accounts) {
    DUNLIN_TRY(const auto heard_at, activity::last_heard(tx, scope, account.id));
    facts.accounts.push_back({.id = account.id,
                              .username = account.username,
                              .state = account.state,
                              .state_reason = account.state_reason,
                              .transport = account.transport,
                              .token_expires_at = account.token_expires_at,
                              .heard_at = heard_at});
  }
  return {};
}

}  // namespace

Result<Facts> load_facts(db::Tx& tx, const Scope& scope, const Machine& machine, Instant now) {
  Facts facts{.now = now};
  DUNLIN_CHECK(load_accounts(tx, scope, facts));
  DUNLIN_TRY(const bool told, workspace::is_told_of_machine(tx, scope));
  if (told) facts.machine = machine;
  // What belongs to no workspace is seen to by whoever runs the machine.
  DUNLIN_TRY(const auto parked, intake::count_parked(tx, scope, told, {}));
  for (const auto& [reason, count] : parked.by_reason) facts.parked += count;
  DUNLIN_TRY(const auto guessed, workspace::guessed_at(tx, scope, kFewestFailures, now - kHour));
  for (const workspace::GuessedAt& one : guessed) {
    facts.guessed_at.push_back({.person = one.person, .name = one.name, .failures = one.failures});
  }
  DUNLIN_TRY(const auto sends, outbound::watch_sends(tx, scope, now - kHour, now));
  facts.unknown = sends.unknown;
  facts.oldest_unknown_at = sends.oldest_unknown_at;
  facts.oldest_due_at = sends.oldest_due_at;
  facts.sent = sends.sent;
  facts.failed = sends.failed;
  return facts;
}

}  // namespace dunlin::alerts
