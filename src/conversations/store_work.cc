#include "conversations/store_rows.h"
#include "feed/feed.h"

namespace dunlin::conversations {
namespace {

/// One change of one row; tells it.
template <class... Args>
dunlin::Status change_one(db::Tx& tx, const Scope& scope, ConversationId id, std::string_view sql,
                          const Args&... args) {
  DUNLIN_TRY(const std::int64_t changed, tx.change(sql, scope.workspace(), id, args...));
  if (changed == 0) return conversation_missing();
  feed::tell(tx, scope.workspace(), feed::Kind::conversation, id);
  return {};
}

}  // namespace

dunlin::Status reopen(db::Tx& tx, const Scope& scope, ConversationId id) {
  return change_one(tx, scope, id, R"sql(
    UPDATE conversation SET episode = CASE WHEN state = 0 THEN episode ELSE episode + 1 END,
                            owner = CASE WHEN state = 0 THEN owner ELSE 1 END, state = 0
    WHERE workspace_id = $1 AND id = $2)sql");
}

dunlin::Status assign(db::Tx& tx, const Scope& scope, ConversationId id,
                      std::optional<PersonId> assignee) {
  return change_one(tx, scope, id,
                    "UPDATE conversation SET assignee_id = $3 WHERE workspace_id = $1 AND id = $2",
                    assignee);
}

dunlin::Status snooze(db::Tx& tx, const Scope& scope, ConversationId id,
                      std::optional<Instant> until) {
  return change_one(
      tx, scope, id,
      "UPDATE conversation SET snoozed_until = $3 WHERE workspace_id = $1 AND id = $2", until);
}

dunlin::Status set_read(db::Tx& tx, const Scope& scope, ConversationId id, Read read) {
  if (read == Read::no) {
    return change_one(
        tx, scope, id,
        "UPDATE conversation SET read_through = NULL WHERE workspace_id = $1 AND id = $2");
  }
  return change_one(
      tx, scope, id,
      "UPDATE conversation SET read_through = last_inbound_at WHERE workspace_id = $1 AND id = $2");
}

Result<int> end_snoozes(db::Tx& tx, const NodeScope&, Instant now, int limit) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    WITH ended AS MATERIALIZED (
      SELECT c.workspace_id, c.id FROM conversation c WHERE c.snoozed_until <= $1
      ORDER BY c.snoozed_until, c.workspace_id, c.id LIMIT $2 {skip_locked})
    UPDATE conversation SET
      active_at = CASE WHEN active_at > snoozed_until THEN active_at ELSE snoozed_until END,
      snoozed_until = NULL, read_through = NULL
    WHERE (workspace_id, id) IN (SELECT e.workspace_id, e.id FROM ended e)
    RETURNING workspace_id, id)sql",
                                           now, limit));
  for (const db::Row& row : rows) {
    feed::tell(tx, row.get<WorkspaceId>(0), feed::Kind::conversation, row.get<ConversationId>(1));
  }
  return static_cast<int>(rows.size());
}

}  // namespace dunlin::conversations
