#include "outbound/outbound.h"

namespace dunlin::outbound {
namespace {

/// More of a workspace's rows are not looked at: an estimate is enough then.
constexpr int kLookedAt = 20'000;

}  // namespace

Result<SendsWatched> watch_sends(db::Tx& tx, const Scope& scope, Instant since, Instant now) {
  SendsWatched out;
  // A gate's wait is asked again within seconds; what is to leave later by its own wish is not
  // late.
  DUNLIN_TRY(const db::Rows open,
             tx.query(R"sql(
    SELECT SUM(CASE WHEN state = 4 OR (state = 5 AND held_for = 1) THEN 1 ELSE 0 END),
           MIN(CASE WHEN state = 4 OR (state = 5 AND held_for = 1) THEN sending_at END),
           MIN(CASE WHEN state = 0 AND next_at <= $2 THEN created_at END)
    FROM (SELECT state, held_for, sending_at, next_at, created_at FROM intent
          WHERE workspace_id = $1 AND state IN (0, 1, 2, 4, 5) LIMIT $3) AS waiting)sql",
                      scope.workspace(), now + std::chrono::minutes{1}, kLookedAt));
  out.unknown = open.front().get<std::optional<std::int64_t>>(0).value_or(0);
  out.oldest_unknown_at = open.front().get<std::optional<Instant>>(1);
  out.oldest_due_at = open.front().get<std::optional<Instant>>(2);
  DUNLIN_TRY(const db::Rows made, tx.query(R"sql(
    SELECT state, COUNT(*) FROM (
      SELECT state FROM intent WHERE workspace_id = $1 AND created_at >= $2 AND is_test = 0
      ORDER BY created_at DESC, id DESC LIMIT $3) AS made
    WHERE state IN (3, 7) GROUP BY state)sql",
                                           scope.workspace(), since, kLookedAt));
  for (const db::Row& row : made) {
    const auto [state, count] = row.as<IntentState, std::int64_t>();
    (state == IntentState::sent ? out.sent : out.failed) = count;
  }
  return out;
}

}  // namespace dunlin::outbound
