#include <algorithm>
#include <limits>

#include "conversations/store_rows.h"

namespace dunlin::conversations {

Result<std::vector<Message>> context(db::Tx& tx, const Scope& scope, ConversationId id, int limit) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_MESSAGE_COLUMNS R"sql( FROM message
    WHERE workspace_id = $1 AND conversation_id = $2
    ORDER BY sent_at DESC, id DESC LIMIT $3)sql",
                                           scope.workspace(), id, limit));
  std::vector<Message> found;
  for (const db::Row& row : rows) found.push_back(message_from(row));
  std::ranges::reverse(found);
  return found;
}

Result<std::optional<Message>> find_by_mid(db::Tx& tx, const Scope& scope, AccountId account,
                                           std::string_view mid) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_MESSAGE_COLUMNS R"sql( FROM message
    WHERE workspace_id = $1 AND account_id = $2 AND mid = $3 AND conversation_id IS NOT NULL)sql",
                                           scope.workspace(), account, mid));
  if (rows.empty()) return std::optional<Message>();
  return std::optional(message_from(rows.front()));
}

Result<Message> find_message(db::Tx& tx, const Scope& scope, MessageId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_MESSAGE_COLUMNS R"sql( FROM message
    WHERE workspace_id = $1 AND id = $2 AND conversation_id IS NOT NULL)sql",
                                           scope.workspace(), id));
  if (rows.empty()) return message_missing();
  return message_from(rows.front());
}

Result<workspace::Page<Message>> messages(db::Tx& tx, const Scope& scope, ConversationId id,
                                          const workspace::PageAsked& asked) {
  constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
  const auto after = asked.after.value_or(workspace::Cursor{.at_us = kLast, .id = kLast});
  DUNLIN_CHECK(find(tx, scope, id));
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_MESSAGE_COLUMNS R"sql( FROM message
    WHERE workspace_id = $1 AND conversation_id = $2 AND (sent_at, id) < ($3, $4)
    ORDER BY sent_at DESC, id DESC LIMIT $5)sql",
                      scope.workspace(), id, after.at_us, after.id, asked.limit + 1));
  std::vector<Message> found;
  for (const db::Row& row : rows) found.push_back(message_from(row));
  return workspace::Page<Message>::cut(std::move(found), asked.limit, [](const Message& last) {
    return workspace::Cursor{.at_us = to_us(last.sent_at), .id = last.id.value};
  });
}

Result<std::vector<Heard>> heard_after(db::Tx& tx, const Scope& scope, MessageId after, int limit) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT m.id, m.conversation_id, c.contact_id, m.account_id, m.kind, m.body, m.payload, m.sent_at
    FROM message m
    JOIN conversation c ON c.workspace_id = m.workspace_id AND c.id = m.conversation_id
    WHERE m.workspace_id = $1 AND m.id > $2 AND m.direction = 0 AND m.deleted_at IS NULL
    ORDER BY m.id LIMIT $3)sql",
                                           scope.workspace(), after, limit));
  std::vector<Heard> out;
  out.reserve(rows.size());
  for (const db::Row& row : rows) {
    out.push_back({.id = row.get<MessageId>(0),
                   .conversation = row.get<ConversationId>(1),
                   .contact = row.get<ContactId>(2),
                   .account = row.get<AccountId>(3),
                   .kind = row.get<Kind>(4),
                   .text = row.get<std::string>(5),
                   .payload = row.get<std::string>(6),
                   .sent_at = row.get<Instant>(7)});
  }
  return out;
}

Result<MessageId> newest_message(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT COALESCE(MAX(id), 0) FROM message WHERE workspace_id = $1",
                      scope.workspace()));
  return rows.front().get<MessageId>(0);
}

Result<std::vector<Reaction>> reactions(db::Tx& tx, const Scope& scope, ConversationId id,
                                        Instant oldest, Instant newest) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT r.mid, r.sender, r.emoji, r.at FROM message m
    JOIN reaction r ON r.workspace_id = m.workspace_id AND r.account_id = m.account_id AND r.mid = m.mid
    WHERE m.workspace_id = $1 AND m.conversation_id = $2 AND m.sent_at >= $3 AND m.sent_at <= $4
      AND r.removed = 0
    ORDER BY r.at, r.sender LIMIT 1000)sql",
                                           scope.workspace(), id, oldest, newest));
  std::vector<Reaction> found;
  for (const db::Row& row : rows) {
    found.push_back(Reaction{.mid = row.get<std::string>(0),
                             .sender = row.get<std::string>(1),
                             .emoji = row.get<std::string>(2),
                             .at = row.get<Instant>(3)});
  }
  return found;
}

}  // namespace dunlin::conversations
