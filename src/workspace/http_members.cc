#include <fmt/format.h>

#include "workspace/http_identity.h"

namespace dunlin::workspace {
namespace {

constexpr std::initializer_list<std::string_view> kRoleNames{"owner", "admin", "agent", "operator",
                                                             "viewer"};

/// Who has no second factor is for those to see who can do something about it.
bool sees_factors(const Principal& who) {
  return who.role ? role_may(*who.role, Access::administer) : who.scopes.has(Access::administer);
}

json::Value to_json(const Member& member) {
  json::Object out;
  out["id"] = to_text(member.person);
  out["name"] = member.name;
  out["email"] = member.email;
  out["role"] = name(member.role);
  out["second_factor"] = member.second_factor;
  out["since"] = to_rfc3339(member.since);
  out["last_seen_at"] = time_json(member.last_seen_at);
  return out;
}

json::Object to_json(const Invitation& one) {
  json::Object out;
  out["id"] = to_text(one.id);
  out["email"] = one.email;
  out["role"] = name(one.role);
  out["invited_by"] = one.invited_by;
  out["created_at"] = to_rfc3339(one.created_at);
  out["expires_at"] = to_rfc3339(one.expires_at);
  return out;
}

json::Value role_json(Role role) {
  return json::Object{{"role", name(role)}};
}

/// A key that administers gives as an admin does.
Role grants_as(const Call& call) {
  return call.who.role.value_or(Role::admin);
}

Status check_grant(Role actor, Role role) {
  if (may_grant(actor, role)) return {};
  return Error(Code::forbidden, "member.owners_only", "Only an owner decides about owners.")
      .at("role")
      .hinting("Ask an owner of this workspace.");
}

Task<Result<Reply>> get_members(const IdentityNeeds& needs, const Call& call) {
  const bool factors = sees_factors(call.who);
  return in_read(needs.database, [scope = call.scope, factors](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto all, list_members(tx, scope));
    json::Array items;
    for (const Member& member : all) {
      items.push_back(to_json(member));
      if (!factors) items.back().get_object()["second_factor"] = nullptr;
    }
    return reply_with(page_json(std::move(items), std::nullopt));
  });
}

Task<Result<Reply>> patch_member(const IdentityNeeds& needs, const Call& call) {
  const auto id = call.id<PersonId>();
  if (!id) return answer(id.error());
  json::Reader in(call.body);
  const Role role = role_named(in.choice("role", kRoleNames)).value_or(Role::viewer);
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return in_write(
      needs.database, call,
      [scope = call.scope, id = *id, role, actor = grants_as(call)](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Member before, find_member(tx, scope, id));
        DUNLIN_CHECK(check_grant(actor, before.role));
        DUNLIN_CHECK(check_grant(actor, role));
        DUNLIN_CHECK(change_role(tx, scope, id, role));
        DUNLIN_TRY(const Member now, find_member(tx, scope, id));
        Reply reply = reply_with(to_json(now));
        reply.changed = {.before = role_json(before.role), .after = role_json(role)};
        return reply;
      });
}

Task<Result<Reply>> delete_member(const IdentityNeeds& needs, const Call& call) {
  const auto id = call.id<PersonId>();
  if (!id) return answer(id.error());
  return in_write(
      needs.database, call,
      [scope = call.scope, id = *id, actor = grants_as(call)](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Member before, find_member(tx, scope, id));
        DUNLIN_CHECK(check_grant(actor, before.role));
        DUNLIN_CHECK(remove_member(tx, scope, id));
        Reply reply = reply_with(nullptr, 204);
        reply.changed = {.before = role_json(before.role)};
        return reply;
      });
}

/// Everybody may go, but for the last owner.
Task<Result<Reply>> post_leave(const IdentityNeeds& needs, const Call& call) {
  const PersonId me = call.signed_in->self.person();
  Call here = call;
  here.trail.under = Trail::Under::workspace;
  return in_write(needs.database, here, [scope = call.scope, me](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(remove_member(tx, scope, me));
    Reply reply = reply_with(nullptr, 204);
    reply.changed = {.object = to_text(me)};
    return reply;
  });
}

Task<Result<Reply>> get_invitations(const IdentityNeeds& needs, const Call& call) {
  return in_read(needs.database,
                 [scope = call.scope, now = call.trail.at](db::Tx& tx) -> Result<Reply> {
                   DUNLIN_TRY(const auto all, list_invitations(tx, scope, now));
                   json::Array items;
                   for (const Invitation& one : all) items.push_back(to_json(one));
                   return reply_with(page_json(std::move(items), std::nullopt));
                 });
}

Task<Result<Reply>> post_invitation(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  NewInvitation wanted{.id = needs.seams->ids.next<InvitationId>(),
                       .email = read_email(in),
                       .role = Role::viewer,
                       .token = Secret<>(needs.seams->random.token())};
  wanted.role = role_named(in.choice("role", kRoleNames)).value_or(Role::viewer);
  const LetterTo to{.language = read_language(in), .address = address_of(needs, call)};
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  if (auto granted = check_grant(grants_as(call), wanted.role); !granted) {
    return answer(granted.error());
  }
  const Instant now = needs.seams->clock.now();
  return in_write(needs.database, call,
                  [needs, scope = call.scope, wanted, to, now](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const Invitation made, invite(tx, scope, wanted, now));
                    DUNLIN_TRY(const std::string link,
                               post_invitation_letter(tx, needs, scope, wanted, to, now));
                    json::Object body = to_json(made);
                    Reply reply;
                    reply.status = 201;
                    reply.changed = {.object = to_text(made.id), .after = body};
                    body["link"] = link;
                    body["mailed"] = static_cast<bool>(needs.options.post);
                    reply.body = std::move(body);
                    return reply;
                  });
}

Task<Result<Reply>> delete_invitation(const IdentityNeeds& needs, const Call& call) {
  const auto id = call.id<InvitationId>();
  if (!id) return answer(id.error());
  return in_write(
      needs.database, call,
      [scope = call.scope, id = *id, now = needs.seams->clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_CHECK(withdraw_invitation(tx, scope, id, now));
        return reply_with(nullptr, 204);
      });
}

using Handle = Task<Result<Reply>> (*)(const IdentityNeeds&, const Call&);

Endpoint row(const IdentityNeeds& needs, std::string_view method, std::string_view pattern,
             Access access, std::string_view action, Handle handle) {
  return changing(method, pattern, access, action,
                  [needs, handle](const Call& call) { return handle(needs, call); });
}

}  // namespace

std::vector<Endpoint> member_endpoints(const IdentityNeeds& needs) {
  constexpr Access kAdminister = Access::administer;
  return {
      row(needs, "GET", "/api/v1/members", Access::read, "", get_members),
      row(needs, "PATCH", "/api/v1/members/{id}", kAdminister, "member.change", patch_member),
      row(needs, "DELETE", "/api/v1/members/{id}", kAdminister, "member.remove", delete_member),
      row(needs, "POST", "/api/v1/workspace/leave", Access::person, "member.leave", post_leave),
      row(needs, "GET", "/api/v1/invitations", kAdminister, "", get_invitations),
      row(needs, "POST", "/api/v1/invitations", kAdminister, "invitation.create", post_invitation),
      row(needs, "DELETE", "/api/v1/invitations/{id}", kAdminister, "invitation.withdraw",
          delete_invitation),
  };
}

}  // namespace dunlin::workspace
