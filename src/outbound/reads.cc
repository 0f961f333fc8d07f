#include "outbound/reads.h"

#include "base/log.h"
#include "workspace/workspace.h"

namespace dunlin::outbound {
namespace {

/// Nothing ends these states but a person.
constexpr Duration kUntilSomebodyActs = std::chrono::minutes{10};
constexpr Duration kShortestWait = std::chrono::minutes{1};
constexpr Duration kKeepAgain = std::chrono::milliseconds{200};

struct Asked {
  AccountId account;
  Instant now;
  std::optional<UsedUp> app_budget;
  Budgets budgets;
};

Result<ReadPermit> permit_in(db::Tx& tx, const Scope& scope, const accounts::Vault& vault,
                             const Asked& asked) {
  const auto later = [](Instant until) { return ReadPermit(NotNow{until}); };
  DUNLIN_TRY(const accounts::Account account, accounts::find(tx, scope, asked.account));
  DUNLIN_TRY(const bool paused, workspace::sending_paused(tx));
  const Instant after_somebody = asked.now + kUntilSomebodyActs;
  if (paused || account.state != accounts::State::active || !account.has_token)
    return later(after_somebody);
  if (account.paused_until && *account.paused_until > asked.now)
    return later(*account.paused_until);
  if (asked.app_budget) return later(asked.app_budget->until);
  DUNLIN_TRY(AccountLimits account_limit, load_limits(tx, scope, asked.account));
  Limiter& limiter = account_limit.limiter;
  const auto limits =
      account_limits(CallKind::read, Source::rule, asked.budgets, account_limit.own);
  for (const Limit& limit : limits) {
    if (const auto until = limiter.blocked_until(limit.window, asked.now)) return later(*until);
  }
  auto connection = accounts::open_connection(tx, scope, vault, asked.account);
  if (!connection) return later(after_somebody);
  for (const Limit& limit : limits) limiter.take(limit.window, asked.now);
  DUNLIN_CHECK(save_limiter(tx, scope.workspace(), asked.account, limiter));
  return ReadPermit(graph::Caller{.ig_id = account.ig_id,
                                  .token = std::move(connection->token),
                                  .proxy = std::move(connection->proxy)});
}

}  // namespace

Reads::Reads(db::Database database, const accounts::Vault& vault, Budgets budgets,
             const Clock& clock)
    : database_(std::move(database)),
      vault_(vault),
      budgets_(budgets),
      clock_(clock),
      app_(database_, budgets, clock) {}

Task<void> Reads::reserve(std::int64_t calls) {
  co_await app_.return_expired();
  co_await app_.reserve(calls);
}

Task<Result<ReadPermit>> Reads::ask(const Scope& scope, AccountId account) {
  auto app_budget = app_.take(CallKind::read);
  const bool taken = !app_budget;
  const Asked asked{.account = account,
                    .now = clock_.now(),
                    .app_budget = std::move(app_budget),
                    .budgets = budgets_};
  const auto decide = [scope, asked, vault = &vault_](db::Tx& tx) {
    return permit_in(tx, scope, *vault, asked);
  };
  auto permit = co_await database_.write(decide);
  const bool leaves = permit.ok() && std::holds_alternative<graph::Caller>(*permit);
  if (taken && !leaves) app_.give_back();
  co_return permit;
}

Result<std::optional<Instant>> heed_answer(db::Tx& tx, const Scope& scope, AccountId account,
                                           const graph::GraphError* error,
                                           const graph::Usage& usage, Instant now) {
  const AccountChange change = account_change(error ? *error : graph::GraphError{}, usage, now);
  DUNLIN_CHECK(change_account(tx, scope, account, change, now));
  return change.until;
}

Task<void> heed_answer_apart(Seams& seams, db::Database database, Scope scope, AccountId account,
                             std::optional<graph::GraphError> error, graph::Usage usage) {
  const Instant now = seams.clock.now();
  const AccountChange change = account_change(error.value_or(graph::GraphError{}), usage, now);
  if (change.kind == AccountChange::Kind::none) co_return;
  const auto keep = [scope, account, change, now](db::Tx& tx) {
    return change_account(tx, scope, account, change, now);
  };
  const Monotonic until = seams.clock.monotonic() + kShortestWait;
  for (;;) {
    const auto kept = co_await database.write(keep);
    if (kept) co_return;
    log::error("outbound.heed_failed", kept.error(), {{"account", to_text(account)}});
    if (seams.clock.monotonic() >= until) co_return;
    co_await sleep(seams.timers, kKeepAgain);
  }
}

}  // namespace dunlin::outbound
