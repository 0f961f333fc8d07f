#include "workspace/change_email.h"
#include "workspace/http_identity.h"
#include "workspace/second_factor.h"
#include "workspace/sign_in_rules.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {
namespace {

json::Value to_json(const Membership& one) {
  return json::Object{
      {"id", to_text(one.workspace)}, {"name", one.workspace_name}, {"role", name(one.role)}};
}

json::Value closed_json(Closed closed) {
  if (closed == Closed::no) return nullptr;
  return json::Value(closed == Closed::session_ended ? "session_ended" : "second_factor");
}

json::Value current_json(const std::optional<Membership>& current, Closed closed) {
  if (!current) return nullptr;
  json::Array may;
  const KeyScopes scopes = closed == Closed::no ? KeyScopes::of(current->role) : KeyScopes{};
  for (const std::string_view scope : scopes.names()) may.emplace_back(scope);
  json::Value out = to_json(*current);
  out.get_object()["may"] = std::move(may);
  out.get_object()["closed"] = closed_json(closed);
  return out;
}

json::Object to_json(const Person& person, int codes_left) {
  json::Object out;
  out["id"] = to_text(person.id);
  out["email"] = person.email;
  out["name"] = person.name;
  out["language"] = person.language;
  out["theme"] = person.theme;
  out["installer"] = person.installer == Installer::yes;
  out["second_factor"] = person.totp_since.has_value();
  out["recovery_codes_left"] = codes_left;
  out["created_at"] = to_rfc3339(person.created_at);
  return out;
}

json::Value to_json(const Session& session, SessionId current) {
  json::Object out;
  out["id"] = to_text(session.id);
  out["current"] = session.id == current;
  out["created_at"] = to_rfc3339(session.created_at);
  out["last_seen_at"] = to_rfc3339(session.last_seen_at);
  out["ends_at"] = to_rfc3339(std::min(session.idle_until, session.absolute_until));
  out["address"] = session.address;
  out["user_agent"] = session.user_agent;
  return out;
}

MeAsked mine_of(const IdentityNeeds& needs, const Call& call) {
  std::optional<WorkspaceId> asked;
  if (call.scope.workspace()) asked = call.scope.workspace();
  return MeAsked{.self = call.signed_in->self,
                 .session = call.signed_in->session,
                 .workspace = asked,
                 .token = session_token(call.request->headers, needs.options.cookie),
                 .now = needs.seams->clock.now()};
}

Result<Reply> me_reply(db::Tx& tx, const MeAsked& mine) {
  DUNLIN_TRY(json::Value me, me_json(tx, mine));
  return reply_with(std::move(me));
}

Task<Result<Reply>> get_me(const IdentityNeeds& needs, const Call& call) {
  return in_read(needs.database,
                 [mine = mine_of(needs, call)](db::Tx& tx) { return me_reply(tx, mine); });
}

Task<Result<Reply>> patch_me(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  const PersonChange change{.name = in.optional_text("name", kPersonName),
                            .language = in.optional_choice("language", {"en", "fa"}),
                            .theme = in.optional_choice("theme", {"dark", "light", "system"})};
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return in_write(needs.database, call,
                  [mine = mine_of(needs, call), change](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_CHECK(change_person(tx, mine.self, change));
                    DUNLIN_TRY(Reply reply, me_reply(tx, mine));
                    reply.changed = {.object = to_text(mine.self.person())};
                    return reply;
                  });
}

Task<Result<Reply>> get_sessions(const IdentityNeeds& needs, const Call& call) {
  const Instant now = needs.seams->clock.now();
  return in_read(needs.database, [mine = mine_of(needs, call), now](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto all, list_sessions(tx, mine.self, now));
    json::Array items;
    for (const Session& one : all) items.push_back(to_json(one, mine.session));
    return reply_with(page_json(std::move(items), std::nullopt));
  });
}

Task<Result<Reply>> delete_session(const IdentityNeeds& needs, const Call& call) {
  const auto id = call.id<SessionId>();
  if (!id) return answer(id.error());
  return in_write(needs.database, call,
                  [self = call.signed_in->self, id = *id](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_CHECK(end_session(tx, self, id));
                    return reply_with(nullptr, 204);
                  });
}

Task<Result<Reply>> delete_sessions(const IdentityNeeds& needs, const Call& call) {
  return in_write(needs.database, call, [mine = mine_of(needs, call)](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(end_sessions(tx, mine.self, mine.session));
    return reply_with(nullptr, 204);
  });
}

Task<Result<Reply>> post_sign_out(const IdentityNeeds& needs, const Call& call) {
  return in_write(
      needs.database, call,
      [mine = mine_of(needs, call), cookie = needs.options.cookie](db::Tx& tx) -> Result<Reply> {
        DUNLIN_CHECK(end_session(tx, mine.self, mine.session));
        Reply reply = reply_with(nullptr, 204);
        reply.headers.emplace_back("Set-Cookie", ended_cookie(cookie));
        reply.changed = {.object = to_text(mine.session)};
        return reply;
      });
}

Task<Result<Reply>> post_password(IdentityNeeds needs, Call call) {
  json::Reader in(call.body);
  Secret<> current(in.text("password", kPassword));
  Secret<> next(in.text("new_password", kPassword));
  if (auto status = in.finish(); !status) co_return status.error();
  const AtDoor door = door_of(needs, call);
  const PersonScope self = call.signed_in->self;
  auto changed = co_await change_password(needs, self, call.signed_in->session, std::move(current),
                                          std::move(next), door);
  if (!changed) co_return changed.error();
  co_return reply_with(nullptr, 204);
}

