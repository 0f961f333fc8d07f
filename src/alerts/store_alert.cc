#include <limits>

#include "alerts/store.h"
#include "feed/feed.h"

namespace dunlin::alerts {
namespace {

#define DUNLIN_ALERT_COLUMNS                                                        \
  "id, kind, object, level, severity, facts, raised_at, told_at, acknowledged_at, " \
  "acknowledged_by, over_at"

Result<json::Object> object_from(const std::string& text) {
  DUNLIN_TRY(json::Value value, json::parse(text));
  if (!value.is_object()) {
    return Error(Code::corrupt, "alert.facts", "The stored facts of an alert are not an object");
  }
  return std::move(value.get_object());
}

Result<Alert> alert_from(const db::Row& row) {
  Alert out;
  out.id = row.get<AlertId>(0);
  out.kind = row.get<Kind>(1);
  out.object = row.get<std::int64_t>(2);
  out.level = row.get<int>(3);
  out.severity = row.get<Severity>(4);
  DUNLIN_TRY(out.facts, object_from(row.get<std::string>(5)));
  out.raised_at = row.get<Instant>(6);
  out.told_at = row.get<Instant>(7);
  out.acknowledged_at = row.get<std::optional<Instant>>(8);
  out.acknowledged_by = row.get<std::string>(9);
  out.over_at = row.get<std::optional<Instant>>(10);
  return out;
}

Result<std::vector<Alert>> alerts_from(const db::Rows& rows) {
  std::vector<Alert> out;
  for (const db::Row& row : rows) {
    DUNLIN_TRY(Alert alert, alert_from(row));
    out.push_back(std::move(alert));
  }
  return out;
}

Error missing() {
  return Error(Code::not_found, "alert.not_found", "There is no such alert in this workspace");
}

Alert fresh(const Condition& condition, AlertId id, Instant now) {
  return {.id = id,
          .kind = condition.kind,
          .object = condition.object,
          .level = condition.level,
          .severity = condition.severity,
          .facts = condition.facts,
          .raised_at = now,
          .told_at = now,
          .acknowledged_at = {},
          .acknowledged_by = {},
          .over_at = {}};
}

/// Open again or still, with what stands now.
Status update(db::Tx& tx, const Scope& scope, const Change& change) {
  return tx.run(R"sql(
    UPDATE alert SET level = $3, severity = $4, facts = $5, over_at = NULL
    WHERE workspace_id = $1 AND id = $2)sql",
                scope.workspace(), change.alert, change.condition.level, change.condition.severity,
                json::print(change.condition.facts));
}

workspace::Cursor cursor_of(const Alert& alert) {
  return {.at_us = to_us(alert.raised_at), .id = alert.id.value};
}

}  // namespace

Result<std::vector<Alert>> load_current(db::Tx& tx, const Scope& scope, Instant since) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_ALERT_COLUMNS R"sql( FROM alert
    WHERE workspace_id = $1 AND over_at IS NULL
    UNION ALL
    SELECT )sql" DUNLIN_ALERT_COLUMNS R"sql( FROM alert
    WHERE workspace_id = $1 AND over_at IS NOT NULL AND over_at >= $2)sql",
                                           scope.workspace(), since));
  return alerts_from(rows);
}

Status insert_alert(db::Tx& tx, const Scope& scope, const Alert& alert) {
  feed::tell(tx, scope.workspace(), feed::Kind::attention);
  return tx.run(R"sql(
    INSERT INTO alert (workspace_id, id, kind, object, level, severity, facts, raised_at, told_at,
                       acknowledged_at, acknowledged_by, over_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING)sql",
                scope.workspace(), alert.id, alert.kind, alert.object, alert.level, alert.severity,
                json::print(alert.facts), alert.raised_at, alert.told_at, alert.acknowledged_at,
                alert.acknowledged_by, alert.over_at);
}

