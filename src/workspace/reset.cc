#include <fmt/format.h>

#include "workspace/guard.h"
#include "workspace/sign_in.h"

namespace dunlin::workspace {
namespace {

Error no_mail() {
  return Error(Code::refused, "auth.no_mail", "This installation sends no mail.")
      .hinting("Ask whoever runs the server for a link: dunlin reset-password <e-mail>");
}

/// A letter that was asked for at the door, by e-mail alone.
struct Wanted {
  std::string folded;
  Visitor visitor;
  Secret<> link;
  Instant now;
  std::string address;
  std::string_view kind;  ///< what is guarded: each kind has attempts of its own
};

Status guard(db::Tx& tx, const Wanted& wanted) {
  return begin_attempt(tx, ScopeMaker::for_node(),
                       guarded_email(fmt::format("{} {}", wanted.kind, wanted.folded)),
                       guarded_address(wanted.visitor.address), wanted.now);
}

std::string link_to(const Wanted& wanted, std::string_view page) {
  return fmt::format("{}/{}#link={}", wanted.address, page, wanted.link.reveal());
}

/// The same statements for who is known and who is not: the link of an unknown one opens nothing,
/// and the letter to him is dropped.
Status post_reset(db::Tx& tx, const IdentityNeeds& needs, const Wanted& wanted) {
  const NodeScope node = ScopeMaker::for_node();
  DUNLIN_CHECK(guard(tx, wanted));
  DUNLIN_TRY(const auto known, find_credentials(tx, node, wanted.folded));
  const bool real = known && !known->person.disabled_at;
  OneTime token{.purpose = Purpose::reset,
                .person = std::nullopt,
                .email = "",
                .expires_at = wanted.now + kResetLinkLife};
  if (real) token.person = known->person.id;
  DUNLIN_CHECK(issue_token(tx, node, token, wanted.link, wanted.now));
  auto letter = write_letter({.kind = LetterKind::reset,
                              .to = real ? known->person.email : wanted.folded,
                              .language = real ? known->person.language : "en",
                              .link = link_to(wanted, "reset"),
                              .workspace = ""});
  if (!real) letter.fate = mail::Letter::Fate::drop;
  return needs.options.post(tx, letter, wanted.now);
}

Status post_sign_up(db::Tx& tx, const IdentityNeeds& needs, const Wanted& wanted) {
  const NodeScope node = ScopeMaker::for_node();
  DUNLIN_CHECK(guard(tx, wanted));
  DUNLIN_TRY(const auto known, find_credentials(tx, node, wanted.folded));
  const OneTime token{.purpose = Purpose::sign_up,
                      .person = std::nullopt,
                      .email = wanted.folded,
                      .expires_at = wanted.now + kSignUpLinkLife};
  DUNLIN_CHECK(issue_token(tx, node, token, wanted.link, wanted.now));
  const LetterParts parts{.kind = known ? LetterKind::known_already : LetterKind::sign_up,
                          .to = known ? known->person.email : wanted.folded,
                          .language = known ? known->person.language : "en",
                          .link = known ? wanted.address + "/" : link_to(wanted, "sign-up"),
                          .workspace = ""};
  return needs.options.post(tx, write_letter(parts), wanted.now);
}

Result<Wanted> wanted_at(const IdentityNeeds& needs, const std::string& email, const AtDoor& door,
                         std::string_view kind) {
  if (!needs.options.post) return no_mail();
  const auto folded = fold_email(email);
  if (!folded) {
    return Error(Code::invalid, "person.email_invalid", "This is no e-mail address")
        .at("email")
        .hinting("Write it as you would in a letter: name@example.com");
  }
  return Wanted{.folded = *folded,
                .visitor = door.visitor,
                .link = Secret<>(needs.seams->random.token()),
                .now = needs.seams->clock.now(),
                .address = door.address,
                .kind = kind};
}

Result<PersonScope> person_behind(const OneTime& link) {
  if (link.person) return ScopeMaker::for_person(*link.person);
  return Error(Code::not_found, "auth.link_ended",
               "This works no more: it was used, or is too old.")
      .hinting("Ask for a new link where you sign in.");
}

Status note_own(db::Tx& tx, const PersonScope& self, const AtDoor& door) {
  const Scope own =
      ScopeMaker::for_installation({.kind = Actor::Kind::person, .id = to_text(self.person())});
  return record_change(tx, own, door.trail, {.object = to_text(self.person())});
}

}  // namespace

Task<Status> ask_for_reset(IdentityNeeds needs, std::string email, AtDoor door) {
  const auto wanted = wanted_at(needs, email, door, "reset");
  if (!wanted) co_return wanted.error();
  const auto work = [needs, wanted = *wanted](db::Tx& tx) { return post_reset(tx, needs, wanted); };
  co_return co_await needs.database.write(work, db::Priority::people);
}

Task<Status> ask_to_sign_up(IdentityNeeds needs, std::string email, AtDoor door) {
  if (needs.options.sign_up != SignUp::open) {
    co_return Error(Code::forbidden, "auth.sign_up_closed", "People come here by invitation.")
        .hinting("Ask an owner or an admin of the workspace to invite you.");
  }
  const auto wanted = wanted_at(needs, email, door, "sign-up");
  if (!wanted) co_return wanted.error();
  const auto work = [needs, wanted = *wanted](db::Tx& tx) {
    return post_sign_up(tx, needs, wanted);
  };
  co_return co_await needs.database.write(work, db::Priority::people);
}

Task<Status> reset_password(IdentityNeeds needs, Secret<> link, Secret<> password, AtDoor door) {
  const Instant now = needs.seams->clock.now();
  const auto look = [link, now](db::Tx& tx) -> Result<Person> {
    DUNLIN_TRY(const OneTime there,
               look_at_token(tx, ScopeMaker::for_node(), Purpose::reset, link.reveal(), now));
    DUNLIN_TRY(const PersonScope self, person_behind(there));
    return load_person(tx, self);
  };
  auto person = co_await needs.database.read(look);
  if (!person) co_return person.error();
  const auto good = check_password(password.reveal(), person->email, person->name);
  if (!good) co_return good.error();
  auto hash = co_await needs.passwords->hash(password);
  if (!hash) co_return hash.error();
  const auto work = [link, hash = *hash, door, now](db::Tx& tx) -> Status {
    const NodeScope node = ScopeMaker::for_node();
    DUNLIN_TRY(const OneTime used, use_token(tx, node, Purpose::reset, link.reveal(), now));
    DUNLIN_TRY(const PersonScope self, person_behind(used));
    DUNLIN_CHECK(set_password(tx, self, hash));
    DUNLIN_CHECK(end_sessions(tx, self, std::nullopt));
    return note_own(tx, self, door);
  };
  co_return co_await needs.database.write(work, db::Priority::people);
}

Task<Status> change_password(IdentityNeeds needs, PersonScope self, SessionId session,
                             Secret<> current, Secret<> next, AtDoor door) {
  auto proved = co_await prove_password(needs, self, std::move(current));
  if (!proved) co_return proved.error();
  const auto load = [self](db::Tx& tx) { return load_person(tx, self); };
  auto person = co_await needs.database.read(load);
  if (!person) co_return person.error();
  const auto good = check_password(next.reveal(), person->email, person->name, "new_password");
  if (!good) co_return good.error();
  auto hash = co_await needs.passwords->hash(next);
  if (!hash) co_return hash.error();
  const Instant now = needs.seams->clock.now();
  const auto work = [self, session, hash = *hash, door, now](db::Tx& tx) -> Status {
    DUNLIN_CHECK(set_password(tx, self, hash));
    DUNLIN_CHECK(end_sessions(tx, self, session));
    DUNLIN_CHECK(prove_session(tx, self, session, now));
    return note_own(tx, self, door);
  };
  co_return co_await needs.database.write(work, db::Priority::people);
}

Task<Result<Secret<>>> make_reset_link(IdentityNeeds needs, std::string email) {
  const Instant now = needs.seams->clock.now();
  const Secret<> value(needs.seams->random.token());
  const auto work = [value, folded = fold_email(email).value_or(""), now](db::Tx& tx) -> Status {
    const NodeScope node = ScopeMaker::for_node();
    DUNLIN_TRY(const auto known, find_credentials(tx, node, folded));
    if (!known) {
      return Error(Code::not_found, "person.unknown_email", "Nobody here has that e-mail")
          .hinting("Look at how it is written; Settings, Members lists people.");
    }
    const OneTime link{.purpose = Purpose::reset,
                       .person = known->person.id,
                       .email = "",
                       .expires_at = now + kResetLinkLife};
    return issue_token(tx, node, link, value, now);
  };
  auto done = co_await needs.database.write(work, db::Priority::people);
  if (!done) co_return done.error();
  co_return value;
}

}  // namespace dunlin::workspace