Task<Result<Reply>> post_email(IdentityNeeds needs, Call call) {
  json::Reader in(call.body);
  EmailAsked asked{.email = read_email(in), .password = Secret<>(in.text("password", kPassword))};
  if (auto status = in.finish(); !status) co_return status.error();
  const AtDoor door = door_of(needs, call);
  const MeAsked mine = mine_of(needs, call);
  auto changed = co_await change_email(needs, mine.self, mine.session, std::move(asked), door);
  if (!changed) co_return changed.error();
  const auto look = [mine](db::Tx& tx) { return me_reply(tx, mine); };
  co_return co_await in_read(needs.database, look);
}

Task<Result<Reply>> post_proof(IdentityNeeds needs, Call call) {
  json::Reader in(call.body);
  Secret<> password(in.text("password", kPassword));
  if (auto status = in.finish(); !status) co_return status.error();
  const SignedIn who = *call.signed_in;
  auto proved = co_await prove_password(needs, who.self, std::move(password));
  if (!proved) co_return proved.error();
  const Instant now = needs.seams->clock.now();
  const InTransaction work = [who, now](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(prove_session(tx, who.self, who.session, now));
    Reply reply = reply_with(nullptr, 204);
    reply.changed = {.object = to_text(who.session)};
    return reply;
  };
  co_return co_await in_write(needs.database, call, work);
}

Task<Result<Reply>> post_switch(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  const std::string text = in.text("workspace", {.min_bytes = 1, .max_bytes = 40});
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  const auto wanted = parse_id<WorkspaceId>(text).value_or(WorkspaceId{});
  return in_write(needs.database, call,
                  [mine = mine_of(needs, call), wanted](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_CHECK(membership(tx, mine.self, wanted, std::nullopt));
                    DUNLIN_CHECK(set_last_workspace(tx, mine.self, wanted));
                    MeAsked there = mine;
                    there.workspace = wanted;
                    DUNLIN_TRY(Reply reply, me_reply(tx, there));
                    reply.changed = {.object = to_text(wanted)};
                    return reply;
                  });
}

Task<Result<Reply>> post_workspace(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  const std::string title = in.text("name", kPersonName);
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  const NewWorkspace made{.id = needs.seams->ids.next<WorkspaceId>(),
                          .name = title,
                          .owner = call.signed_in->self,
                          .now = needs.seams->clock.now()};
  return in_write(needs.database, call,
                  [needs, made, mine = mine_of(needs, call)](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_CHECK(make_workspace(tx, needs.options, made));
                    MeAsked there = mine;
                    there.workspace = made.id;
                    DUNLIN_TRY(Reply reply, me_reply(tx, there));
                    reply.status = 201;
                    reply.changed = {.object = to_text(made.id),
                                     .after = json::Object{{"name", made.name}}};
                    return reply;
                  });
}

using Handle = Task<Result<Reply>> (*)(const IdentityNeeds&, const Call&);

Endpoint mine(const IdentityNeeds& needs, std::string_view method, std::string_view pattern,
              std::string_view action, Handle handle) {
  return changing(method, pattern, Access::person, action,
                  [needs, handle](const Call& call) { return handle(needs, call); });
}

}  // namespace

Result<json::Value> me_json(db::Tx& tx, const MeAsked& asked) {
  DUNLIN_TRY(const Person person, load_person(tx, asked.self));
  DUNLIN_TRY(const int codes, recovery_codes_left(tx, asked.self));
  DUNLIN_TRY(const auto all, memberships(tx, asked.self));
  DUNLIN_TRY(const auto current,
             membership(tx, asked.self, asked.workspace, person.last_workspace));
  Closed closed = Closed::no;
  if (current) {
    DUNLIN_TRY(closed, load_closed(tx, asked.self, asked.session, current->workspace, asked.now));
  }
  json::Array workspaces;
  for (const Membership& one : all) workspaces.push_back(to_json(one));
  json::Object out;
  out["person"] = to_json(person, codes);
  out["session_id"] = to_text(asked.session);
  out["workspace"] = current_json(current, closed);
  out["workspaces"] = std::move(workspaces);
  out["csrf_token"] = csrf_token(asked.token);
  return json::Value(std::move(out));
}

std::vector<Endpoint> me_endpoints(const IdentityNeeds& needs) {
  return {
      mine(needs, "GET", "/api/v1/me", "", get_me),
      mine(needs, "PATCH", "/api/v1/me", "person.change", patch_me),
      mine(needs, "GET", "/api/v1/me/sessions", "", get_sessions),
      mine(needs, "DELETE", "/api/v1/me/sessions", "session.end_others", delete_sessions),
      mine(needs, "DELETE", "/api/v1/me/sessions/{id}", "session.end", delete_session),
      mine(needs, "POST", "/api/v1/sign-out", "session.end", post_sign_out),
      changing("POST", "/api/v1/me/password", Access::person, "person.change_password",
               [needs](const Call& call) { return post_password(needs, call); }),
      changing("POST", "/api/v1/me/email", Access::person, "person.change_email",
               [needs](const Call& call) { return post_email(needs, call); }),
      changing("POST", "/api/v1/me/proof", Access::person, "session.prove",
               [needs](const Call& call) { return post_proof(needs, call); }),
      mine(needs, "POST", "/api/v1/me/workspace", "person.switch_workspace", post_switch),
      mine(needs, "POST", "/api/v1/workspaces", "workspace.create", post_workspace),
  };
}

}  // namespace dunlin::workspace
