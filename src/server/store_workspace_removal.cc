#include "server/store_workspace_removal.h"

#include <array>

#include "feed/feed.h"
#include "search/search.h"
#include "server/demo.h"
#include "server/workspace_removal.h"

namespace dunlin::server {
namespace {

/// $1 the workspace, $2 how many at once. In an order in which nothing refers to what is gone.
struct Removal {
  std::string_view table, sql;
  std::optional<search::What> indexed = std::nullopt;  ///< then it returns ids
};

#define DUNLIN_REMOVE_BY(table, key)                                                     \
  Removal {                                                                              \
    table, "DELETE FROM " table " WHERE workspace_id = $1 AND " key " IN (SELECT o." key \
           " FROM " table " o WHERE o.workspace_id = $1 LIMIT $2) RETURNING " key        \
  }
#define DUNLIN_REMOVE_PAIRS(table, first, second)                                  \
  Removal {                                                                        \
    table, "DELETE FROM " table " WHERE workspace_id = $1 AND (" first ", " second \
           ") IN (SELECT o." first ", o." second " FROM " table                    \
           " o WHERE o.workspace_id = $1 LIMIT $2) RETURNING " first               \
  }

constexpr Removal with_index(Removal removal, search::What what) {
  removal.indexed = what;
  return removal;
}

constexpr std::array kRemovals{
    DUNLIN_REMOVE_PAIRS("reaction", "account_id", "mid"),
    with_index(DUNLIN_REMOVE_BY("message", "id"), search::What::messages),
    DUNLIN_REMOVE_BY("intent", "id"),
    DUNLIN_REMOVE_PAIRS("send_step", "trace_id", "id"),
    DUNLIN_REMOVE_PAIRS("trace_rule", "trace_id", "rule_id"),
    DUNLIN_REMOVE_BY("trace", "id"),
    DUNLIN_REMOVE_BY("note", "id"),
    DUNLIN_REMOVE_PAIRS("conversation_label", "label_id", "conversation_id"),
    DUNLIN_REMOVE_PAIRS("draft", "conversation_id", "author_id"),
    DUNLIN_REMOVE_BY("label", "id"),
    DUNLIN_REMOVE_BY("canned_reply", "id"),
    DUNLIN_REMOVE_BY("inbox_view", "id"),
    DUNLIN_REMOVE_BY("conversation", "id"),
    DUNLIN_REMOVE_PAIRS("rule_firing", "contact_id", "id"),
    DUNLIN_REMOVE_PAIRS("rule_last_fired", "contact_id", "rule_id"),
    DUNLIN_REMOVE_PAIRS("contact_tag", "contact_id", "tag"),
    DUNLIN_REMOVE_PAIRS("consent_event", "contact_id", "position"),
    with_index(DUNLIN_REMOVE_BY("contact", "id"), search::What::contacts),
    DUNLIN_REMOVE_BY("rule_draft", "rule_id"),
    DUNLIN_REMOVE_BY("rule_backtest", "id"),
    DUNLIN_REMOVE_PAIRS("rule_version", "rule_id", "version"),
    DUNLIN_REMOVE_BY("rule", "id"),
    DUNLIN_REMOVE_BY("counter_delta", "id"),
    DUNLIN_REMOVE_PAIRS("counter", "name", "subject"),
    DUNLIN_REMOVE_PAIRS("event_seen", "account_id", "key_hash"),
    DUNLIN_REMOVE_BY("limiter", "account_id"),
    DUNLIN_REMOVE_BY("own_limits", "workspace_id"),
    DUNLIN_REMOVE_BY("account_directory", "ig_id"),
    DUNLIN_REMOVE_BY("account", "id"),
    DUNLIN_REMOVE_BY("api_key", "id"),
    DUNLIN_REMOVE_BY("alert", "id"),
    DUNLIN_REMOVE_BY("alert_setting", "kind"),
    DUNLIN_REMOVE_BY("alert_mail", "person_id"),
    DUNLIN_REMOVE_BY("alert_call", "id"),
    DUNLIN_REMOVE_BY("alert_webhook", "workspace_id"),
    DUNLIN_REMOVE_BY("member", "person_id"),
    DUNLIN_REMOVE_BY("invitation", "id"),
    DUNLIN_REMOVE_BY("audit_entry", "id"),
    DUNLIN_REMOVE_PAIRS("idempotency_record", "idempotency_key", "route"),
    DUNLIN_REMOVE_BY("parked_event", "raw_id"),
    DUNLIN_REMOVE_BY("opt_out_kept", "person_hash"),
    DUNLIN_REMOVE_BY("search_progress", "workspace_id"),
    DUNLIN_REMOVE_BY("first_steps", "workspace_id"),
};

Result<std::int64_t> remove(db::Tx& tx, const Scope& scope, const Removal& removal, int limit) {
  DUNLIN_TRY(const db::Rows gone, tx.query(removal.sql, scope.workspace(), limit));
  if (removal.indexed) {
    for (const db::Row& row : gone) {
      DUNLIN_CHECK(search::forget(tx, scope, *removal.indexed, row.get<std::int64_t>(0)));
    }
  }
  return static_cast<std::int64_t>(gone.size());
}

/// A demo says how far it is.
Status tell(db::Tx& tx, const Scope& scope, const RemovedPart& part, Instant now) {
  return tx.run(R"sql(
    UPDATE demo_workspace SET messages_done = messages_done - $2, updated_at = $3
    WHERE workspace_id = $1)sql",
                scope.workspace(), part.messages, now);
}

Result<RemovedPart> remove_rows(db::Tx& tx, const Scope& scope, int limit) {
  RemovedPart part;
  for (const Removal& removal : kRemovals) {
    DUNLIN_TRY(const std::int64_t gone, remove(tx, scope, removal, limit));
    part.rows += gone;
    if (removal.indexed == search::What::messages) part.messages += gone;
    if (part.rows >= limit) break;
  }
  return part;
}

/// What is on its way to Instagram is settled first: its outcome is written into rows of here.
Result<bool> is_sending(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT id FROM intent WHERE workspace_id = $1 AND state IN (1, 2) LIMIT 1",
                      scope.workspace()));
  return !rows.empty();
}

