#include "json/reader.h"
#include "outbound/outbound.h"
#include "server/store_workspace_removal.h"
#include "server/workspace_removal.h"
#include "workspace/http_identity.h"
#include "workspace/workspace.h"

namespace dunlin::server {

using accounts::OnDisconnect;
using workspace::Access;
using workspace::Call;
using workspace::Reply;

namespace {

Error name_differs(const std::string& name) {
  return Error(Code::invalid, "workspace.name_differs", "This is not the name of the workspace")
      .at("name")
      .hinting("Write it as it stands: " + name + ".");
}

Error last_one() {
  return Error(Code::conflict, "workspace.last_one",
               "This is the only workspace here, and an installation keeps one.")
      .hinting("Make another one first; then this one can be deleted.");
}

Status let_go_of_accounts(db::Tx& tx, const Scope& scope, const OnDisconnect& then, Instant now) {
  DUNLIN_TRY(const auto all, accounts::list(tx, scope));
  for (const accounts::Account& account : all) {
    DUNLIN_CHECK(accounts::disconnect(tx, scope, account.id));
    if (then) DUNLIN_CHECK(then(tx, scope, account.id, now));
  }
  return {};
}

Result<Reply> remove(db::Tx& tx, const Scope& scope, const std::string& name,
                     const OnDisconnect& then, Instant now) {
  DUNLIN_TRY(const auto heir, another_workspace(tx, scope));
  DUNLIN_TRY(const workspace::Workspace found, workspace::lock_workspace(tx, scope));
  if (name != found.name) return name_differs(found.name);
  if (!heir) return last_one();
  DUNLIN_CHECK(mark_removed(tx, scope, now));
  DUNLIN_CHECK(let_go_of_accounts(tx, scope, then, now));
  DUNLIN_CHECK(shut_workspace(tx, scope, *heir));
  Reply reply = workspace::reply_with(nullptr, 204);
  reply.changed = {.object = to_text(found.id), .before = json::Object{{"name", found.name}}};
  return reply;
}

/// What is left of the workspace tells nobody who deleted it, so the installation's log does.
Task<Result<Reply>> post_delete(workspace::IdentityNeeds needs, OnDisconnect then, Call call) {
  json::Reader in(call.body);
  const std::string name = in.text("name", workspace::kPersonName);
  Secret<> password(in.text("password", workspace::kPassword));
  if (auto status = in.finish(); !status) co_return status.error();
  auto proved =
      co_await workspace::prove_password(needs, call.signed_in->self, std::move(password));
  if (!proved) co_return proved.error();
  call.trail.under = workspace::Trail::Under::installation;
  const auto work = [scope = call.scope, name, then, now = needs.seams->clock.now()](db::Tx& tx) {
    return remove(tx, scope, name, then, now);
  };
  const workspace::InTransaction one_type = work;
  co_return co_await workspace::in_write(needs.database, call, one_type);
}

}  // namespace

std::vector<workspace::Endpoint> workspace_removal_endpoints(const workspace::IdentityNeeds& needs,
                                                             OnDisconnect on_disconnect) {
  return {workspace::changing(
      "POST", "/api/v1/workspace/delete", Access::own, "workspace.delete",
      [needs, on_disconnect](Call call) { return post_delete(needs, on_disconnect, call); })};
}

}  // namespace dunlin::server
