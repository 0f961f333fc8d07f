#include "workspace/http_identity.h"
#include "workspace/second_factor.h"
#include "workspace/sign_in_rules.h"

namespace dunlin::workspace {
namespace {

Error wrong_code() {
  return Error(Code::invalid, "auth.wrong_code", "code is wrong, or was used before")
      .at("code")
      .hinting("Take the newest code that your app shows; its clock must be right.");
}

/// The password of the body, proved; what else the body may hold is read by the caller.
Task<Status> prove(IdentityNeeds needs, Call call) {
  json::Reader in(call.body);
  Secret<> password(in.text("password", kPassword));
  if (auto status = in.finish(); !status) co_return status.error();
  co_return co_await prove_password(needs, call.signed_in->self, std::move(password));
}

/// A secret for an app, not on until a code of it was given.
Task<Result<Reply>> post_begin(IdentityNeeds needs, Call call) {
  auto proved = co_await prove(needs, call);
  if (!proved) co_return proved.error();
  const PersonScope self = call.signed_in->self;
  const Secret<> secret = make_totp_secret(needs.seams->random);
  const std::string sealed = needs.seals.seal(self.person(), secret);
  const InTransaction work = [self, secret, sealed](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Person person, load_person(tx, self));
    if (person.totp_since) {
      return Error(Code::conflict, "totp.on_already", "The second factor is on already")
          .hinting("Turn it off first, to begin with another app.");
    }
    DUNLIN_CHECK(keep_totp(tx, self, sealed));
    Reply reply = reply_with(json::Object{{"secret", to_base32(secret.reveal())},
                                          {"address", totp_address(secret, person.email)}});
    reply.changed = {.object = to_text(self.person())};
    return reply;
  };
  co_return co_await in_write(needs.database, call, work);
}

Result<Reply> with_new_codes(db::Tx& tx, const PersonScope& self,
                             const std::vector<std::string>& codes) {
  DUNLIN_CHECK(keep_recovery_codes(tx, self, codes));
  json::Array shown(codes.begin(), codes.end());
  Reply reply = reply_with(json::Object{{"recovery_codes", std::move(shown)}});
  reply.changed = {.object = to_text(self.person())};
  return reply;
}

/// On from now; other sessions end, as they began without it.
Result<Reply> confirm(db::Tx& tx, const IdentityNeeds& needs, const SignedIn& who,
                      const std::string& code, const std::vector<std::string>& codes, Instant now) {
  DUNLIN_TRY(const Credentials known, load_credentials(tx, who.self));
  if (known.totp_sealed.empty() || known.person.totp_since) {
    return Error(Code::conflict, "totp.not_begun", "No second factor waits to be confirmed")
        .hinting("Begin with POST /api/v1/me/totp.");
  }
  DUNLIN_TRY(const Secret<> secret, needs.seals.open(known.person.id, known.totp_sealed));
  const auto step = totp_step_of(secret, code, now);
  if (!step) return wrong_code();
  DUNLIN_TRY(const bool taken, take_totp_step(tx, who.self, *step));
  if (!taken) return wrong_code();
  DUNLIN_CHECK(confirm_totp(tx, who.self, now));
  DUNLIN_CHECK(end_sessions(tx, who.self, who.session));
  return with_new_codes(tx, who.self, codes);
}

Task<Result<Reply>> post_confirm(const IdentityNeeds& needs, const Call& call) {
  json::Reader in(call.body);
  const std::string code = in.text("code", {.min_bytes = 6, .max_bytes = 6});
  if (auto status = in.finish(); !status) return answer(std::move(status).error());
  const auto codes = make_recovery_codes(needs.seams->random);
  const Instant now = needs.seams->clock.now();
  return in_write(needs.database, call,
                  [needs, who = *call.signed_in, code, codes, now](db::Tx& tx) -> Result<Reply> {
                    return confirm(tx, needs, who, code, codes, now);
                  });
}

Task<Result<Reply>> post_off(IdentityNeeds needs, Call call) {
  auto proved = co_await prove(needs, call);
  if (!proved) co_return proved.error();
  const SignedIn who = *call.signed_in;
  const InTransaction work = [who](db::Tx& tx) -> Result<Reply> {
    DUNLIN_CHECK(check_not_required(tx, who.self));
    DUNLIN_CHECK(drop_totp(tx, who.self));
    DUNLIN_CHECK(end_sessions(tx, who.self, who.session));
    Reply reply = reply_with(nullptr, 204);
    reply.changed = {.object = to_text(who.self.person())};
    return reply;
  };
  co_return co_await in_write(needs.database, call, work);
}

Task<Result<Reply>> post_codes(IdentityNeeds needs, Call call) {
  auto proved = co_await prove(needs, call);
  if (!proved) co_return proved.error();
  const PersonScope self = call.signed_in->self;
  const auto codes = make_recovery_codes(needs.seams->random);
  const InTransaction work = [self, codes](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Person person, load_person(tx, self));
    if (!person.totp_since) {
      return Error(Code::conflict, "totp.off", "The second factor is off")
          .hinting("Recovery codes come with it: POST /api/v1/me/totp.");
    }
    return with_new_codes(tx, self, codes);
  };
  co_return co_await in_write(needs.database, call, work);
}

}  // namespace

std::vector<Endpoint> second_factor_endpoints(const IdentityNeeds& needs) {
  return {
      changing("POST", "/api/v1/me/totp", Access::person, "totp.begin",
               [needs](const Call& call) { return post_begin(needs, call); }),
      changing("POST", "/api/v1/me/totp/confirm", Access::person, "totp.on",
               [needs](const Call& call) { return post_confirm(needs, call); }),
      changing("POST", "/api/v1/me/totp/off", Access::person, "totp.off",
               [needs](const Call& call) { return post_off(needs, call); }),
      changing("POST", "/api/v1/me/recovery-codes", Access::person, "totp.new_codes",
               [needs](const Call& call) { return post_codes(needs, call); }),
  };
}

}  // namespace dunlin::workspace
