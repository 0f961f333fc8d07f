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
