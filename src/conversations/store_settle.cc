#include "conversations/store_rows.h"
#include "conversations/store_seen.h"
#include "db/many.h"
#include "search/search.h"

namespace dunlin::conversations {
namespace {

/// What a row with the same mid knew: an echo, or news that came before anything.
struct Absorbed {
  std::optional<Instant> sent_at, deleted_at, seen_at;
  int edits = 0;
  std::string text;
};

Result<Absorbed> absorb_echo(db::Tx& tx, const Scope& scope, MessageId id, std::string_view mid) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    DELETE FROM message
    WHERE workspace_id = $1 AND mid = $3 AND id <> $2
      AND account_id = (SELECT m.account_id FROM message m WHERE m.workspace_id = $1 AND m.id = $2)
      AND (direction = 1 OR conversation_id IS NULL)
    RETURNING conversation_id, sent_at, deleted_at, seen_at, edits, body, id)sql",
                                           scope.workspace(), id, mid));
  if (rows.empty()) return Absorbed{};
  const db::Row& row = rows.front();
  Absorbed absorbed{.sent_at = std::nullopt,
                    .deleted_at = row.get<std::optional<Instant>>(2),
                    .seen_at = row.get<std::optional<Instant>>(3),
                    .edits = row.get<int>(4),
                    .text = row.get<std::string>(5)};
  if (row.is_null(0)) return absorbed;
  absorbed.sent_at = row.get<Instant>(1);
  DUNLIN_CHECK(search::forget(tx, scope, search::What::messages, row.get<std::int64_t>(6)));
  return absorbed;
}

/// What is written when the outcome is known.
struct Outcome {
  dunlin::conversations::Status status;
  std::string_view reason;
  std::optional<std::string_view> mid;
  std::optional<Instant> sent_at;
};

/// When the person saw a message that was sent: with a later one, where they did. $7: sent.
#define DUNLIN_SEEN                                                                     \
  "CASE WHEN $3 = $7 THEN COALESCE(seen_at, (SELECT c.seen_at FROM conversation c "     \
  "WHERE c.workspace_id = message.workspace_id AND c.id = message.conversation_id AND " \
  "c.seen_through >= COALESCE(CAST($6 AS BIGINT), message.sent_at))) ELSE seen_at END"

/// False, and nothing is changed, when another row has the mid. $8: seen.
Result<bool> settle_alone(db::Tx& tx, const Scope& scope, MessageId id, const Outcome& outcome) {
  DUNLIN_TRY(const std::int64_t changed,
             tx.change(R"sql(
    UPDATE message SET
      status = CASE WHEN $3 = $7 AND ()sql" DUNLIN_SEEN R"sql() IS NOT NULL THEN $8 ELSE $3 END,
      reason = $4, mid = COALESCE(CAST($5 AS TEXT), mid),
      sent_at = COALESCE(CAST($6 AS BIGINT), sent_at), seen_at = )sql" DUNLIN_SEEN R"sql(
    WHERE workspace_id = $1 AND id = $2 AND NOT EXISTS (
      SELECT 1 FROM message o WHERE o.workspace_id = message.workspace_id
        AND o.account_id = message.account_id AND o.mid = $5 AND o.id <> message.id))sql",
                       scope.workspace(), id, outcome.status, outcome.reason, outcome.mid,
                       outcome.sent_at, Status::sent, Status::seen));
  return changed > 0;
}

/// The row with this mid goes, and what it knew is kept here.
Result<Absorbed> settle_over_echo(db::Tx& tx, const Scope& scope, MessageId id,
                                  const Outcome& outcome) {
  Absorbed absorbed;
  if (outcome.mid) {
    DUNLIN_TRY(absorbed, absorb_echo(tx, scope, id, *outcome.mid));
  }
  DUNLIN_CHECK(tx.run(R"sql(
    UPDATE message SET
      status = $3, reason = $4, mid = COALESCE(CAST($5 AS TEXT), mid),
      sent_at = COALESCE(CAST($6 AS BIGINT), sent_at),
      body = CASE WHEN deleted_at IS NOT NULL OR CAST($7 AS BIGINT) IS NOT NULL THEN ''
                  WHEN $9 > edits THEN $10 ELSE body END,
      edits = CASE WHEN $9 > edits THEN $9 ELSE edits END,
      attachments = CASE WHEN CAST($7 AS BIGINT) IS NULL THEN attachments ELSE '' END,
      deleted_at = COALESCE(deleted_at, CAST($7 AS BIGINT)),
      seen_at = COALESCE(seen_at, CAST($8 AS BIGINT))
    WHERE workspace_id = $1 AND id = $2)sql",
                      scope.workspace(), id, outcome.status, outcome.reason, outcome.mid,
                      absorbed.sent_at ? absorbed.sent_at : outcome.sent_at, absorbed.deleted_at,
                      absorbed.seen_at, absorbed.edits, absorbed.text));
  return absorbed;
}

}  // namespace

dunlin::Status settle_outbound(db::Tx& tx, const Scope& scope, MessageId id,
                               dunlin::conversations::Status status, std::string_view reason,
                               std::optional<std::string_view> mid,
                               std::optional<Instant> sent_at) {
  if (status != Status::sent && !mid) {
    return tx.run("UPDATE message SET status = $3, reason = $4 WHERE workspace_id = $1 AND id = $2",
                  scope.workspace(), id, status, reason);
  }
  const Outcome outcome{.status = status, .reason = reason, .mid = mid, .sent_at = sent_at};
  // Nearly always no other row has the mid.
  DUNLIN_TRY(const bool alone, settle_alone(tx, scope, id, outcome));
  if (alone) return {};
  DUNLIN_TRY(const Absorbed absorbed, settle_over_echo(tx, scope, id, outcome));
  if (status != Status::sent) return {};
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT m.conversation_id, m.sent_at, m.seen_at, (
      SELECT c.seen_at FROM conversation c
      WHERE c.workspace_id = m.workspace_id AND c.id = m.conversation_id
        AND c.seen_through >= m.sent_at)
    FROM message m WHERE m.workspace_id = $1 AND m.id = $2)sql",
                                           scope.workspace(), id));
  if (rows.empty()) return message_missing();
  const auto [conversation, final_sent_at, seen_at, seen_by_later] =
      rows.front().as<ConversationId, Instant, std::optional<Instant>, std::optional<Instant>>();
  if (!seen_at && !seen_by_later) return {};
  DUNLIN_CHECK(tx.run(R"sql(
    UPDATE message SET status = $3, seen_at = COALESCE(seen_at, CAST($4 AS BIGINT))
    WHERE workspace_id = $1 AND id = $2)sql",
                      scope.workspace(), id, Status::seen, seen_by_later));
  if (!absorbed.seen_at) return {};
  return mark_seen_through(
      tx, scope, {.conversation = conversation, .sent_at = final_sent_at, .at = *absorbed.seen_at});
}

dunlin::Status mark_sending(db::Tx& tx, const Scope& scope, const std::vector<MessageId>& ids) {
  std::vector<db::Param> rows;
  for (const MessageId id : ids) {
    rows.insert(rows.end(), {scope.workspace(), id, Status::sending});
  }
  DUNLIN_CHECK(db::change_many(tx, R"sql(
    UPDATE message SET status = v.column3, reason = '' FROM (VALUES ($1, $2, $3)) AS v
    WHERE message.workspace_id = v.column1 AND message.id = v.column2)sql",
                               3, rows));
  return {};
}

}  // namespace dunlin::conversations
