#include "workspace/sign_in.h"

#include "workspace/guard.h"
#include "workspace/second_factor.h"

namespace dunlin::workspace {
namespace {

constexpr int kTriesOfTicket = 5;

Error wrong() {
  return Error(Code::unauthorized, "auth.wrong", "E-mail or password is wrong.")
      .hinting("Check both, or ask for a new password.");
}

Error wrong_code() {
  return Error(Code::unauthorized, "auth.wrong_code", "This code is wrong, or was used before.")
      .hinting("Take the newest code of your app, or a recovery code.");
}

/// What is guarded and looked up for a sign-in that names this e-mail.
struct Door {
  std::string folded, subject, address;
};

Door door_of(std::string_view email, const Visitor& visitor) {
  Door out;
  out.folded = fold_email(email).value_or(std::string(email.substr(0, 254)));
  out.subject = guarded_email(out.folded);
  out.address = guarded_address(visitor.address);
  return out;
}

/// Counted before it is judged. Nothing for who is unknown or shut out.
Task<Result<std::optional<Credentials>>> knock(db::Database database, Door door, Instant now) {
  const auto work = [door, now](db::Tx& tx) -> Result<std::optional<Credentials>> {
    const NodeScope node = ScopeMaker::for_node();
    DUNLIN_CHECK(begin_attempt(tx, node, door.subject, door.address, now));
    DUNLIN_TRY(auto known, find_credentials(tx, node, door.folded));
    if (known && known->person.disabled_at) known.reset();
    return known;
  };
  co_return co_await database.write(work, db::Priority::people);
}

Task<Result<std::string>> hash_anew(IdentityNeeds needs, PasswordVerdict verdict,
                                    Secret<> password) {
  if (verdict != PasswordVerdict::right_but_stale) co_return std::string();
  co_return co_await needs.passwords->hash(std::move(password));
}

struct Welcome {
  Begun begun;
  Secret<> ticket;
  bool second_factor = false;
  std::string new_hash;
  Door door;
  AtDoor at;
  Instant now;
};

Status welcome(db::Tx& tx, const Welcome& in) {
  const NodeScope node = ScopeMaker::for_node();
  DUNLIN_CHECK(forgive(tx, node, in.door.subject, in.door.address));
  if (!in.new_hash.empty()) DUNLIN_CHECK(set_password(tx, in.begun.self, in.new_hash));
  if (!in.second_factor) return begin(tx, in.begun, in.at, in.now);
  const OneTime ticket{.purpose = Purpose::second_factor,
                       .person = in.begun.self.person(),
                       .email = "",
                       .expires_at = in.now + kSecondFactorLife};
  return issue_token(tx, node, ticket, in.ticket, in.now);
}

}  // namespace

Begun new_begun(Seams& seams, const PersonScope& self) {
  return Begun{
      .self = self,
      .session = {.id = seams.ids.next<SessionId>(), .token = Secret<>(seams.random.token())}};
}

Status begin(db::Tx& tx, const Begun& begun, const AtDoor& door, Instant now) {
  DUNLIN_CHECK(begin_session(tx, begun.self, begun.session, door.visitor, now));
  const Scope own = ScopeMaker::for_installation(
      {.kind = Actor::Kind::person, .id = to_text(begun.self.person())});
  return record_change(tx, own, door.trail, {.object = to_text(begun.session.id)});
}

Task<Result<SignInAnswer>> sign_in(IdentityNeeds needs, SignInAsked asked, AtDoor at) {
  const Instant now = needs.seams->clock.now();
  const Door door = door_of(asked.email, at.visitor);
  auto known = co_await knock(needs.database, door, now);
  if (!known) co_return known.error();
  std::string hash;
  if (*known) hash = (*known)->password_hash;
  auto verdict = co_await needs.passwords->verify(asked.password, hash);
  if (!verdict) co_return verdict.error();
  if (*verdict == PasswordVerdict::wrong || !*known) co_return wrong();
  const Person& person = (*known)->person;
  auto new_hash = co_await hash_anew(needs, *verdict, asked.password);
  if (!new_hash) co_return new_hash.error();
  const Welcome in{.begun = new_begun(*needs.seams, ScopeMaker::for_person(person.id)),
                   .ticket = Secret<>(needs.seams->random.token()),
                   .second_factor = person.totp_since.has_value(),
                   .new_hash = *new_hash,
                   .door = door,
                   .at = at,
                   .now = now};
  const auto work = [in](db::Tx& tx) { return welcome(tx, in); };
  auto done = co_await needs.database.write(work, db::Priority::people);
  if (!done) co_return done.error();
  SignInAnswer answer;
  if (in.second_factor) {
    answer.ticket = in.ticket;
  } else {
    answer.begun = in.begun;
  }
  co_return answer;
}

namespace {

struct Half {
  PersonScope self;
  std::string totp_sealed;
};

/// The try is counted on its own, so that a wrong code cannot take it back.
Task<Result<Half>> take_ticket(IdentityNeeds needs, Secret<> ticket, Instant now) {
  const auto work = [ticket, now](db::Tx& tx) -> Result<Half> {
    const NodeScope node = ScopeMaker::for_node();
    DUNLIN_TRY(const OneTime half,
               try_token(tx, node, Purpose::second_factor, ticket.reveal(), kTriesOfTicket, now));
    const PersonScope self = ScopeMaker::for_person(half.person.value_or(PersonId{}));
    DUNLIN_CHECK(begin_attempt(tx, node, guarded_person(self.person()), "", now));
    DUNLIN_TRY(const Credentials known, load_credentials(tx, self));
    if (known.person.disabled_at) return wrong_code();
    return Half{.self = self, .totp_sealed = known.totp_sealed};
  };
  co_return co_await needs.database.write(work, db::Priority::people);
}

/// The step of the code, if it is one of the app.
Result<std::optional<std::int64_t>> step_of(const IdentityNeeds& needs, const Half& half,
                                            std::string_view code, Instant now) {
  if (half.totp_sealed.empty()) return std::optional<std::int64_t>();
  DUNLIN_TRY(const Secret<> secret, needs.seals.open(half.self.person(), half.totp_sealed));
  return totp_step_of(secret, code, now);
}

Status finish_second_factor(db::Tx& tx, const Half& half, std::optional<std::int64_t> step,
                            const SecondFactorAsked& asked, Instant now) {
  Result<bool> good = step ? take_totp_step(tx, half.self, *step)
                           : use_recovery_code(tx, half.self, asked.code, now);
  if (!good) return good.error();
  if (!*good) return wrong_code();
  const NodeScope node = ScopeMaker::for_node();
  DUNLIN_CHECK(use_token(tx, node, Purpose::second_factor, asked.ticket.reveal(), now));
  return forgive(tx, node, guarded_person(half.self.person()), "");
}

}  // namespace

Task<Result<Begun>> second_factor(IdentityNeeds needs, SecondFactorAsked asked, AtDoor at) {
  const Instant now = needs.seams->clock.now();
  auto half = co_await take_ticket(needs, asked.ticket, now);
  if (!half) co_return half.error();
  const auto step = step_of(needs, *half, asked.code, now);
  if (!step) co_return step.error();
  const Begun begun = new_begun(*needs.seams, half->self);
  const auto work = [half = *half, step = *step, asked, begun, at, now](db::Tx& tx) -> Status {
    DUNLIN_CHECK(finish_second_factor(tx, half, step, asked, now));
    return begin(tx, begun, at, now);
  };
  auto done = co_await needs.database.write(work, db::Priority::people);
  if (!done) co_return done.error();
  co_return begun;
}

Task<Status> prove_password(IdentityNeeds needs, PersonScope self, Secret<> password) {
  const Instant now = needs.seams->clock.now();
  const std::string subject = guarded_person(self.person());
  const auto knock = [self, subject, now](db::Tx& tx) -> Result<Credentials> {
    DUNLIN_CHECK(begin_attempt(tx, ScopeMaker::for_node(), subject, "", now));
    return load_credentials(tx, self);
  };
  auto known = co_await needs.database.write(knock, db::Priority::people);
  if (!known) co_return known.error();
  auto verdict = co_await needs.passwords->verify(std::move(password), known->password_hash);
  if (!verdict) co_return verdict.error();
  if (*verdict == PasswordVerdict::wrong) {
    co_return Error(Code::forbidden, "auth.wrong_password", "This is not your password.")
        .at("password")
        .hinting("Give the password that you sign in with.");
  }
  const auto let_in = [subject](db::Tx& tx) {
    return forgive(tx, ScopeMaker::for_node(), subject, "");
  };
  co_return co_await needs.database.write(let_in, db::Priority::people);
}

}  // namespace dunlin::workspace
