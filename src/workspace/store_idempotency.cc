#include "workspace/workspace.h"

namespace dunlin::workspace {

Result<std::optional<Reply>> find_idempotent(db::Tx& tx, const Scope& scope, std::string_view key,
                                             std::string_view route, std::string_view body_hash) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT body_hash, status, answer FROM idempotency_record
    WHERE workspace_id = $1 AND idempotency_key = $2 AND route = $3)sql",
                                           scope.workspace(), key, route));
  if (rows.empty()) return std::optional<Reply>();
  const auto [hash, status, answer] = rows.front().as<std::string, int, std::string>();
  if (hash != body_hash) {
    return Error(Code::conflict, "api.idempotency_mismatch",
                 "This Idempotency-Key was used with another body")
        .hinting("Make a new key for a new request; repeat a request with its own key.");
  }
  DUNLIN_TRY(json::Value body, json::parse(answer));
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  return std::optional<Reply>(std::move(reply));
}

Status keep_idempotent(db::Tx& tx, const Scope& scope, std::string_view key, std::string_view route,
                       std::string_view body_hash, const Reply& reply, Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    INSERT INTO idempotency_record (workspace_id, idempotency_key, route, body_hash, status, answer,
                                    created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (workspace_id, idempotency_key, route) DO NOTHING RETURNING status)sql",
                                           scope.workspace(), key, route, body_hash, reply.status,
                                           json::print(reply.body), now));
  if (rows.empty()) {
    return Error(Code::conflict, "api.idempotency_race",
                 "A request with this Idempotency-Key is being carried out")
        .hinting("Repeat it with the same key to get that answer.")
        .retrying(Retry::later);
  }
  return {};
}

Result<int> prune_idempotent(db::Tx& tx, const NodeScope&, Instant before, int limit) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    DELETE FROM idempotency_record WHERE (workspace_id, idempotency_key, route) IN (
      SELECT workspace_id, idempotency_key, route FROM idempotency_record
      WHERE created_at < $1 LIMIT $2)
    RETURNING status)sql",
                                           before, limit));
  return static_cast<int>(rows.size());
}

}  // namespace dunlin::workspace
