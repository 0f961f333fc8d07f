#include <fmt/format.h>

#include "workspace/identity.h"
#include "workspace/sign_in_rules.h"

namespace dunlin::workspace {
namespace {

Error workspace_missing() {
  return Error(Code::not_found, "workspace.not_found", "There is no such workspace");
}

/// From `at` on, as the columns stand in the table.
SignInRules rules_from(const db::Row& row, std::size_t at) {
  return {.second_factor_required = row.get<bool>(at),
          .idle_minutes = row.get<std::optional<int>>(at + 1),
          .session_days = row.get<std::optional<int>>(at + 2)};
}

}  // namespace

Result<SignInRules> load_sign_in_rules(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT second_factor_required, idle_minutes, session_days FROM workspace WHERE id = $1)sql",
                                           scope.workspace()));
  if (rows.empty()) return workspace_missing();
  return rules_from(rows.front(), 0);
}

Status set_sign_in_rules(db::Tx& tx, const Scope& scope, const SignInRules& rules) {
  return tx.run(R"sql(
    UPDATE workspace SET second_factor_required = $2, idle_minutes = $3, session_days = $4
    WHERE id = $1)sql",
                scope.workspace(), rules.second_factor_required, rules.idle_minutes,
                rules.session_days);
}

Result<Closed> load_closed(db::Tx& tx, const PersonScope& self, SessionId session,
                           WorkspaceId workspace, Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT s.created_at, s.last_seen_at, s.longest_idle_us, p.totp_since,
           w.second_factor_required, w.idle_minutes, w.session_days
    FROM session s JOIN person p ON p.id = s.person_id JOIN workspace w ON w.id = $3
    WHERE s.person_id = $1 AND s.id = $2)sql",
                                           self.person(), session, workspace));
  if (rows.empty()) return Closed::session_ended;
  const db::Row& row = rows.front();
  const SessionFacts facts{.begun_at = row.get<Instant>(0),
                           .last_seen_at = row.get<Instant>(1),
                           .longest_idle = Duration{row.get<std::int64_t>(2)},
                           .second_factor = !row.is_null(3)};
  return decide_closed(rules_from(row, 4), facts, now);
}

Result<bool> an_owner_has_second_factor(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT p.id FROM member m JOIN person p ON p.id = m.person_id
    WHERE m.workspace_id = $1 AND m.role = $2 AND p.totp_since IS NOT NULL LIMIT 1)sql",
                                           scope.workspace(), Role::owner));
  return !rows.empty();
}

Result<bool> has_second_factor(db::Tx& tx, const PersonScope& self) {
  DUNLIN_TRY(const Person person, load_person(tx, self));
  return person.totp_since.has_value();
}

Status check_not_required(db::Tx& tx, const PersonScope& self) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT w.name FROM member m JOIN workspace w ON w.id = m.workspace_id
    WHERE m.person_id = $1 AND w.second_factor_required = 1 ORDER BY w.id LIMIT 1)sql",
                                           self.person()));
  if (rows.empty()) return {};
  return Error(Code::conflict, "totp.required",
               fmt::format("The workspace {} asks its members for a second factor.",
                           rows.front().get<std::string>(0)))
      .hinting("Leave it first, or ask an owner or an admin of it to ask for none.");
}

}  // namespace dunlin::workspace
