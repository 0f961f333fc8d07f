#include <algorithm>

#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

// The app's own row.
constexpr WorkspaceId kNoWorkspace{};
constexpr AccountId kNoAccount{};

Error unreadable() {
  return Error(Code::corrupt, "outbound.limiter", "The stored limits of an account cannot be read");
}

/// What was counted, and the own limits of the workspace.
struct Row {
  std::string windows, own;
};
Result<std::optional<Row>> take_row(db::Tx& tx, WorkspaceId workspace, AccountId account) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT windows, (SELECT o.limits FROM own_limits o WHERE o.workspace_id = $1)
    FROM limiter WHERE workspace_id = $1 AND account_id = $2 {for_update})sql",
                                           workspace, account));
  if (rows.empty()) return std::optional<Row>();
  const db::Row& row = rows.front();
  return std::optional(Row{.windows = row.get<std::string>(0),
                           .own = row.get<std::optional<std::string>>(1).value_or("")});
}

Result<AccountLimits> load(db::Tx& tx, WorkspaceId workspace, AccountId account) {
  DUNLIN_TRY(auto row, take_row(tx, workspace, account));
  if (!row) {
    // Made first and locked then, so that two who come at once do not both start from nothing.
    DUNLIN_CHECK(tx.run(R"sql(
      INSERT INTO limiter (workspace_id, account_id, windows) VALUES ($1, $2, '')
      ON CONFLICT (workspace_id, account_id) DO NOTHING)sql",
                        workspace, account));
    DUNLIN_TRY(row, take_row(tx, workspace, account));
  }
  auto limiter = Limiter::parse(row ? row->windows : "");
  const auto own = OwnLimits::parse(row ? row->own : "");
  if (!limiter || !own) return unreadable();
  return AccountLimits{.limiter = *std::move(limiter), .own = *own};
}

Result<OwnLimits> own_from(const db::Rows& rows) {
  const auto own = OwnLimits::parse(rows.empty() ? "" : rows.front().get<std::string>(0));
  if (!own) return unreadable();
  return *own;
}

}  // namespace

Result<AccountLimits> load_limits(db::Tx& tx, const Scope& scope, AccountId account) {
  return load(tx, scope.workspace(), account);
}

Result<OwnLimits> load_own_limits(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT limits FROM own_limits WHERE workspace_id = $1", scope.workspace()));
  return own_from(rows);
}

Result<OwnLimits> lock_own_limits(db::Tx& tx, const Scope& scope) {
  DUNLIN_CHECK(tx.run(R"sql(
    INSERT INTO own_limits (workspace_id, limits) VALUES ($1, '')
    ON CONFLICT (workspace_id) DO NOTHING)sql",
                      scope.workspace()));
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT limits FROM own_limits WHERE workspace_id = $1 {for_update}",
                      scope.workspace()));
  return own_from(rows);
}

Status save_own_limits(db::Tx& tx, const Scope& scope, const OwnLimits& own) {
  return tx.run("UPDATE own_limits SET limits = $2 WHERE workspace_id = $1", scope.workspace(),
                own.text());
}

Result<std::map<AccountId, Limiter>> load_all_limiters(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT account_id, windows FROM limiter WHERE workspace_id = $1",
                      scope.workspace()));
  std::map<AccountId, Limiter> out;
  for (const db::Row& row : rows) {
    auto limiter = Limiter::parse(row.get<std::string>(1));
    if (!limiter) return unreadable();
    out.emplace(row.get<AccountId>(0), *std::move(limiter));
  }
  return out;
}

Status save_limiter(db::Tx& tx, WorkspaceId workspace, AccountId account, const Limiter& limiter) {
#ifdef DUNLIN_BUG_budgets_not_kept
  return {};
#endif
  return tx.run("UPDATE limiter SET windows = $3 WHERE workspace_id = $1 AND account_id = $2",
                workspace, account, limiter.text());
}

Result<AppBlock> lease_app_block(db::Tx& tx, const NodeScope&, const Budgets& budgets,
                                 std::int64_t wished, Instant now) {
  DUNLIN_TRY(AccountLimits limits, load(tx, kNoWorkspace, kNoAccount));
  const Window window = app_window(budgets);
  AppBlock out{.granted = 0, .used = limits.limiter.used(window, now)};
  if (const auto until = limits.limiter.blocked_until(window, now)) {
    out.used_up = UsedUp{*until, "The app's budget of calls for this day is used up."};
    return out;
  }
  out.granted = std::min(std::max(kAppBlock, wished), window.limit - out.used);
  out.used += out.granted;
  limits.limiter.take(window, now, out.granted);
  DUNLIN_CHECK(save_limiter(tx, kNoWorkspace, kNoAccount, limits.limiter));
  return out;
}

Status return_app_block(db::Tx& tx, const NodeScope&, const Budgets& budgets, Instant granted_at,
                        std::int64_t left) {
  DUNLIN_TRY(AccountLimits limits, load(tx, kNoWorkspace, kNoAccount));
  limits.limiter.give_back(app_window(budgets), granted_at, left);
  return save_limiter(tx, kNoWorkspace, kNoAccount, limits.limiter);
}

}  // namespace dunlin::outbound
