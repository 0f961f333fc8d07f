#include "alerts/store.h"

namespace dunlin::alerts {

Result<std::optional<Webhook>> load_webhook(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT style, host, url_sealed, secret_sealed, last_at, last_delivered, last_says
    FROM alert_webhook WHERE workspace_id = $1)sql",
                                           scope.workspace()));
  if (rows.empty()) return std::optional<Webhook>();
  const db::Row& row = rows.front();
  return std::optional(Webhook{.style = row.get<Style>(0),
                               .host = row.get<std::string>(1),
                               .url_sealed = row.get<std::string>(2),
                               .secret_sealed = row.get<std::optional<std::string>>(3),
                               .last_at = row.get<std::optional<Instant>>(4),
                               .last_delivered = row.get<bool>(5),
                               .last_says = row.get<std::string>(6)});
}

Status save_webhook(db::Tx& tx, const Scope& scope, const Webhook& webhook) {
  std::optional<db::Blob> secret;
  if (webhook.secret_sealed) secret = db::Blob{*webhook.secret_sealed};
  return tx.run(R"sql(
    INSERT INTO alert_webhook (workspace_id, style, host, url_sealed, secret_sealed, last_at,
                               last_delivered, last_says)
    VALUES ($1, $2, $3, $4, $5, NULL, 0, '')
    ON CONFLICT (workspace_id) DO UPDATE SET style = excluded.style, host = excluded.host,
      url_sealed = excluded.url_sealed, secret_sealed = excluded.secret_sealed, last_at = NULL,
      last_delivered = 0, last_says = '')sql",
                scope.workspace(), webhook.style, webhook.host, db::Blob{webhook.url_sealed},
                secret);
}

Status remove_webhook(db::Tx& tx, const Scope& scope) {
  DUNLIN_CHECK(tx.run("DELETE FROM alert_call WHERE workspace_id = $1", scope.workspace()));
  return tx.run("DELETE FROM alert_webhook WHERE workspace_id = $1", scope.workspace());
}

Status queue_call(db::Tx& tx, const Scope& scope, std::int64_t id, std::string_view body,
                  Instant now) {
  return tx.run(R"sql(
    INSERT INTO alert_call (id, workspace_id, body, attempts, next_at, created_at)
    VALUES ($1, $2, $3, 0, $4, $4))sql",
                id, scope.workspace(), body, now);
}

Result<std::int64_t> count_calls(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(
      const db::Rows rows,
      tx.query("SELECT COUNT(*) FROM alert_call WHERE workspace_id = $1", scope.workspace()));
  return rows.front().get<std::int64_t>(0);
}

Result<std::optional<WaitingCall>> take_call(db::Tx& tx, const NodeScope&, Instant now,
                                             Instant busy_until) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    UPDATE alert_call SET attempts = attempts + 1, next_at = $2 WHERE id IN (
      SELECT id FROM alert_call WHERE next_at <= $1 ORDER BY next_at, id LIMIT 1 {skip_locked})
    RETURNING id, workspace_id, body, attempts, created_at)sql",
                                           now, busy_until));
  if (rows.empty()) return std::optional<WaitingCall>();
  const db::Row& row = rows.front();
  return std::optional(WaitingCall{.id = row.get<std::int64_t>(0),
                                   .workspace = row.get<WorkspaceId>(1),
                                   .body = row.get<std::string>(2),
                                   .attempts = row.get<int>(3),
                                   .created_at = row.get<Instant>(4)});
}

Status settle_call(db::Tx& tx, const Scope& scope, std::int64_t id, const CallOutcome& outcome) {
  DUNLIN_CHECK(tx.run(R"sql(
    UPDATE alert_webhook SET last_at = $2, last_delivered = $3, last_says = $4
    WHERE workspace_id = $1)sql",
                      scope.workspace(), outcome.at, outcome.delivered, outcome.says));
  if (outcome.next_at) {
    return tx.run("UPDATE alert_call SET next_at = $3 WHERE workspace_id = $1 AND id = $2",
                  scope.workspace(), id, *outcome.next_at);
  }
  return tx.run("DELETE FROM alert_call WHERE workspace_id = $1 AND id = $2", scope.workspace(),
                id);
}

}  // namespace dunlin::alerts
