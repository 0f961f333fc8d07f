#include "server/store_retention.h"

#include <set>

#include "base/id.h"
#include "base/id_time.h"
#include "feed/feed.h"
#include "outbound/outbound.h"
#include "search/search.h"

namespace dunlin::server {
namespace {

using outbound::IntentState;

/// Intents that may yet leave, or be settled: as is_open has it.
#define DUNLIN_OPEN "(0, 1, 2, 4, 5)"

bool is_open(IntentState state) {
  switch (state) {
    case IntentState::queued:
    case IntentState::claimed:
    case IntentState::sending:
    case IntentState::unknown:
    case IntentState::held:
      return true;
    case IntentState::sent:
    case IntentState::refused:
    case IntentState::failed:
    case IntentState::dropped:
      return false;
  }
  return true;
}

struct Old {
  MessageId id;
  AccountId account;
  ConversationId conversation;
  std::optional<std::string> mid;
  std::optional<IntentId> intent;
};

/// By id, which is as old as the row: what waits for its message has one below zero.
Result<std::vector<Old>> find_old(db::Tx& tx, const Scope& scope, Instant before, int limit) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query(R"sql(
    SELECT m.id, m.account_id, m.conversation_id, m.mid, m.intent_id FROM message m
    WHERE m.workspace_id = $1 AND m.id > 0 AND m.id < $2 AND m.conversation_id IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM intent i
        WHERE i.workspace_id = m.workspace_id AND i.id = m.intent_id
          AND i.state IN )sql" DUNLIN_OPEN R"sql()
    ORDER BY m.id LIMIT $3)sql",
                      scope.workspace(), first_id_at<MessageId>(before), limit));
  std::vector<Old> out;
  for (const db::Row& row : rows) {
    out.push_back({.id = row.get<MessageId>(0),
                   .account = row.get<AccountId>(1),
                   .conversation = row.get<ConversationId>(2),
                   .mid = row.get<std::optional<std::string>>(3),
                   .intent = row.get<std::optional<IntentId>>(4)});
  }
  return out;
}

/// In the order that every transaction keeps.
Status lock_conversations(db::Tx& tx, const Scope& scope, const std::vector<Old>& messages) {
  std::set<ConversationId> conversations;
  for (const Old& one : messages) conversations.insert(one.conversation);
  for (const ConversationId id : conversations) {
    DUNLIN_TRY(const db::Rows locked, tx.query(R"sql(
      SELECT id FROM conversation WHERE workspace_id = $1 AND id = $2 {for_update})sql",
                                               scope.workspace(), id));
    feed::tell(tx, scope.workspace(), feed::Kind::conversation, id);
  }
  return {};
}

/// False when it is open again: a person has tried it once more meanwhile.
Result<bool> forget_send(db::Tx& tx, const Scope& scope, IntentId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT state, trace_id FROM intent WHERE workspace_id = $1 AND id = $2 {for_update})sql",
                                           scope.workspace(), id));
  if (rows.empty()) return true;
  if (is_open(rows.front().get<IntentState>(0))) return false;
  // Steps of a retry that came when the trace had gone already.
  DUNLIN_CHECK(tx.run(R"sql(
    DELETE FROM send_step WHERE workspace_id = $1 AND trace_id = $2 AND intent_id = $3
      AND NOT EXISTS (SELECT 1 FROM trace t WHERE t.workspace_id = $1 AND t.id = $2))sql",
                      scope.workspace(), rows.front().get<std::optional<TraceId>>(1), id));
  DUNLIN_CHECK(
      tx.run("DELETE FROM intent WHERE workspace_id = $1 AND id = $2", scope.workspace(), id));
  return true;
}

Status forget_message(db::Tx& tx, const Scope& scope, const Old& one) {
  if (one.intent) {
    DUNLIN_TRY(const bool over, forget_send(tx, scope, *one.intent));
    if (!over) return {};
  }
  DUNLIN_CHECK(search::forget(tx, scope, search::What::messages, one.id.value));
  if (one.mid) {
    DUNLIN_CHECK(tx.run(R"sql(
      DELETE FROM reaction WHERE workspace_id = $1 AND account_id = $2 AND mid = $3)sql",
                        scope.workspace(), one.account, *one.mid));
  }
  return tx.run("DELETE FROM message WHERE workspace_id = $1 AND id = $2", scope.workspace(),
                one.id);
}

}  // namespace

Result<int> forget_messages(db::Tx& tx, const Scope& scope, Instant before, int limit) {
  DUNLIN_TRY(const auto old, find_old(tx, scope, before, limit));
  DUNLIN_CHECK(lock_conversations(tx, scope, old));
  for (const Old& one : old) DUNLIN_CHECK(forget_message(tx, scope, one));
  return static_cast<int>(old.size());
}

Result<int> forget_traces(db::Tx& tx, const Scope& scope, Instant before, int limit) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT t.id FROM trace t
    WHERE t.workspace_id = $1 AND t.at < $2
      AND NOT EXISTS (
        SELECT 1 FROM intent i
        WHERE i.workspace_id = t.workspace_id AND i.conversation_id = t.conversation_id
          AND i.state IN )sql" DUNLIN_OPEN R"sql( AND i.trace_id = t.id)
    ORDER BY t.at, t.id LIMIT $3)sql",
                                           scope.workspace(), before, limit));
  for (const db::Row& row : rows) {
    const auto id = row.get<TraceId>(0);
    DUNLIN_CHECK(tx.run("DELETE FROM send_step WHERE workspace_id = $1 AND trace_id = $2",
                        scope.workspace(), id));
    DUNLIN_CHECK(
        tx.run("DELETE FROM trace WHERE workspace_id = $1 AND id = $2", scope.workspace(), id));
  }
  return static_cast<int>(rows.size());
}

}  // namespace dunlin::server
