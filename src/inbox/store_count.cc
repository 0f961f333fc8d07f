#include "inbox/store.h"

namespace dunlin::inbox {
namespace {

#define DUNLIN_READ "(s.last_inbound_at IS NULL OR s.read_through >= s.last_inbound_at)"

/// $2: an account or NULL. $3: how many are looked at.
#define DUNLIN_COUNT(conditions)                                           \
  "SELECT COUNT(*), SUM(CASE WHEN " DUNLIN_READ                            \
  " THEN 0 ELSE 1 END), "                                                  \
  "SUM(CASE WHEN s.assignee_id IS NULL THEN 1 ELSE 0 END), "               \
  "SUM(CASE WHEN s.assignee_id IS NOT NULL OR " DUNLIN_READ                \
  " THEN 0 ELSE 1 END) FROM ("                                             \
  "SELECT c.last_inbound_at, c.read_through, c.assignee_id, c.account_id " \
  "FROM conversation c WHERE c.workspace_id = $1 AND " conditions          \
  " ORDER BY c.active_at DESC, c.id DESC LIMIT $3) s "                     \
  "WHERE (CAST($2 AS BIGINT) IS NULL OR s.account_id = $2)"

constexpr std::string_view kOpen = DUNLIN_COUNT("c.state = 0 AND c.snoozed_until IS NULL");
constexpr std::string_view kMine =
    DUNLIN_COUNT("c.assignee_id = $4 AND c.state = 0 AND c.snoozed_until IS NULL");
constexpr std::string_view kSnoozed = DUNLIN_COUNT("c.state = 0 AND c.snoozed_until > 0");

struct Pair {
  Count all, unread;
};

Count capped(std::int64_t count, bool looked_at_all) {
  if (count > kMostCounted) return {.count = kMostCounted, .more = true};
  return {.count = static_cast<int>(count), .more = !looked_at_all};
}

/// Sums of no rows are NULL.
Pair pair_from(const db::Rows& rows, std::size_t column, bool looked_at_all) {
  const auto at = [&rows](std::size_t i) {
    return rows.front().get<std::optional<std::int64_t>>(i).value_or(0);
  };
  return {.all = capped(at(column), looked_at_all),
          .unread = capped(at(column + 1), looked_at_all)};
}

}  // namespace

Result<Counts> count_views(db::Tx& tx, const Scope& scope, PersonId self,
                           std::optional<AccountId> account) {
  const WorkspaceId workspace = scope.workspace();
  DUNLIN_TRY(const db::Rows beyond, tx.query(R"sql(
    SELECT 1 FROM conversation WHERE workspace_id = $1 AND state = 0
    ORDER BY active_at DESC, id DESC LIMIT 1 OFFSET $2)sql",
                                             workspace, kScanned));
  const bool looked_at_all = beyond.empty();
  DUNLIN_TRY(const db::Rows open, tx.query(kOpen, workspace, account, kScanned));
  DUNLIN_TRY(const db::Rows mine, tx.query(kMine, workspace, account, kScanned, self));
  DUNLIN_TRY(const db::Rows snoozed, tx.query(kSnoozed, workspace, account, kScanned));
  const Pair all = pair_from(open, 0, looked_at_all);
  const Pair nobodys = pair_from(open, 2, looked_at_all);
  const Pair own = pair_from(mine, 0, true);
  return Counts{.mine = own.all,
                .mine_unread = own.unread,
                .unassigned = nobodys.all,
                .unassigned_unread = nobodys.unread,
                .all = all.all,
                .all_unread = all.unread,
                .snoozed = pair_from(snoozed, 0, true).all};
}

}  // namespace dunlin::inbox
