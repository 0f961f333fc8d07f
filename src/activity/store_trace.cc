#include <limits>

#include "activity/activity.h"

namespace dunlin::activity {
namespace {

#define DUNLIN_TRACE_COLUMNS                                                                   \
  "id, account_id, conversation_id, contact_id, message_id, raw_id, position, kind, outcome, " \
  "summary, at, is_test"

Trace trace_from(const db::Row& row) {
  return Trace{.id = row.get<TraceId>(0),
               .account = row.get<AccountId>(1),
               .conversation = row.get<std::optional<ConversationId>>(2),
               .contact = row.get<std::optional<ContactId>>(3),
               .message = row.get<std::optional<MessageId>>(4),
               .raw = row.get<RawEventId>(5),
               .position = row.get<int>(6),
               .kind = row.get<std::string>(7),
               .outcome = row.get<Outcome>(8),
               .summary = row.get<std::string>(9),
               .at = row.get<Instant>(10),
               .is_test = row.get<bool>(11),
               .detail = {}};
}

Result<json::Object> object_from(const std::string& text) {
  DUNLIN_TRY(json::Value value, json::parse(text));
  if (!value.is_object()) {
    return Error(Code::corrupt, "activity.detail", "A stored detail is not an object");
  }
  return std::move(value.get_object());
}

workspace::Cursor cursor_of(const Trace& trace) {
  return {.at_us = to_us(trace.at), .id = trace.id.value};
}

/// What one call looks at: the newest kScanned after the cursor, filtered in the outer query.
Result<db::Rows> scan(db::Tx& tx, const Scope& scope, const Filter& filter,
                      const workspace::Cursor& after, int limit) {
  if (filter.conversation) {
    return tx.query("SELECT " DUNLIN_TRACE_COLUMNS R"sql( FROM (
        SELECT * FROM trace
        WHERE workspace_id = $1 AND conversation_id = $2 AND (at, id) < ($3, $4)
        ORDER BY at DESC, id DESC LIMIT $5) AS seen
      WHERE (CAST($6 AS BIGINT) IS NULL OR outcome = $6) AND (CAST($7 AS TEXT) IS NULL OR kind = $7)
      ORDER BY at DESC, id DESC LIMIT $8)sql",
                    scope.workspace(), filter.conversation, after.at_us, after.id, kScanned,
                    filter.outcome, filter.kind, limit);
  }
  return tx.query("SELECT " DUNLIN_TRACE_COLUMNS R"sql( FROM (
      SELECT * FROM trace WHERE workspace_id = $1 AND (at, id) < ($2, $3)
      ORDER BY at DESC, id DESC LIMIT $4) AS seen
    WHERE (CAST($5 AS BIGINT) IS NULL OR outcome = $5) AND (CAST($6 AS TEXT) IS NULL OR kind = $6)
    ORDER BY at DESC, id DESC LIMIT $7)sql",
                  scope.workspace(), after.at_us, after.id, kScanned, filter.outcome, filter.kind,
                  limit);
}

/// Where a scan that found too little stopped: its kScanned-th row, if there are that many.
Result<std::optional<workspace::Cursor>> scan_end(db::Tx& tx, const Scope& scope,
                                                  const Filter& filter,
                                                  const workspace::Cursor& after) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query(R"sql(
    SELECT at, id FROM trace
    WHERE workspace_id = $1 AND (at, id) < ($2, $3)
      AND (CAST($4 AS BIGINT) IS NULL OR conversation_id = $4)
    ORDER BY at DESC, id DESC LIMIT 1 OFFSET $5)sql",
                      scope.workspace(), after.at_us, after.id, filter.conversation, kScanned - 1));
  if (rows.empty()) return std::optional<workspace::Cursor>();
  const db::Row& row = rows.front();
  return std::optional(
      workspace::Cursor{.at_us = row.get<std::int64_t>(0), .id = row.get<std::int64_t>(1)});
}

}  // namespace

Status record(db::Tx& tx, const Scope& scope, const Trace& trace) {
  return tx.run(R"sql(
    INSERT INTO trace (workspace_id, id, account_id, conversation_id, contact_id, message_id, raw_id,
                       position, kind, outcome, summary, at, is_test, detail)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))sql",
                scope.workspace(), trace.id, trace.account, trace.conversation, trace.contact,
                trace.message, trace.raw, trace.position, trace.kind, trace.outcome, trace.summary,
                trace.at, trace.is_test, json::print(trace.detail));
}

Result<Trace> find(db::Tx& tx, const Scope& scope, TraceId id) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_TRACE_COLUMNS
                      ", detail FROM trace WHERE workspace_id = $1 AND id = $2",
                      scope.workspace(), id));
  if (rows.empty()) {
    return Error(Code::not_found, "trace.not_found", "There is no such activity");
  }
  Trace trace = trace_from(rows.front());
  DUNLIN_TRY(trace.detail, object_from(rows.front().get<std::string>(12)));
  return trace;
}

Result<workspace::Page<Trace>> list(db::Tx& tx, const Scope& scope, const Filter& filter,
                                    const workspace::PageAsked& asked) {
  constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
  const auto after = asked.after.value_or(workspace::Cursor{.at_us = kLast, .id = kLast});
  DUNLIN_TRY(const db::Rows rows, scan(tx, scope, filter, after, asked.limit + 1));
  std::vector<Trace> found;
  for (const db::Row& row : rows) found.push_back(trace_from(row));
  auto page = workspace::Page<Trace>::cut(std::move(found), asked.limit, cursor_of);
  if (!page.next) {
    DUNLIN_TRY(page.next, scan_end(tx, scope, filter, after));
  }
  return page;
}

Status record_send_step(db::Tx& tx, const Scope& scope, std::int64_t id, const SendStep& step) {
  return tx.run(R"sql(
    INSERT INTO send_step (workspace_id, trace_id, id, intent_id, step, detail, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql",
                scope.workspace(), step.trace.value_or(TraceId{}), id, step.intent, step.step,
                json::print(step.detail), step.at);
}

Result<std::vector<SendStep>> send_steps(db::Tx& tx, const Scope& scope, TraceId trace) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT intent_id, step, detail, at FROM send_step
    WHERE workspace_id = $1 AND trace_id = $2 ORDER BY at, id LIMIT 1000)sql",
                                           scope.workspace(), trace));
  std::vector<SendStep> steps;
  for (const db::Row& row : rows) {
    DUNLIN_TRY(auto detail, object_from(row.get<std::string>(2)));
    steps.push_back(SendStep{.intent = row.get<IntentId>(0),
                             .trace = trace,
                             .step = row.get<std::string>(1),
                             .detail = std::move(detail),
                             .at = row.get<Instant>(3)});
  }
  return steps;
}

}  // namespace dunlin::activity
