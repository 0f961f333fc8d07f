#include "workspace/retention.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {
namespace {

std::optional<std::string> stored(const std::optional<ConfirmationTexts>& texts) {
  if (!texts) return std::nullopt;
  return json::print(to_json(*texts));
}

}  // namespace

std::optional<Instant> Retention::begins_at() const {
  if (keeps_all() || !changed_at) return std::nullopt;
  return *changed_at + kBeforeAnythingGoes;
}

Status set_opt_out_texts(db::Tx& tx, const Scope& scope, const OptOutTexts& texts) {
  return tx.run("UPDATE workspace SET stop_texts = $2, start_texts = $3 WHERE id = $1",
                scope.workspace(), stored(texts.stop), stored(texts.start));
}

Status set_retention(db::Tx& tx, const Scope& scope, const Retention& retention) {
  return tx.run(R"sql(
    UPDATE workspace SET messages_days = $2, activity_days = $3, parked_days = $4,
                         retention_changed_at = $5
    WHERE id = $1)sql",
                scope.workspace(), retention.messages, retention.activity, retention.parked,
                retention.changed_at);
}

Result<std::optional<KeptBy>> next_retention(db::Tx& tx, const NodeScope&, WorkspaceId after,
                                             Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT id, messages_days, activity_days, parked_days, retention_changed_at FROM workspace
    WHERE id > $1 AND retention_changed_at <= $2 AND removal_begun_at IS NULL
      AND (messages_days IS NOT NULL OR activity_days IS NOT NULL OR parked_days IS NOT NULL)
    ORDER BY id LIMIT 1)sql",
                                           after, now - kBeforeAnythingGoes));
  if (rows.empty()) return std::optional<KeptBy>();
  const db::Row& row = rows.front();
  return std::optional(KeptBy{.workspace = row.get<WorkspaceId>(0),
                              .retention = {.messages = row.get<std::optional<int>>(1),
                                            .activity = row.get<std::optional<int>>(2),
                                            .parked = row.get<std::optional<int>>(3),
                                            .changed_at = row.get<std::optional<Instant>>(4)}});
}

}  // namespace dunlin::workspace