Status leave_nothing(db::Tx& tx, const Scope& scope) {
  DUNLIN_CHECK(
      tx.run("UPDATE person SET workspace_id = NULL WHERE workspace_id = $1", scope.workspace()));
  DUNLIN_CHECK(tx.run("DELETE FROM demo_workspace WHERE workspace_id = $1", scope.workspace()));
  return tx.run("DELETE FROM workspace WHERE id = $1", scope.workspace());
}

/// A start with settings that name an account brings it into the first workspace alone.
Status note_if_first(db::Tx& tx, const Scope& scope) {
  return tx.run(R"sql(
    UPDATE installation SET first_workspace_removed = 1
    WHERE id = 1 AND NOT EXISTS (SELECT 1 FROM workspace w WHERE w.id < $1))sql",
                scope.workspace());
}

}  // namespace

std::set<std::string_view> removed_tables() {
  // The places in the search go with what they lead to.
  std::set<std::string_view> out{"person", "demo_workspace", "message_search", "contact_search"};
  for (const Removal& removal : kRemovals) out.insert(removal.table);
  return out;
}

Status mark_removed(db::Tx& tx, const Scope& scope, Instant now) {
  DUNLIN_CHECK(
      tx.run("UPDATE demo_workspace SET state = $2, updated_at = $3 WHERE workspace_id = $1",
             scope.workspace(), DemoState::removing, now));
  return tx.run(
      "UPDATE workspace SET removal_begun_at = COALESCE(removal_begun_at, $2) WHERE id = $1",
      scope.workspace(), now);
}

Status shut_workspace(db::Tx& tx, const Scope& scope, WorkspaceId heir) {
  // Whoever can read the key's file has the machine, whatever workspace the key is of.
  DUNLIN_CHECK(tx.run(R"sql(
    UPDATE api_key SET workspace_id = $2
    WHERE workspace_id = $1 AND installer = 1 AND name = $3 AND revoked_at IS NULL)sql",
                      scope.workspace(), heir, kMachineKeyName));
  for (const std::string_view sql : {
           "DELETE FROM member WHERE workspace_id = $1",
           "DELETE FROM invitation WHERE workspace_id = $1",
           "DELETE FROM api_key WHERE workspace_id = $1",
           "DELETE FROM alert_call WHERE workspace_id = $1",
           "DELETE FROM alert_webhook WHERE workspace_id = $1",
           "DELETE FROM alert_mail WHERE workspace_id = $1",
           "UPDATE person SET workspace_id = NULL WHERE workspace_id = $1",
       }) {
    DUNLIN_CHECK(tx.run(sql, scope.workspace()));
  }
  feed::tell(tx, scope.workspace(), feed::Kind::switches);
  return note_if_first(tx, scope);
}

Result<std::optional<WorkspaceId>> another_workspace(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows one_at_a_time,
             tx.query("SELECT id FROM installation WHERE id = 1 {for_update}"));
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT w.id FROM workspace w
    WHERE w.id <> $1 AND w.removal_begun_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM demo_workspace d WHERE d.workspace_id = w.id)
    ORDER BY w.id LIMIT 1)sql",
                                           scope.workspace()));
  std::optional<WorkspaceId> found;
  if (!rows.empty()) found = rows.front().get<WorkspaceId>(0);
  return found;
}

Result<bool> first_workspace_removed(db::Tx& tx) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT first_workspace_removed FROM installation WHERE id = 1"));
  return !rows.empty() && rows.front().get<bool>(0);
}

Result<std::optional<WorkspaceId>> next_removed(db::Tx& tx, const NodeScope&) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT id FROM workspace WHERE removal_begun_at IS NOT NULL
    ORDER BY removal_begun_at, id LIMIT 1)sql"));
  std::optional<WorkspaceId> found;
  if (!rows.empty()) found = rows.front().get<WorkspaceId>(0);
  return found;
}

Result<RemovedPart> remove_workspace_part(db::Tx& tx, const Scope& scope, int limit, Instant now) {
  // Whoever holds the row is the only one at work here: that a part finds nothing means that
  // nothing is left.
  DUNLIN_TRY(const db::Rows mine,
             tx.query("SELECT id FROM workspace WHERE id = $1 AND removal_begun_at IS NOT NULL "
                      "{for_update}",
                      scope.workspace()));
  RemovedPart part{.done = mine.empty()};
  if (part.done) return part;
  DUNLIN_TRY(part.waits, is_sending(tx, scope));
  if (part.waits) return part;
  DUNLIN_TRY(part, remove_rows(tx, scope, limit));
  DUNLIN_CHECK(tell(tx, scope, part, now));
  if (part.rows > 0) return part;
  DUNLIN_CHECK(leave_nothing(tx, scope));
  part.done = true;
  return part;
}

}  // namespace dunlin::server
