#include "conversations/store_rows.h"
#include "conversations/store_seen.h"

namespace dunlin::conversations {
namespace {

std::optional<std::string_view> or_null(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

struct Inserted {
  MessageId id;
  std::optional<Instant> deleted_at, seen_at;
};

#ifdef DUNLIN_BUG_resurrects_unsent
#define DUNLIN_BODY "$11"
#else
#define DUNLIN_BODY "CASE WHEN deleted_at IS NOT NULL THEN '' WHEN edits > 0 THEN body ELSE $11 END"
#endif

#define DUNLIN_INSERT_MESSAGE                                                                  \
  "INSERT INTO message (workspace_id, id, conversation_id, account_id, mid, direction, kind, " \
  "source, status, reason, body, attachments, reply_to_mid, story_id, payload, sent_at, "      \
  "received_at, edits, seen_at, intent_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "  \
  "$11, $12, $13, $14, $15, $16, $17, 0, $18, $19)"

/// A row that holds only earlier news becomes this message; any other stays as it is and nothing is
/// returned.
Result<std::optional<Inserted>> replace_news(db::Tx& tx, const Scope& scope,
                                             const Conversation& conversation,
                                             const Message& message) {
  DUNLIN_TRY(
      const db::Rows rows,
      tx.query(R"sql(
    UPDATE message SET
      id = $4, conversation_id = $5, direction = $6, kind = $7, source = $8, status = $9, reason = $10,
      body = )sql" DUNLIN_BODY R"sql(,
      attachments = CASE WHEN deleted_at IS NULL THEN $12 ELSE '' END, reply_to_mid = $13,
      story_id = $14, payload = CASE WHEN deleted_at IS NULL THEN $15 ELSE '' END, sent_at = $16,
      received_at = $17, intent_id = $18
    WHERE workspace_id = $1 AND account_id = $2 AND mid = $3 AND conversation_id IS NULL
    RETURNING id, deleted_at, seen_at)sql",
               scope.workspace(), conversation.account, message.mid, message.id, conversation.id,
               message.direction, message.kind, message.source, message.status, message.reason,
               message.text, message.attachments, message.reply_to_mid, message.story_id,
               message.payload, message.sent_at, message.received_at, message.intent));
  if (rows.empty()) return std::optional<Inserted>();
  const db::Row& row = rows.front();
  return std::optional(Inserted{.id = row.get<MessageId>(0),
                                .deleted_at = row.get<std::optional<Instant>>(1),
                                .seen_at = row.get<std::optional<Instant>>(2)});
}

/// `run` takes the values of DUNLIN_INSERT_MESSAGE.
auto with_values(const Scope& scope, const Conversation& conversation, const Message& message,
                 const auto& run) {
  return run(scope.workspace(), message.id, conversation.id, conversation.account,
             or_null(message.mid), message.direction, message.kind, message.source, message.status,
             message.reason, message.text, message.attachments, message.reply_to_mid,
             message.story_id, message.payload, message.sent_at, message.received_at,
             message.seen_at, message.intent);
}

/// One row per mid.
Result<std::optional<Inserted>> insert(db::Tx& tx, const Scope& scope,
                                       const Conversation& conversation, const Message& message) {
  const auto once = [&tx](const auto&... values) {
    return tx.change(
        DUNLIN_INSERT_MESSAGE " ON CONFLICT (workspace_id, account_id, mid) DO NOTHING", values...);
  };
  DUNLIN_TRY(const std::int64_t made, with_values(scope, conversation, message, once));
  if (made == 0) return replace_news(tx, scope, conversation, message);
  return std::optional(
      Inserted{.id = message.id, .deleted_at = std::nullopt, .seen_at = message.seen_at});
}

Result<Recorded> known_already(db::Tx& tx, const Scope& scope, AccountId account,
                               const std::string& mid) {
  DUNLIN_TRY(const auto known, find_by_mid(tx, scope, account, mid));
  if (!known) return message_missing();
  return Recorded{.id = known->id, .is_new = false, .is_unsent = known->deleted_at.has_value()};
}

}  // namespace

Result<Recorded> record_inbound(db::Tx& tx, const Scope& scope, const Conversation& conversation,
                                const Message& message, std::optional<OpenedBy> opens,
                                RowUpdate& row) {
  DUNLIN_TRY(const auto inserted, insert(tx, scope, conversation, message));
  if (!inserted) return known_already(tx, scope, conversation.account, message.mid);
  row.inbound(message, opens);
  return Recorded{
      .id = inserted->id, .is_new = true, .is_unsent = inserted->deleted_at.has_value()};
}

Result<Recorded> record_inbound(db::Tx& tx, const Scope& scope, const Conversation& conversation,
                                const Message& message, std::optional<OpenedBy> opens) {
  RowUpdate row;
  DUNLIN_TRY(const Recorded recorded, record_inbound(tx, scope, conversation, message, opens, row));
  DUNLIN_CHECK(row.write(tx, scope, conversation.id));
  return recorded;
}

dunlin::Status record_outbound(db::Tx& tx, const Scope& scope, const Conversation& conversation,
                               const Message& message, RowUpdate& row) {
  // Without a mid it is nobody's double, and on PostgreSQL nothing waits for the answer.
  check(message.mid.empty(), "what is wished has no mid yet");
  const auto put = [&tx](const auto&... values) {
    return tx.run(DUNLIN_INSERT_MESSAGE, values...);
  };
  DUNLIN_CHECK(with_values(scope, conversation, message, put));
  row.outbound(message.sent_at);
  return {};
}

Result<Recorded> record_echo(db::Tx& tx, const Scope& scope, const Conversation& conversation,
                             const Message& message) {
  Message echo = message;
  if (conversation.seen_through && *conversation.seen_through >= echo.sent_at) {
    echo.seen_at = conversation.seen_at;
  }
  echo.status = echo.seen_at ? Status::seen : Status::sent;
  DUNLIN_TRY(const auto inserted, insert(tx, scope, conversation, echo));
  if (!inserted) return known_already(tx, scope, conversation.account, echo.mid);
  RowUpdate row;
  row.outbound(echo.sent_at);
  DUNLIN_CHECK(row.write(tx, scope, conversation.id));
  if (inserted->seen_at && !echo.seen_at) {
    DUNLIN_CHECK(mark_seen_through(
        tx, scope,
        {.conversation = conversation.id, .sent_at = echo.sent_at, .at = *inserted->seen_at}));
  }
  return Recorded{
      .id = inserted->id, .is_new = true, .is_unsent = inserted->deleted_at.has_value()};
}

}  // namespace dunlin::conversations
