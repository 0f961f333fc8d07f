#include <algorithm>

#include "workspace/identity.h"

namespace dunlin::workspace {
namespace {

Error member_missing() {
  return Error(Code::not_found, "member.not_found", "There is no such member")
      .hinting("GET /api/v1/members lists those of this workspace.");
}

Error workspace_missing() {
  return Error(Code::not_found, "workspace.not_found", "There is no such workspace")
      .hinting("GET /api/v1/me lists the workspaces you are in.");
}

/// Members of a workspace change one after the other, so that two owners who leave at once do not
/// both see the other stay.
Status lock_workspace(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT id FROM workspace WHERE id = $1 {for_update}", scope.workspace()));
  if (rows.empty()) return workspace_missing();
  return {};
}

Status check_another_owner(db::Tx& tx, const Scope& scope, PersonId person) {
  DUNLIN_TRY(const db::Rows others, tx.query(R"sql(
    SELECT person_id FROM member
    WHERE workspace_id = $1 AND role = $2 AND person_id <> $3 LIMIT 1)sql",
                                             scope.workspace(), Role::owner, person));
  if (!others.empty()) return {};
  return Error(Code::conflict, "member.last_owner", "A workspace keeps at least one owner")
      .hinting("Make somebody else an owner first.");
}

/// As `member_from` reads them; $2 is the person, 0 for all.
constexpr std::string_view kMembers = R"sql(
    SELECT m.person_id, p.name, p.email, m.role, p.totp_since, m.created_at,
           (SELECT MAX(s.last_seen_at) FROM session s WHERE s.person_id = m.person_id),
           p.language
    FROM member m JOIN person p ON p.id = m.person_id
    WHERE m.workspace_id = $1 AND ($2 = 0 OR m.person_id = $2)
    ORDER BY m.created_at, m.person_id LIMIT 1000)sql";

Member member_from(const db::Row& row) {
  return Member{.person = row.get<PersonId>(0),
                .name = row.get<std::string>(1),
                .email = row.get<std::string>(2),
                .role = row.get<Role>(3),
                .second_factor = !row.is_null(4),
                .since = row.get<Instant>(5),
                .last_seen_at = row.get<std::optional<Instant>>(6),
                .language = row.get<std::string>(7)};
}

}  // namespace

Result<std::vector<Membership>> memberships(db::Tx& tx, const PersonScope& self) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT m.workspace_id, w.name, m.role
    FROM member m JOIN workspace w ON w.id = m.workspace_id
    WHERE m.person_id = $1 ORDER BY m.workspace_id LIMIT 1000)sql",
                                           self.person()));
  std::vector<Membership> out;
  for (const db::Row& row : rows) {
    out.push_back({.workspace = row.get<WorkspaceId>(0),
                   .workspace_name = row.get<std::string>(1),
                   .role = row.get<Role>(2)});
  }
  return out;
}

Result<std::optional<Membership>> membership(db::Tx& tx, const PersonScope& self,
                                             std::optional<WorkspaceId> asked,
                                             std::optional<WorkspaceId> last) {
  DUNLIN_TRY(const auto all, memberships(tx, self));
  const auto find = [&all](std::optional<WorkspaceId> wanted) {
    return std::ranges::find_if(
        all, [&](const Membership& one) { return wanted && one.workspace == *wanted; });
  };
  if (asked) {
    const auto found = find(asked);
    if (found == all.end()) return workspace_missing();
    return std::optional(*found);
  }
  if (all.empty()) return std::optional<Membership>();
  const auto found = find(last);
  return std::optional(found == all.end() ? all.front() : *found);
}

Result<std::vector<Member>> list_members(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(kMembers, scope.workspace(), 0));
  std::vector<Member> out;
  for (const db::Row& row : rows) out.push_back(member_from(row));
  return out;
}

Result<bool> is_told_of_machine(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT 1 WHERE EXISTS (SELECT 1 FROM member m JOIN person p ON p.id = m.person_id
                           WHERE m.workspace_id = $1 AND p.installer = 1)
      OR NOT EXISTS (SELECT 1 FROM workspace w WHERE w.id < $1))sql",
                                           scope.workspace()));
  return !rows.empty();
}

Status add_member(db::Tx& tx, const Scope& scope, PersonId person, Role role, Instant now) {
  DUNLIN_TRY(const std::int64_t added, tx.change(R"sql(
    INSERT INTO member (workspace_id, person_id, role, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (workspace_id, person_id) DO NOTHING)sql",
                                                 scope.workspace(), person, role, now));
  if (added == 1) return {};
  return Error(Code::conflict, "member.exists", "This person is a member already")
      .hinting("Change the role of the member instead.");
}

Result<Member> find_member(db::Tx& tx, const Scope& scope, PersonId person) {
  if (!person) return member_missing();
  DUNLIN_TRY(const db::Rows rows, tx.query(kMembers, scope.workspace(), person));
  if (rows.empty()) return member_missing();
  return member_from(rows.front());
}

Status change_role(db::Tx& tx, const Scope& scope, PersonId person, Role role) {
  DUNLIN_CHECK(lock_workspace(tx, scope));
  DUNLIN_TRY(const Member before, find_member(tx, scope, person));
  if (before.role == Role::owner && role != Role::owner) {
    DUNLIN_CHECK(check_another_owner(tx, scope, person));
  }
  return tx.run("UPDATE member SET role = $3 WHERE workspace_id = $1 AND person_id = $2",
                scope.workspace(), person, role);
}

Status remove_member(db::Tx& tx, const Scope& scope, PersonId person) {
  DUNLIN_CHECK(lock_workspace(tx, scope));
  DUNLIN_TRY(const Member before, find_member(tx, scope, person));
  if (before.role == Role::owner) DUNLIN_CHECK(check_another_owner(tx, scope, person));
  return tx.run("DELETE FROM member WHERE workspace_id = $1 AND person_id = $2", scope.workspace(),
                person);
}

}  // namespace dunlin::workspace
