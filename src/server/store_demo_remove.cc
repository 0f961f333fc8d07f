#include <array>

#include "search/search.h"
#include "server/store_demo.h"

namespace dunlin::server {
namespace {

/// $1 the workspace, $2 how many at once. In an order in which nothing refers to what is gone.
struct Removal {
  std::string_view sql;
  std::optional<search::What> indexed = std::nullopt;  ///< then it returns ids
};

#define DUNLIN_REMOVE_BY(table, key)                                                             \
  Removal {                                                                                      \
    "DELETE FROM " table " WHERE workspace_id = $1 AND " key " IN (SELECT o." key " FROM " table \
    " o WHERE o.workspace_id = $1 LIMIT $2) RETURNING " key                                      \
  }
#define DUNLIN_REMOVE_PAIRS(table, first, second)                           \
  Removal {                                                                 \
    "DELETE FROM " table " WHERE workspace_id = $1 AND (" first ", " second \
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

}  // namespace

Result<RemovedPart> remove_demo_part(db::Tx& tx, const Scope& scope, int limit, Instant now) {
  DUNLIN_TRY(RemovedPart part, remove_rows(tx, scope, limit));
  DUNLIN_CHECK(tell(tx, scope, part, now));
  if (part.rows > 0) return part;
  DUNLIN_CHECK(
      tx.run("UPDATE person SET workspace_id = NULL WHERE workspace_id = $1", scope.workspace()));
  // With the workspace: until it is gone, whoever goes on with the removal must find it.
  DUNLIN_CHECK(tx.run("DELETE FROM demo_workspace WHERE workspace_id = $1", scope.workspace()));
  DUNLIN_CHECK(tx.run("DELETE FROM workspace WHERE id = $1", scope.workspace()));
  part.done = true;
  return part;
}

}  // namespace dunlin::server
