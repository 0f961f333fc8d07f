#include <algorithm>

#include "db/many.h"
#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

// The app's own row.
constexpr WorkspaceId kNoWorkspace{};
constexpr AccountId kNoAccount{};

Error unreadable() {
  return Error(Code::corrupt, "outbound.limiter", "The stored limits of an account cannot be read");
}

Result<AccountLimits> limits_from(std::string_view windows, std::string_view own_text) {
  auto limiter = Limiter::parse(windows);
  const auto own = OwnLimits::parse(own_text);
  if (!limiter || !own) return unreadable();
  return AccountLimits{.limiter = *std::move(limiter), .own = *own};
}

/// With the own limits of the workspace. In the order of the ids, which every transaction keeps.
Result<std::map<AccountId, AccountLimits>> lock(db::Tx& tx, WorkspaceId workspace,
                                                const std::vector<AccountId>& ids) {
  DUNLIN_TRY(const db::Rows rows, db::query_many(tx, R"sql(
    SELECT account_id, windows,
           (SELECT o.limits FROM own_limits o WHERE o.workspace_id = limiter.workspace_id)
    FROM limiter WHERE (workspace_id, account_id) IN (VALUES ($1, $2))
    ORDER BY account_id {for_update})sql",
                                                 2, db::keys_of(workspace, ids)));
  std::map<AccountId, AccountLimits> out;
  for (const db::Row& row : rows) {
    DUNLIN_TRY(auto limits, limits_from(row.get<std::string>(1),
                                        row.get<std::optional<std::string>>(2).value_or("")));
    out.insert_or_assign(row.get<AccountId>(0), std::move(limits));
  }
  return out;
}

/// Made first and locked then, so that two who come at once do not both start from nothing.
Status make_missing(db::Tx& tx, WorkspaceId workspace, const std::vector<AccountId>& ids,
                    const std::map<AccountId, AccountLimits>& found) {
  for (const AccountId id : ids) {
    if (found.contains(id)) continue;
    DUNLIN_CHECK(tx.run(R"sql(
      INSERT INTO limiter (workspace_id, account_id, windows) VALUES ($1, $2, '')
      ON CONFLICT (workspace_id, account_id) DO NOTHING)sql",
                        workspace, id));
  }
  return {};
}

Result<std::map<AccountId, AccountLimits>> load(db::Tx& tx, WorkspaceId workspace,
                                                const std::vector<AccountId>& ids) {
  DUNLIN_TRY(auto found, lock(tx, workspace, ids));
  if (found.size() == ids.size()) return found;
  DUNLIN_CHECK(make_missing(tx, workspace, ids, found));
  return lock(tx, workspace, ids);
}

Result<AccountLimits> load(db::Tx& tx, WorkspaceId workspace, AccountId account) {
  DUNLIN_TRY(auto found, load(tx, workspace, std::vector{account}));
  return std::move(found.at(account));
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

Result<std::map<AccountId, AccountLimits>> load_limits(db::Tx& tx, const Scope& scope,
                                                       const std::vector<AccountId>& accounts) {
  return load(tx, scope.workspace(), accounts);
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

Status save_limiters(db::Tx& tx, WorkspaceId workspace,
                     const std::vector<std::pair<AccountId, const Limiter*>>& limiters) {
#ifdef DUNLIN_BUG_budgets_not_kept
  return {};
#endif
  std::vector<std::string> texts;
  texts.reserve(limiters.size());
  std::vector<db::Param> rows;
  for (const auto& [account, limiter] : limiters) {
    rows.insert(rows.end(), {workspace, account, texts.emplace_back(limiter->text())});
  }
  DUNLIN_CHECK(db::change_many(tx, R"sql(
    UPDATE limiter SET windows = v.column3 FROM (VALUES ($1, $2, $3)) AS v
    WHERE limiter.workspace_id = v.column1 AND limiter.account_id = v.column2)sql",
                               3, rows));
  return {};
}

Status save_limiter(db::Tx& tx, WorkspaceId workspace, AccountId account, const Limiter& limiter) {
  return save_limiters(tx, workspace, {{account, &limiter}});
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
