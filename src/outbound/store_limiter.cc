#include <algorithm>

#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

// The app's own row.
constexpr WorkspaceId kNoWorkspace{};
constexpr AccountId kNoAccount{};

Result<std::optional<std::string>> take_row(db::Tx& tx, WorkspaceId workspace, AccountId account) {
  DUNLIN_TRY(
      const db::Rows rows,
      tx.query(
          "SELECT windows FROM limiter WHERE workspace_id = $1 AND account_id = $2 {for_update}",
          workspace, account));
  if (rows.empty()) return std::optional<std::string>();
  return std::optional(rows.front().get<std::string>(0));
}

}  // namespace

Result<Limiter> load_limiter(db::Tx& tx, WorkspaceId workspace, AccountId account) {
  DUNLIN_TRY(auto text, take_row(tx, workspace, account));
  if (!text) {
    // Made first and locked then, so that two who come at once do not both start from nothing.
    DUNLIN_CHECK(tx.run(R"sql(
      INSERT INTO limiter (workspace_id, account_id, windows) VALUES ($1, $2, '')
      ON CONFLICT (workspace_id, account_id) DO NOTHING)sql",
                        workspace, account));
    DUNLIN_TRY(text, take_row(tx, workspace, account));
  }
  auto limiter = Limiter::parse(text.value_or(""));
  if (!limiter)
    return Error(Code::corrupt, "outbound.limiter",
                 "The stored limits of an account cannot be read");
  return *std::move(limiter);
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
  DUNLIN_TRY(Limiter limiter, load_limiter(tx, kNoWorkspace, kNoAccount));
  const Window window = app_window(budgets);
  AppBlock out{.granted = 0, .used = limiter.used(window, now)};
  if (const auto until = limiter.blocked_until(window, now)) {
    out.used_up = UsedUp{*until, "The app's budget of calls for this day is used up."};
    return out;
  }
  out.granted = std::min(std::max(kAppBlock, wished), window.limit - out.used);
  out.used += out.granted;
  limiter.take(window, now, out.granted);
  DUNLIN_CHECK(save_limiter(tx, kNoWorkspace, kNoAccount, limiter));
  return out;
}

Status return_app_block(db::Tx& tx, const NodeScope&, const Budgets& budgets, Instant granted_at,
                        std::int64_t left) {
  DUNLIN_TRY(Limiter limiter, load_limiter(tx, kNoWorkspace, kNoAccount));
  limiter.give_back(app_window(budgets), granted_at, left);
  return save_limiter(tx, kNoWorkspace, kNoAccount, limiter);
}

}  // namespace dunlin::outbound
