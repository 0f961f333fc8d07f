#include "activity/store_trace.h"

#include "feed/feed.h"

namespace dunlin::activity {
namespace {

Result<json::Object> object_from(const std::string& text) {
  DUNLIN_TRY(json::Value value, json::parse(text));
  if (!value.is_object()) {
    return Error(Code::corrupt, "activity.detail", "A stored detail is not an object");
  }
  return std::move(value.get_object());
}

Result<Trace> whole_trace(const db::Row& row) {
  Trace trace = trace_from(row);
  DUNLIN_TRY(trace.detail, object_from(row.get<std::string>(12)));
  return trace;
}

}  // namespace

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

Status record(db::Tx& tx, const Scope& scope, const Trace& trace) {
  feed::tell(tx, scope.workspace(), feed::Kind::activity);
  for (const RuleId rule : trace.rules) {
    DUNLIN_CHECK(tx.run_later(R"sql(
      INSERT INTO trace_rule (workspace_id, trace_id, rule_id, at) VALUES ($1, $2, $3, $4))sql",
                              scope.workspace(), trace.id, rule, trace.at));
  }
  return tx.run_later(R"sql(
    INSERT INTO trace (workspace_id, id, account_id, conversation_id, contact_id, message_id, raw_id,
                       position, kind, outcome, summary, at, is_test, detail)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))sql",
                      scope.workspace(), trace.id, trace.account, trace.conversation, trace.contact,
                      trace.message, trace.raw, trace.position, trace.kind, trace.outcome,
                      trace.summary, trace.at, trace.is_test, json::print(trace.detail));
}

Result<Trace> find(db::Tx& tx, const Scope& scope, TraceId id) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_TRACE_COLUMNS
                      ", detail FROM trace WHERE workspace_id = $1 AND id = $2",
                      scope.workspace(), id));
  if (rows.empty()) {
    return Error(Code::not_found, "trace.not_found", "There is no such activity");
  }
  return whole_trace(rows.front());
}

Result<std::optional<Trace>> find_by_message(db::Tx& tx, const Scope& scope,
                                             ConversationId conversation, MessageId message,
                                             Instant since) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_TRACE_COLUMNS R"sql(, detail FROM (
      SELECT * FROM trace WHERE workspace_id = $1 AND conversation_id = $2 AND at >= $3
      ORDER BY at, id LIMIT $4) AS seen
    WHERE message_id = $5 ORDER BY at, id LIMIT 1)sql",
                      scope.workspace(), conversation, since, kScanned, message));
  if (rows.empty()) return std::optional<Trace>();
  DUNLIN_TRY(auto trace, whole_trace(rows.front()));
  return std::optional(std::move(trace));
}

Result<std::optional<Instant>> last_heard(db::Tx& tx, const Scope& scope, AccountId account) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT at FROM trace WHERE workspace_id = $1 AND account_id = $2
    ORDER BY at DESC, id DESC LIMIT 1)sql",
                                           scope.workspace(), account));
  if (rows.empty()) return std::optional<Instant>();
  return std::optional(rows.front().get<Instant>(0));
}

Status record_send_step(db::Tx& tx, const Scope& scope, std::int64_t id, const SendStep& step) {
  feed::tell(tx, scope.workspace(), feed::Kind::activity);
  return tx.run_later(R"sql(
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
