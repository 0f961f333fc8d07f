#include <limits>

#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

constexpr auto kLast = std::numeric_limits<std::int64_t>::max();

workspace::Cursor cursor_of(const Intent& intent) {
  return {.at_us = to_us(intent.created_at), .id = intent.id.value};
}

Result<workspace::Page<Intent>> page_of(const db::Rows& rows, int limit) {
  DUNLIN_TRY(auto intents, intents_from(rows));
  return workspace::Page<Intent>::cut(std::move(intents), limit, cursor_of);
}

}  // namespace

Result<Intent> find_intent(db::Tx& tx, const Scope& scope, IntentId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_INTENT_COLUMNS
                                           " FROM intent WHERE workspace_id = $1 AND id = $2",
                                           scope.workspace(), id));
  if (rows.empty()) return Error(Code::not_found, "send.not_found", "There is no such send");
  return intent_from(rows.front());
}

Result<workspace::Page<Intent>> list_intents(db::Tx& tx, const Scope& scope,
                                             std::optional<IntentState> state,
                                             const workspace::PageAsked& asked) {
  const auto after = asked.after.value_or(workspace::Cursor{.at_us = kLast, .id = kLast});
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_INTENT_COLUMNS R"sql( FROM intent
    WHERE workspace_id = $1 AND (created_at, id) < ($2, $3) AND (CAST($4 AS BIGINT) IS NULL OR state = $4)
    ORDER BY created_at DESC, id DESC LIMIT $5)sql",
                      scope.workspace(), after.at_us, after.id, state, asked.limit + 1));
  return page_of(rows, asked.limit);
}

Result<workspace::Page<Intent>> list_tasks(db::Tx& tx, const Scope& scope,
                                           std::optional<HeldFor> held_for,
                                           const workspace::PageAsked& asked) {
  const auto after = asked.after.value_or(workspace::Cursor{});
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_INTENT_COLUMNS R"sql( FROM intent
    WHERE workspace_id = $1 AND state = 5 AND held_for IN (2, 3) AND (created_at, id) > ($2, $3)
      AND (CAST($4 AS BIGINT) IS NULL OR held_for = $4)
    ORDER BY created_at, id LIMIT $5)sql",
                      scope.workspace(), after.at_us, after.id, held_for, asked.limit + 1));
  return page_of(rows, asked.limit);
}

namespace {

SendSeen seen(const Intent& intent) {
  return {.id = intent.id,
          .message = intent.message,
          .state = intent.state,
          .held_for = intent.held_for,
          .purpose = intent.purpose,
          .rule = intent.rule,
          .reason = intent.reason,
          .next_at = intent.next_at,
          .state_at = intent.state_at};
}

}  // namespace

Result<std::vector<SendSeen>> sends_of_trace(db::Tx& tx, const Scope& scope, TraceId trace,
                                             Instant decided_at) {
  // What an event causes is queued in its transaction, so an index by the trace is not needed.
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_INTENT_COLUMNS R"sql( FROM intent
    WHERE workspace_id = $1 AND created_at = $2 AND trace_id = $3 ORDER BY id LIMIT 100)sql",
                                           scope.workspace(), decided_at, trace));
  DUNLIN_TRY(const auto intents, intents_from(rows));
  std::vector<SendSeen> out;
  for (const Intent& intent : intents) out.push_back(seen(intent));
  return out;
}

Result<SendSeen> look_at_send(db::Tx& tx, const Scope& scope, IntentId id) {
  DUNLIN_TRY(const Intent intent, find_intent(tx, scope, id));
  return seen(intent);
}

Result<bool> has_unsettled(db::Tx& tx, const Scope& scope, ConversationId conversation) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT id FROM intent
    WHERE workspace_id = $1 AND conversation_id = $2 AND state IN (0, 1, 2, 4, 5)
      AND (state IN (2, 4) OR (state = 5 AND held_for = 1)) LIMIT 1)sql",
                                           scope.workspace(), conversation));
  return !rows.empty();
}

Result<QueueFacts> queue_facts(db::Tx& tx, const NodeScope&) {
  QueueFacts out;
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT (SELECT COUNT(*) FROM intent WHERE state = 0),
           (SELECT COUNT(*) FROM intent WHERE state IN (1, 2)),
           (SELECT COUNT(*) FROM intent WHERE state = 4),
           (SELECT COUNT(*) FROM intent WHERE state = 5),
           (SELECT MIN(created_at) FROM intent WHERE state = 0),
           (SELECT MIN(state_at) FROM intent WHERE state = 4))sql"));
  const db::Row& row = rows.front();
  out.queued = row.get<std::int64_t>(0);
  out.sending = row.get<std::int64_t>(1);
  out.unknown = row.get<std::int64_t>(2);
  out.held = row.get<std::int64_t>(3);
  out.oldest_queued_at = row.get<std::optional<Instant>>(4);
  out.oldest_unknown_at = row.get<std::optional<Instant>>(5);
  return out;
}

}  // namespace dunlin::outbound
