#include "net/signature.h"
#include "workspace/identity.h"

namespace dunlin::workspace {
namespace {

std::string hash_of(std::string_view token) {
  return net::to_hex(net::sha256(token));
}

Error ended() {
  return Error(Code::not_found, "invitation.ended", "This invitation cannot be accepted any more")
      .hinting("Ask whoever invited you for a new one.");
}

Invitation invitation_from(const db::Row& row) {
  return Invitation{.id = row.get<InvitationId>(0),
                    .email = row.get<std::string>(1),
                    .role = row.get<Role>(2),
                    .invited_by = row.get<std::string>(3),
                    .created_at = row.get<Instant>(4),
                    .expires_at = row.get<Instant>(5)};
}

}  // namespace

Result<Invitation> invite(db::Tx& tx, const Scope& scope, const NewInvitation& invitation,
                          Instant now) {
  const std::string folded = fold_email(invitation.email).value_or("");
  DUNLIN_TRY(const db::Rows known, tx.query(R"sql(
    SELECT m.person_id FROM member m JOIN person p ON p.id = m.person_id
    WHERE m.workspace_id = $1 AND p.email_folded = $2)sql",
                                            scope.workspace(), folded));
  if (!known.empty()) {
    return Error(Code::conflict, "member.exists", "Who has this e-mail is a member already")
        .at("email")
        .hinting("Change the role of the member instead.");
  }
  DUNLIN_CHECK(tx.run(R"sql(
    UPDATE invitation SET withdrawn_at = $3
    WHERE workspace_id = $1 AND email_folded = $2 AND accepted_at IS NULL
      AND withdrawn_at IS NULL)sql",
                      scope.workspace(), folded, now));
  const Invitation made{.id = invitation.id,
                        .email = invitation.email,
                        .role = invitation.role,
                        .invited_by = scope.actor().id,
                        .created_at = now,
                        .expires_at = now + kInvitationLife};
  DUNLIN_CHECK(tx.run(R"sql(
    INSERT INTO invitation (workspace_id, id, email, email_folded, role, token_hash, invited_by,
                            created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql",
                      scope.workspace(), made.id, made.email, folded, made.role,
                      hash_of(invitation.token.reveal()), made.invited_by, now, made.expires_at));
  return made;
}

Result<std::vector<Invitation>> list_invitations(db::Tx& tx, const Scope& scope, Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT id, email, role, invited_by, created_at, expires_at FROM invitation
    WHERE workspace_id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL AND expires_at > $2
    ORDER BY created_at DESC, id DESC LIMIT 1000)sql",
                                           scope.workspace(), now));
  std::vector<Invitation> out;
  for (const db::Row& row : rows) out.push_back(invitation_from(row));
  return out;
}

Status withdraw_invitation(db::Tx& tx, const Scope& scope, InvitationId id, Instant now) {
  DUNLIN_TRY(const std::int64_t changed, tx.change(R"sql(
    UPDATE invitation SET withdrawn_at = COALESCE(withdrawn_at, CAST($3 AS BIGINT))
    WHERE workspace_id = $1 AND id = $2 AND accepted_at IS NULL)sql",
                                                   scope.workspace(), id, now));
  if (changed == 1) return {};
  return Error(Code::not_found, "invitation.not_found", "There is no such open invitation")
      .hinting("GET /api/v1/invitations lists those of this workspace.");
}

Result<OpenInvitation> find_invitation(db::Tx& tx, const NodeScope&, std::string_view token,
                                       Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT i.id, i.email, i.role, i.invited_by, i.created_at, i.expires_at, i.workspace_id, w.name
    FROM invitation i JOIN workspace w ON w.id = i.workspace_id
    WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL
      AND i.expires_at > $2)sql",
                                           hash_of(token), now));
  if (rows.empty()) return ended();
  return OpenInvitation{.workspace = rows.front().get<WorkspaceId>(6),
                        .workspace_name = rows.front().get<std::string>(7),
                        .invitation = invitation_from(rows.front())};
}

Status accept_invitation(db::Tx& tx, const OpenInvitation& open, const PersonScope& self,
                         Instant now) {
  DUNLIN_TRY(const std::int64_t changed, tx.change(R"sql(
    UPDATE invitation SET accepted_at = $3
    WHERE workspace_id = $1 AND id = $2 AND accepted_at IS NULL AND withdrawn_at IS NULL)sql",
                                                   open.workspace, open.invitation.id, now));
  if (changed == 0) return ended();
  const Scope scope = ScopeMaker::for_workspace(
      open.workspace, {.kind = Actor::Kind::person, .id = to_text(self.person())});
  DUNLIN_CHECK(add_member(tx, scope, self.person(), open.invitation.role, now));
  return set_last_workspace(tx, self, open.workspace);
}

}  // namespace dunlin::workspace
