#include "workspace/http_identity.h"

namespace dunlin::workspace {
namespace {

std::string_view name(Actor::Kind kind) {
  switch (kind) {
    case Actor::Kind::system:
      return "system";
    case Actor::Kind::api_key:
      return "api_key";
    case Actor::Kind::job:
      return "job";
    case Actor::Kind::person:
      return "person";
  }
  return "system";
}

json::Value to_json(const AuditEntry& entry) {
  json::Object actor;
  actor["kind"] = name(entry.actor.kind);
  actor["id"] = entry.actor.id;
  actor["name"] = entry.actor_name;
  json::Object out;
  out["id"] = to_text(entry.id);
  out["at"] = to_rfc3339(entry.at);
  out["actor"] = std::move(actor);
  out["action"] = entry.action;
  out["object"] = entry.object;
  out["before"] = entry.before;
  out["after"] = entry.after;
  out["address"] = entry.address;
  return out;
}

/// Who is not of this workspace is told from nobody by nothing.
Error nothing_of_it() {
  return Error(Code::not_found, "audit.nothing", "No change here is of that, or by that")
      .hinting("Leave `actor` and `object` out to see all changes of this workspace.");
}

/// By actor, action and object; each may be left out.
Task<Result<Reply>> get_audit(db::Database database, const Call& call, const Scope& scope) {
  const auto page = call.page();
  if (!page) return answer(page.error());
  AuditAsked asked;
  asked.actor = call.parameter("actor");
  asked.action = call.parameter("action");
  asked.object = call.parameter("object");
  return in_read(std::move(database), [scope, asked, page = *page](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto found, list_audit(tx, scope, asked, page));
    const bool named = asked.actor || asked.object;
    if (named && !page.after && found.items.empty()) return nothing_of_it();
    json::Array items;
    for (const AuditEntry& entry : found.items) items.push_back(to_json(entry));
    return reply_with(page_json(std::move(items), found.next));
  });
}

/// `link` as a person opens it.
Task<Result<Reply>> link_reply(Task<Result<Secret<>>> making, std::string page) {
  auto made = co_await std::move(making);
  if (!made) co_return made.error();
  co_return reply_with(json::Object{{"link", page + made->reveal()}}, 201);
}

Task<Result<Reply>> noted(db::Database database, Call call, Task<Result<Reply>> work) {
  const auto entry = co_await note_change(database, call);
  if (!entry) co_return entry.error();
  co_return co_await std::move(work);
}

Task<Result<Reply>> post_set_up_link(const IdentityNeeds& needs, const Call& call) {
  return noted(needs.database, call,
               link_reply(make_set_up_link(needs), address_of(needs, call) + "/set-up#link="));
}

Task<Result<Reply>> post_reset_link(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  std::string email = read_email(in);
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return noted(needs.database, call,
               link_reply(make_reset_link(needs, std::move(email)),
                          address_of(needs, call) + "/reset#link="));
}

}  // namespace

std::vector<Endpoint> audit_endpoints(db::Database database) {
  return {endpoint("GET", "/api/v1/audit", Access::administer,
                   [database](const Call& call) { return get_audit(database, call, call.scope); })};
}

std::vector<Endpoint> installation_endpoints(const IdentityNeeds& needs) {
  return {
      endpoint("GET", "/api/v1/installation/audit", Access::installer,
               [needs](const Call& call) {
                 return get_audit(needs.database, call, call.installation_log());
               }),
      changing("POST", "/api/v1/installation/setup-link", Access::machine,
               "installation.setup_link",
               [needs](const Call& call) { return post_set_up_link(needs, call); }),
      changing("POST", "/api/v1/installation/reset-link", Access::machine,
               "installation.reset_link",
               [needs](const Call& call) { return post_reset_link(needs, call); }),
  };
}

}  // namespace dunlin::workspace
