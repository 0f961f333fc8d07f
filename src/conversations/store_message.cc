#include "conversations/store_rows.h"
#include "conversations/store_seen.h"
#include "feed/feed.h"

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

/// One row per mid.
Result<std::optional<Inserted>> insert(db::Tx& tx, const Scope& scope,
                                       const Conversation& conversation, const Message& message) {
  DUNLIN_TRY(
      const std::int64_t made,
      tx.change(DUNLIN_INSERT_MESSAGE " ON CONFLICT (workspace_id, account_id, mid) DO NOTHING",
                scope.workspace(), message.id, conversation.id, conversation.account,
                or_null(message.mid), message.direction, message.kind, message.source,
                message.status, message.reason, message.text, message.attachments,
                message.reply_to_mid, message.story_id, message.payload, message.sent_at,
                message.received_at, message.seen_at, message.intent));
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

/// The conversation after a message of ours: its time, and out of the archive.
dunlin::Status note_outbound(db::Tx& tx, const Scope& scope, ConversationId id, Instant at) {
  feed::tell(tx, scope.workspace(), feed::Kind::message, id);
  return tx.run(R"sql(
    UPDATE conversation SET
      last_message_at = CASE WHEN last_message_at > $3 THEN last_message_at ELSE $3 END,
      active_at = CASE WHEN active_at > $3 THEN active_at ELSE $3 END,
      episode = CASE WHEN state = 2 THEN episode + 1 ELSE episode END,
      owner = CASE WHEN state = 2 THEN 0 ELSE owner END,
      state = CASE WHEN state = 2 THEN 0 ELSE state END
    WHERE workspace_id = $1 AND id = $2)sql",
                scope.workspace(), id, at);
}

}  // namespace

Result<Recorded> record_inbound(db::Tx& tx, const Scope& scope, const Conversation& conversation,
                                const Message& message, std::optional<OpenedBy> opens) {
  DUNLIN_TRY(const auto inserted, insert(tx, scope, conversation, message));
  if (!inserted) return known_already(tx, scope, conversation.account, message.mid);
  std::optional<Instant> opened_at;
  if (opens && *opens != OpenedBy::reaction) {
    opened_at = std::min(message.sent_at, message.received_at);
  }
  DUNLIN_CHECK(tx.run(R"sql(
    UPDATE conversation SET
      last_message_at = CASE WHEN last_message_at > $3 THEN last_message_at ELSE $3 END,
      active_at = CASE WHEN active_at > $3 THEN active_at ELSE $3 END, snoozed_until = NULL,
      last_inbound_at = CASE WHEN last_inbound_at > $3 THEN last_inbound_at ELSE $3 END,
      window_opened_by = CASE WHEN CAST($4 AS BIGINT) IS NULL OR window_opened_at >= $4
                              THEN window_opened_by ELSE $5 END,
      window_opened_at = CASE WHEN CAST($4 AS BIGINT) IS NULL OR window_opened_at >= $4
                              THEN window_opened_at ELSE $4 END,
      episode = CASE WHEN state = 0 THEN episode ELSE episode + 1 END,
      owner = CASE WHEN state = 0 THEN owner ELSE 0 END,
      state = 0
    WHERE workspace_id = $1 AND id = $2)sql",
                      scope.workspace(), conversation.id, message.sent_at, opened_at,
                      opens.value_or(OpenedBy::message)));
  feed::tell(tx, scope.workspace(), feed::Kind::message, conversation.id);
  return Recorded{
      .id = inserted->id, .is_new = true, .is_unsent = inserted->deleted_at.has_value()};
}

dunlin::Status record_outbound(db::Tx& tx, const Scope& scope, const Conversation& conversation,
                               const Message& message) {
  DUNLIN_TRY(const auto inserted, insert(tx, scope, conversation, message));
  if (!inserted) {
    return Error(Code::conflict, "message.mid_taken", "Another message has this mid already");
  }
  return note_outbound(tx, scope, conversation.id, message.sent_at);
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
  DUNLIN_CHECK(note_outbound(tx, scope, conversation.id, echo.sent_at));
  if (inserted->seen_at && !echo.seen_at) {
    DUNLIN_CHECK(mark_seen_through(
        tx, scope,
        {.conversation = conversation.id, .sent_at = echo.sent_at, .at = *inserted->seen_at}));
  }
  return Recorded{
      .id = inserted->id, .is_new = true, .is_unsent = inserted->deleted_at.has_value()};
}

}  // namespace dunlin::conversations
