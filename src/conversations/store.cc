#include <limits>

#include "conversations/store_rows.h"
#include "db/many.h"
#include "feed/feed.h"

namespace dunlin::conversations {
namespace {

/// Finds and locks.
Result<std::optional<Conversation>> take(db::Tx& tx, const Scope& scope, ContactId contact) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_CONVERSATION_COLUMNS
                      " FROM conversation WHERE workspace_id = $1 AND contact_id = $2 {for_update}",
                      scope.workspace(), contact));
  if (rows.empty()) return std::optional<Conversation>();
  return std::optional(conversation_from(rows.front()));
}

Opened as_opened(Conversation conversation, bool inbound) {
  const bool reopened = inbound && conversation.state != State::open;
  if (reopened) {
    conversation.state = State::open;
    conversation.owner = Owner::automation;
    conversation.episode += 1;
  }
  return Opened{.conversation = conversation, .created = false, .reopened = reopened};
}

}  // namespace

Result<Opened> open(db::Tx& tx, const Scope& scope, AccountId account, ContactId contact,
                    ConversationId new_id, Instant at, bool inbound) {
  DUNLIN_TRY(auto known, take(tx, scope, contact));
  if (known) return as_opened(*std::move(known), inbound);
  DUNLIN_TRY(const db::Rows made, tx.query(R"sql(
    INSERT INTO conversation (workspace_id, id, account_id, contact_id, state, owner, episode,
                              last_message_at, window_opened_by, created_at, active_at)
    VALUES ($1, $2, $3, $4, 0, 0, 1, $5, 0, $5, $5)
    ON CONFLICT (workspace_id, contact_id) DO NOTHING
    RETURNING )sql" DUNLIN_CONVERSATION_COLUMNS,
                                           scope.workspace(), new_id, account, contact, at));
  if (!made.empty()) {
    return Opened{.conversation = conversation_from(made.front()), .created = true};
  }
  // Another transaction made it between the two statements.
  DUNLIN_TRY(auto theirs, take(tx, scope, contact));
  if (!theirs) return conversation_missing();
  return as_opened(*std::move(theirs), inbound);
}

Result<std::map<ConversationId, Conversation>> lock_free(db::Tx& tx, const Scope& scope,
                                                         const std::vector<ConversationId>& ids) {
  DUNLIN_TRY(const db::Rows rows,
             db::query_many(tx,
                            "SELECT " DUNLIN_CONVERSATION_COLUMNS
                            " FROM conversation WHERE (workspace_id, id) IN (VALUES ($1, $2)) "
                            "{skip_locked}",
                            2, db::keys_of(scope.workspace(), ids)));
  std::map<ConversationId, Conversation> out;
  for (const db::Row& row : rows)
    out.try_emplace(row.get<ConversationId>(0), conversation_from(row));
  return out;
}

Result<Conversation> find(db::Tx& tx, const Scope& scope, ConversationId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_CONVERSATION_COLUMNS
                                           " FROM conversation WHERE workspace_id = $1 AND id = $2",
                                           scope.workspace(), id));
  if (rows.empty()) return conversation_missing();
  return conversation_from(rows.front());
}

Result<std::optional<Conversation>> find_by_contact(db::Tx& tx, const Scope& scope,
                                                    ContactId contact) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_CONVERSATION_COLUMNS
                      " FROM conversation WHERE workspace_id = $1 AND contact_id = $2",
                      scope.workspace(), contact));
  if (rows.empty()) return std::optional<Conversation>();
  return std::optional(conversation_from(rows.front()));
}

Result<workspace::Page<Conversation>> list(db::Tx& tx, const Scope& scope, State state,
                                           const workspace::PageAsked& asked) {
  constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
  const auto after = asked.after.value_or(workspace::Cursor{.at_us = kLast, .id = kLast});
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_CONVERSATION_COLUMNS R"sql( FROM conversation
    WHERE workspace_id = $1 AND state = $2 AND (active_at, id) < ($3, $4)
    ORDER BY active_at DESC, id DESC LIMIT $5)sql",
                      scope.workspace(), state, after.at_us, after.id, asked.limit + 1));
  std::vector<Conversation> found;
  for (const db::Row& row : rows) found.push_back(conversation_from(row));
  return workspace::Page<Conversation>::cut(
      std::move(found), asked.limit, [](const Conversation& last) {
        return workspace::Cursor{.at_us = to_us(last.active_at), .id = last.id.value};
      });
}

dunlin::Status set_owner(db::Tx& tx, const Scope& scope, ConversationId id, Owner owner) {
  feed::tell(tx, scope.workspace(), feed::Kind::conversation, id);
  DUNLIN_TRY(const db::Rows rows,
             tx.query("UPDATE conversation SET owner = $3 WHERE workspace_id = $1 AND id = $2"
                      " RETURNING id",
                      scope.workspace(), id, owner));
  if (rows.empty()) return conversation_missing();
  return {};
}

dunlin::Status close(db::Tx& tx, const Scope& scope, ConversationId id) {
  feed::tell(tx, scope.workspace(), feed::Kind::conversation, id);
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    UPDATE conversation SET state = $3, snoozed_until = NULL WHERE workspace_id = $1 AND id = $2
    RETURNING id)sql",
                                           scope.workspace(), id, State::closed));
  if (rows.empty()) return conversation_missing();
  return {};
}

Result<int> archive_silent(db::Tx& tx, const NodeScope&, Instant silent_since, int limit) {
  // The walk from workspace to workspace lets the index on (workspace, state, time) serve each of
  // them.
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    UPDATE conversation SET state = 2 WHERE (workspace_id, id) IN (
      WITH RECURSIVE w (id) AS (
        SELECT MIN(workspace_id) FROM conversation
        UNION ALL
        SELECT (SELECT MIN(n.workspace_id) FROM conversation n WHERE n.workspace_id > w.id)
        FROM w WHERE w.id IS NOT NULL)
      SELECT c.workspace_id, c.id FROM w JOIN conversation c ON c.workspace_id = w.id
      WHERE c.state IN (0, 1) AND c.active_at < $1 AND c.snoozed_until IS NULL
      LIMIT $2)
    RETURNING id)sql",
                                           silent_since, limit));
  return static_cast<int>(rows.size());
}

}  // namespace dunlin::conversations