Result<std::optional<Alert>> apply(db::Tx& tx, const Scope& scope, const Change& change, AlertId id,
                                   Instant now) {
  using enum Change::What;
  if (change.what != refresh) feed::tell(tx, scope.workspace(), feed::Kind::attention);
  switch (change.what) {
    case raise: {
      const Alert alert = fresh(change.condition, id, now);
      DUNLIN_CHECK(insert_alert(tx, scope, alert));
      return std::optional(alert);
    }
    case escalate: {
      DUNLIN_CHECK(update(tx, scope, change));
      DUNLIN_CHECK(tx.run(R"sql(
        UPDATE alert SET told_at = $3, acknowledged_at = NULL, acknowledged_by = ''
        WHERE workspace_id = $1 AND id = $2)sql",
                          scope.workspace(), change.alert, now));
      DUNLIN_TRY(Alert alert, find_alert(tx, scope, change.alert));
      return std::optional(std::move(alert));
    }
    case reopen:
    case refresh:
      DUNLIN_CHECK(update(tx, scope, change));
      return std::optional<Alert>();
    case end:
      break;
  }
  DUNLIN_CHECK(tx.run("UPDATE alert SET over_at = $3 WHERE workspace_id = $1 AND id = $2",
                      scope.workspace(), change.alert, now));
  DUNLIN_TRY(Alert alert, find_alert(tx, scope, change.alert));
  return std::optional(std::move(alert));
}

Result<Alert> find_alert(db::Tx& tx, const Scope& scope, AlertId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_ALERT_COLUMNS
                                           " FROM alert WHERE workspace_id = $1 AND id = $2",
                                           scope.workspace(), id));
  if (rows.empty()) return missing();
  return alert_from(rows.front());
}

Result<workspace::Page<Alert>> list_alerts(db::Tx& tx, const Scope& scope,
                                           const AlertFilter& filter,
                                           const workspace::PageAsked& asked) {
  constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
  const auto after = asked.after.value_or(workspace::Cursor{.at_us = kLast, .id = kLast});
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_ALERT_COLUMNS R"sql( FROM (
      SELECT * FROM alert WHERE workspace_id = $1 AND (raised_at, id) < ($2, $3)
      ORDER BY raised_at DESC, id DESC LIMIT $4) AS seen
    WHERE (CAST($5 AS BIGINT) IS NULL OR kind = $5) AND (CAST($6 AS BIGINT) IS NULL
      OR $6 = CASE WHEN over_at IS NOT NULL THEN 2 WHEN acknowledged_at IS NOT NULL THEN 1 ELSE 0 END)
    ORDER BY raised_at DESC, id DESC LIMIT $7)sql",
                                           scope.workspace(), after.at_us, after.id, kScanned,
                                           filter.kind, filter.state, asked.limit + 1));
  DUNLIN_TRY(auto found, alerts_from(rows));
  auto page = workspace::Page<Alert>::cut(std::move(found), asked.limit, cursor_of);
  if (page.next) return page;
  DUNLIN_TRY(const db::Rows end, tx.query(R"sql(
    SELECT raised_at, id FROM alert WHERE workspace_id = $1 AND (raised_at, id) < ($2, $3)
    ORDER BY raised_at DESC, id DESC LIMIT 1 OFFSET $4)sql",
                                          scope.workspace(), after.at_us, after.id, kScanned - 1));
  if (!end.empty()) {
    page.next = workspace::Cursor{.at_us = end.front().get<std::int64_t>(0),
                                  .id = end.front().get<std::int64_t>(1)};
  }
  return page;
}

Status acknowledge(db::Tx& tx, const Scope& scope, AlertId id, Instant now) {
  feed::tell(tx, scope.workspace(), feed::Kind::attention);
  return tx.run(R"sql(
    UPDATE alert SET acknowledged_at = $3, acknowledged_by = $4
    WHERE workspace_id = $1 AND id = $2 AND acknowledged_at IS NULL AND over_at IS NULL)sql",
                scope.workspace(), id, now, scope.actor().id);
}

Result<int> prune_alerts(db::Tx& tx, const NodeScope&, Instant before, int limit) {
  DUNLIN_TRY(const std::int64_t gone, tx.change(R"sql(
    DELETE FROM alert WHERE (workspace_id, id) IN (
      SELECT o.workspace_id, o.id FROM alert o
      WHERE o.over_at IS NOT NULL AND o.over_at < $1 LIMIT $2))sql",
                                                before, limit));
  return static_cast<int>(gone);
}

}  // namespace dunlin::alerts
