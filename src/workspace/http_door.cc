#include "workspace/http_identity.h"

namespace dunlin::workspace {
namespace {

/// The answer to who has just come in: the cookie, and who they are.
Task<Result<Reply>> welcome(IdentityNeeds needs, Begun begun, int status) {
  const auto work = [begun, now = needs.seams->clock.now()](db::Tx& tx) {
    return me_json(tx, {.self = begun.self,
                        .session = begun.session.id,
                        .workspace = std::nullopt,
                        .token = begun.session.token,
                        .now = now});
  };
  auto me = co_await needs.database.read(work);
  if (!me) co_return me.error();
  json::Object body;
  body["state"] = "signed_in";
  body["ticket"] = nullptr;
  body["me"] = *std::move(me);
  Reply reply = reply_with(std::move(body), status);
  reply.headers.emplace_back("Set-Cookie",
                             session_cookie(begun.session.token, needs.options.cookie));
  co_return reply;
}

Task<Result<Reply>> welcome_or_refuse(IdentityNeeds needs, Task<Result<Begun>> coming, int status) {
  auto begun = co_await std::move(coming);
  if (!begun) co_return begun.error();
  co_return co_await welcome(needs, *begun, status);
}

/// 204, or what went wrong.
Task<Result<Reply>> done(Task<Status> work, int status) {
  auto result = co_await std::move(work);
  if (!result) co_return result.error();
  co_return reply_with(nullptr, status);
}

Task<Result<Reply>> post_sign_in(IdentityNeeds needs, Call call) {
  json::Reader in(call.body);
  SignInAsked asked{.email = in.text("email", kEmail),
                    .password = Secret<>(in.text("password", kPassword))};
  if (auto status = in.finish(); !status) co_return status.error();
  const AtDoor door = door_of(needs, call);
  auto answer = co_await sign_in(needs, std::move(asked), door);
  if (!answer) co_return answer.error();
  if (answer->begun) co_return co_await welcome(needs, *answer->begun, 200);
  json::Object body;
  body["state"] = "second_factor";
  body["ticket"] = answer->ticket.reveal();
  body["me"] = nullptr;
  co_return reply_with(std::move(body));
}

Task<Result<Reply>> post_second_factor(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  SecondFactorAsked asked{.ticket = Secret<>(in.text("ticket", kToken)),
                          .code = in.text("code", {.min_bytes = 1, .max_bytes = 40})};
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return welcome_or_refuse(needs, second_factor(needs, std::move(asked), door_of(needs, call)),
                           200);
}

/// What the page of the door can offer; asked before anybody is signed in.
Task<Result<Reply>> get_door(IdentityNeeds needs) {
  const auto work = [](db::Tx& tx) { return nobody_yet(tx); };
  auto nobody = co_await needs.database.read(work);
  if (!nobody) co_return nobody.error();
  json::Object body;
  body["set_up_needed"] = *nobody;
  body["sign_up"] = needs.options.sign_up == SignUp::open ? "open" : "invite";
  body["mail"] = static_cast<bool>(needs.options.post);
  co_return reply_with(std::move(body));
}

NewcomerAsked read_newcomer(json::Reader& in) {
  NewcomerAsked asked;
  asked.name = in.text("name", kPersonName);
  asked.password = Secret<>(in.text("password", kPassword));
  asked.language = read_language(in);
  return asked;
}

Task<Result<Reply>> post_set_up(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  Secret<> link(in.text("link", kToken));
  NewcomerAsked asked = read_newcomer(in);
  asked.email = read_email(in);
  asked.workspace = in.optional_text("workspace", kPersonName).value_or("");
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return welcome_or_refuse(
      needs, set_up(needs, std::move(link), std::move(asked), door_of(needs, call)), 201);
}

/// With a letter's link where mail is set up, with the e-mail itself where it is not.
Task<Result<Reply>> post_sign_up(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  Secret<> link(in.optional_text("link", kToken).value_or(""));
  NewcomerAsked asked = read_newcomer(in);
  const bool by_mail = static_cast<bool>(needs.options.post);
  if (by_mail && link.empty()) {
    in.fault("link", "input.missing", "is in the letter: ask for one with /sign-up/letter");
  }
  if (!by_mail || in.optional_value("email") != nullptr) asked.email = read_email(in);
  asked.workspace = in.optional_text("workspace", kPersonName).value_or("");
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return welcome_or_refuse(
      needs, sign_up(needs, std::move(link), std::move(asked), door_of(needs, call)), 201);
}

Task<Result<Reply>> post_letter(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  std::string email = in.text("email", kEmail);
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return done(ask_to_sign_up(needs, std::move(email), door_of(needs, call)), 204);
}

Task<Result<Reply>> post_reset(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  std::string email = in.text("email", kEmail);
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return done(ask_for_reset(needs, std::move(email), door_of(needs, call)), 204);
}

Task<Result<Reply>> post_reset_finish(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  Secret<> link(in.text("link", kToken));
  Secret<> password(in.text("password", kPassword));
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return done(reset_password(needs, std::move(link), std::move(password), door_of(needs, call)),
              204);
}

Task<Result<Reply>> post_look(IdentityNeeds needs, Call call) {
  json::Reader in(call.body);
  const Secret<> link(in.text("link", kToken));
  if (auto status = in.finish(); !status) co_return status.error();
  auto shown = co_await show_invitation(needs, link);
  if (!shown) co_return shown.error();
  json::Object body;
  body["workspace_name"] = shown->open.workspace_name;
  body["email"] = shown->open.invitation.email;
  body["role"] = name(shown->open.invitation.role);
  body["expires_at"] = to_rfc3339(shown->open.invitation.expires_at);
  body["has_sign_in"] = shown->known;
  co_return reply_with(std::move(body));
}

/// By who is signed in, or by somebody new.
Task<Result<Reply>> post_accept(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  Secret<> link(in.text("link", kToken));
  if (call.signed_in) {
    if (auto status = in.finish(); !status) return answer(std::move(status).error());
    return done(accept_as_known(needs, std::move(link), call.signed_in->self, door_of(needs, call)),
                204);
  }
  NewcomerAsked asked = read_newcomer(in);
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  return welcome_or_refuse(
      needs, accept_as_newcomer(needs, std::move(link), std::move(asked), door_of(needs, call)),
      201);
}

using Handle = Task<Result<Reply>> (*)(const IdentityNeeds&, const Call&);

Endpoint at_door(const IdentityNeeds& needs, std::string_view pattern, std::string_view action,
                 Handle handle) {
  return changing("POST", pattern, Access::everyone, action,
                  [needs, handle](const Call& call) { return handle(needs, call); });
}

}  // namespace

std::vector<Endpoint> door_endpoints(const IdentityNeeds& needs) {
  return {
      endpoint("GET", "/api/v1/sign-in", Access::everyone,
               [needs](const Call&) { return get_door(needs); }),
      changing("POST", "/api/v1/sign-in", Access::everyone, "session.begin",
               [needs](const Call& call) { return post_sign_in(needs, call); }),
      at_door(needs, "/api/v1/sign-in/second-factor", "session.begin", post_second_factor),
      at_door(needs, "/api/v1/set-up", "person.set_up", post_set_up),
      at_door(needs, "/api/v1/sign-up", "person.sign_up", post_sign_up),
      at_door(needs, "/api/v1/sign-up/letter", "", post_letter),
      at_door(needs, "/api/v1/password-reset", "", post_reset),
      at_door(needs, "/api/v1/password-reset/finish", "person.reset_password", post_reset_finish),
      endpoint("POST", "/api/v1/invitations/look", Access::everyone,
               [needs](const Call& call) { return post_look(needs, call); }),
      at_door(needs, "/api/v1/invitations/accept", "person.join", post_accept),
  };
}

}  // namespace dunlin::workspace
