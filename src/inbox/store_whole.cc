#include "inbox/store.h"

namespace dunlin::inbox {
namespace {

constexpr int kMostMessages = 1'000;
constexpr int kFired = 10;

Result<std::vector<RuleFired>> newest_fired(db::Tx& tx, const Scope& scope,
                                            const conversations::Conversation& conversation) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query(R"sql(
    SELECT f.rule_id, r.name, f.fired_at, (
      SELECT t.id FROM trace t WHERE t.workspace_id = $1 AND t.conversation_id = $3
        AND t.message_id = f.message_id ORDER BY t.at DESC, t.id DESC LIMIT 1)
    FROM rule_firing f
    LEFT JOIN rule r ON r.workspace_id = $1 AND r.id = f.rule_id AND r.removed_at IS NULL
    WHERE f.workspace_id = $1 AND f.contact_id = $2
    ORDER BY f.id DESC LIMIT $4)sql",
                      scope.workspace(), conversation.contact, conversation.id, kFired));
  std::vector<RuleFired> fired;
  for (const db::Row& row : rows) {
    fired.push_back({.rule = row.get<RuleId>(0),
                     .rule_name = row.get<std::optional<std::string>>(1).value_or(""),
                     .at = row.get<Instant>(2),
                     .trace = row.get<std::optional<TraceId>>(3)});
  }
  return fired;
}

}  // namespace

Result<Beside> load_beside(db::Tx& tx, const Scope& scope,
                           const conversations::Conversation& conversation) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT
      (SELECT COUNT(*) FROM (SELECT 1 AS one FROM message m
        WHERE m.workspace_id = $1 AND m.conversation_id = $2 LIMIT $3) counted),
      (SELECT COUNT(*) FROM (SELECT 1 AS one FROM note n
        WHERE n.workspace_id = $1 AND n.conversation_id = $2 LIMIT $3) counted),
      (SELECT COUNT(*) FROM intent i WHERE i.workspace_id = $1 AND i.conversation_id = $2
        AND i.state IN (0, 1) AND i.purpose <> 3))sql",
                                           scope.workspace(), conversation.id, kMostMessages + 1));
  const auto [messages, notes, waiting] = rows.front().as<int, int, int>();
  Beside beside{.messages = std::min(messages, kMostMessages),
                .more_messages = messages > kMostMessages,
                .notes = std::min(notes, kMostMessages),
                .answers_waiting = waiting,
                .fired = {}};
  DUNLIN_TRY(beside.fired, newest_fired(tx, scope, conversation));
  return beside;
}

}  // namespace dunlin::inbox
