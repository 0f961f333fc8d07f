#include "contacts/contacts.h"
#include "feed/feed.h"

namespace dunlin::contacts {

Status record_consent(db::Tx& tx, const Scope& scope, ContactId id, const ConsentEvent& event) {
  // The contact's row is the lock under which positions are counted.
  DUNLIN_TRY(const db::Rows contact, tx.query(R"sql(
    SELECT id FROM contact WHERE workspace_id = $1 AND id = $2 {for_update})sql",
                                              scope.workspace(), id));
  if (contact.empty()) {
    return Error(Code::not_found, "contact.not_found", "There is no such contact");
  }
  feed::tell(tx, scope.workspace(), feed::Kind::contact, id);
  DUNLIN_CHECK(tx.run(R"sql(
    INSERT INTO consent_event (workspace_id, contact_id, position, kind, source, evidence, at)
    SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), COALESCE(MAX(position), 0) + 1,
           CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS BIGINT)
    FROM consent_event WHERE workspace_id = $1 AND contact_id = $2)sql",
                      scope.workspace(), id, event.kind, event.source, event.evidence, event.at));
  if (event.kind != ConsentKind::opted_out && event.kind != ConsentKind::opted_in) return {};
  return tx.run(R"sql(
    UPDATE contact SET opted_out_at = (
      SELECT CASE WHEN e.kind = 0 THEN e.at END FROM consent_event e
      WHERE e.workspace_id = $1 AND e.contact_id = $2 AND e.kind IN (0, 1)
      ORDER BY e.at DESC, e.position DESC LIMIT 1)
    WHERE workspace_id = $1 AND id = $2)sql",
                scope.workspace(), id);
}

Result<std::vector<ConsentEvent>> consent_history(db::Tx& tx, const Scope& scope, ContactId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT kind, source, evidence, at FROM consent_event
    WHERE workspace_id = $1 AND contact_id = $2 ORDER BY at, position)sql",
                                           scope.workspace(), id));
  std::vector<ConsentEvent> events;
  for (const db::Row& row : rows) {
    events.push_back(ConsentEvent{.kind = row.get<ConsentKind>(0),
                                  .source = row.get<std::string>(1),
                                  .evidence = row.get<std::string>(2),
                                  .at = row.get<Instant>(3)});
  }
  return events;
}

Result<bool> has_consent_basis(db::Tx& tx, const Scope& scope, ContactId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT c.opted_out_at, (
      SELECT e.kind FROM consent_event e
      WHERE e.workspace_id = c.workspace_id AND e.contact_id = c.id AND e.kind IN (2, 3)
      ORDER BY e.at DESC, e.position DESC LIMIT 1)
    FROM contact c WHERE c.workspace_id = $1 AND c.id = $2)sql",
                                           scope.workspace(), id));
  if (rows.empty()) return false;
  const auto [opted_out_at, newest] =
      rows.front().as<std::optional<Instant>, std::optional<ConsentKind>>();
  return !opted_out_at && newest == ConsentKind::granted;
}

}  // namespace dunlin::contacts
