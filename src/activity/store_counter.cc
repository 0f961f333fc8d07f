#include <map>
#include <tuple>

#include "activity/activity.h"

namespace dunlin::activity {
namespace {

std::int64_t day_of(Instant at) {
  return std::chrono::floor<std::chrono::days>(at).time_since_epoch().count();
}

}  // namespace

Status count(db::Tx& tx, const Scope& scope, std::int64_t id, std::string_view name,
             std::string_view subject, std::int64_t amount, Instant at) {
  return tx.run_later(R"sql(
    INSERT INTO counter_delta (workspace_id, id, name, subject, amount, at)
    VALUES ($1, $2, $3, $4, $5, $6))sql",
                      scope.workspace(), id, name, subject, amount, at);
}

Result<int> fold_counters(db::Tx& tx, const NodeScope&, int limit) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    DELETE FROM counter_delta WHERE (workspace_id, id) IN (
      SELECT workspace_id, id FROM counter_delta ORDER BY workspace_id, id LIMIT $1 {skip_locked})
    RETURNING workspace_id, name, subject, at, amount)sql",
                                           limit));
  using Key = std::tuple<WorkspaceId, std::string, std::string, std::int64_t>;
  std::map<Key, std::int64_t> sums;
  for (const db::Row& row : rows) {
    const auto [workspace, name, subject, at, amount] =
        row.as<WorkspaceId, std::string, std::string, Instant, std::int64_t>();
    sums[{workspace, name, subject, day_of(at)}] += amount;
  }
  for (const auto& [key, amount] : sums) {
    const auto& [workspace, name, subject, day] = key;
    DUNLIN_CHECK(tx.run(R"sql(
      INSERT INTO counter (workspace_id, name, subject, day, amount) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (workspace_id, name, subject, day) DO UPDATE SET
        amount = counter.amount + excluded.amount)sql",
                        workspace, name, subject, day, amount));
  }
  return static_cast<int>(rows.size());
}

Result<std::int64_t> counter(db::Tx& tx, const Scope& scope, std::string_view name,
                             std::string_view subject, Instant from, Instant to) {
  if (to <= from) return std::int64_t{0};
  const std::int64_t first = day_of(from);
  const std::int64_t last = day_of(to - Duration{1});
  constexpr std::int64_t kDayUs = Duration{std::chrono::days{1}}.count();
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM (
      SELECT amount FROM counter
      WHERE workspace_id = $1 AND name = $2 AND subject = $3 AND day >= $4 AND day <= $5
      UNION ALL
      SELECT amount FROM counter_delta
      WHERE workspace_id = $1 AND name = $2 AND subject = $3 AND at >= $6 AND at < $7) AS parts)sql",
                                           scope.workspace(), name, subject, first, last,
                                           first * kDayUs, (last + 1) * kDayUs));
  return rows.at(0).get<std::int64_t>(0);
}

}  // namespace dunlin::activity
