#include "inbox/store.h"

namespace dunlin::inbox {

Status keep_draft(db::Tx& tx, const Scope& scope, ConversationId conversation, PersonId author,
                  const Draft& draft) {
  DUNLIN_CHECK(conversations::find(tx, scope, conversation));
  if (draft.text.empty()) {
    return tx.run(R"sql(
      DELETE FROM draft WHERE workspace_id = $1 AND conversation_id = $2 AND author_id = $3)sql",
                  scope.workspace(), conversation, author);
  }
  return tx.run(R"sql(
    INSERT INTO draft (workspace_id, conversation_id, author_id, body, is_note, changed_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (workspace_id, conversation_id, author_id) DO UPDATE SET
      body = excluded.body, is_note = excluded.is_note, changed_at = excluded.changed_at)sql",
                scope.workspace(), conversation, author, draft.text, draft.is_note,
                draft.changed_at);
}

Result<std::optional<Draft>> find_draft(db::Tx& tx, const Scope& scope, ConversationId conversation,
                                        PersonId author) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT body, is_note, changed_at FROM draft
    WHERE workspace_id = $1 AND conversation_id = $2 AND author_id = $3)sql",
                                           scope.workspace(), conversation, author));
  if (rows.empty()) return std::optional<Draft>();
  const db::Row& row = rows.front();
  return std::optional(Draft{.text = row.get<std::string>(0),
                             .is_note = row.get<bool>(1),
                             .changed_at = row.get<Instant>(2)});
}

}  // namespace dunlin::inbox
