#include "workspace/authenticate.h"

namespace dunlin::workspace {
namespace {

Error no_workspace() {
  return Error(Code::not_found, "workspace.not_found", "There is no such workspace")
      .hinting("GET /api/v1/me lists the workspaces you are in.");
}

/// Text that is no id stands for a workspace that does not exist.
std::optional<WorkspaceId> asked_in(const Claims& claims) {
  if (!claims.workspace) return std::nullopt;
  return parse_id<WorkspaceId>(*claims.workspace).value_or(WorkspaceId{-1});
}

Result<Recognised> recognise_key(db::Tx& tx, const Claims& claims, Instant now) {
  DUNLIN_TRY(const Authenticated key, authenticate(tx, claims.authorization, now));
  const auto asked = asked_in(claims);
  if (asked && *asked != key.scope.workspace()) return no_workspace();
  return Recognised{.who = {.kind = Principal::Kind::key,
                            .role = std::nullopt,
                            .scopes = key.scopes,
                            .installer = key.installer ? Installer::yes : Installer::no},
                    .scope = key.scope,
                    .signed_in = std::nullopt,
                    .key = key.key,
                    .use_is_stale = key.use_is_stale};
}

Result<Recognised> recognise_person(db::Tx& tx, const Claims& claims, Instant now) {
  DUNLIN_TRY(const FoundSession found, find_session(tx, claims.session.reveal(), now));
  DUNLIN_TRY(const auto here, membership(tx, found.self, asked_in(claims), found.last_workspace));
  const Actor actor{.kind = Actor::Kind::person, .id = to_text(found.self.person())};
  Recognised out{
      .who = {.kind = Principal::Kind::person,
              .role = std::nullopt,
              .scopes = {},
              .installer = found.installer},
      .scope = here ? ScopeMaker::for_workspace(here->workspace, actor)
                    : ScopeMaker::for_installation(actor),
      .signed_in = SignedIn{.self = found.self, .session = found.id, .proved_at = found.proved_at},
      .key = {},
      .use_is_stale = found.use_is_stale};
  if (!here) return out;
  out.who.role = here->role;
  DUNLIN_TRY(out.closed, load_closed(tx, found.self, found.id, here->workspace, now));
  return out;
}

}  // namespace

Result<Recognised> recognise(db::Tx& tx, const Claims& claims, Instant now) {
  if (!claims.authorization.empty()) return recognise_key(tx, claims, now);
  if (!claims.session.empty()) return recognise_person(tx, claims, now);
  return Recognised{
      .who = {}, .scope = ScopeMaker::for_installation({}), .signed_in = std::nullopt, .key = {}};
}

Status admit(const Recognised& caller, Access access) {
  DUNLIN_CHECK(check_access(caller.who, access));
  if (access == Access::everyone || access == Access::person) return {};
  return check_open(caller.closed);
}

Status note_use(db::Tx& tx, const Recognised& caller, Instant now) {
  if (caller.signed_in) {
    return touch_session(tx, caller.signed_in->self, caller.signed_in->session, now);
  }
  return note_api_key_use(tx, caller.scope, caller.key, now);
}

}  // namespace dunlin::workspace
