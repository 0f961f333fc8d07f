#pragma once

#include <functional>
#include <optional>
#include <string>

#include "workspace/audit.h"
#include "workspace/cookie.h"
#include "workspace/identity.h"
#include "workspace/letters.h"
#include "workspace/passwords.h"

/// How people come in: use cases between the endpoints and the stores. Whoever is unknown gets the
/// answer of whoever is wrong, after the same work.
namespace dunlin::workspace {

/// Seals what belongs to a person (the second factor's secret). Made by the server of its vault.
struct PersonSeals {
  std::function<std::string(PersonId, const Secret<>&)> seal;
  std::function<Result<Secret<>>(PersonId, std::string_view)> open;
};

enum class SignUp { invite, open };

struct IdentityOptions {
  CookieKind cookie = CookieKind::plain;
  SignUp sign_up = SignUp::invite;
  /// Where people reach this server; empty: by the host they named, which was checked at the front.
  std::string address;
  /// What a new workspace gets beside its row (the shipped rules).
  std::function<Status(db::Tx&, const Scope&, Instant)> furnish{};
  PostLetter post{};  ///< none: no mail is set up
};

/// What the use cases stand on; all of it outlives them.
struct IdentityNeeds {
  db::Database database;
  Seams* seams;
  Passwords* passwords;
  PersonSeals seals;
  IdentityOptions options;
};

/// Who is at the door: where from, and the trail that the change leaves.
struct AtDoor {
  Visitor visitor;
  Trail trail;
  std::string address{};  ///< of this server as they reach it, for links: "https://dunlin.example"
};

/// A session that has begun.
struct Begun {
  PersonScope self;
  NewSession session;
};
/// The session's row and its entry in the audit log.
Status begin(db::Tx& tx, const Begun& begun, const AtDoor& door, Instant now);
Begun new_begun(Seams& seams, const PersonScope& self);

struct SignInAnswer {
  std::optional<Begun> begun;
  Secret<> ticket;  ///< else: for the second factor, five minutes and five tries
};
struct SignInAsked {
  std::string email;
  Secret<> password;
};
/// auth.wrong (401), auth.too_many_attempts (429), auth.busy (503).
Task<Result<SignInAnswer>> sign_in(IdentityNeeds needs, SignInAsked asked, AtDoor door);

struct SecondFactorAsked {
  Secret<> ticket;
  std::string code;  ///< of the app, or a recovery code
};
/// auth.wrong_code (401), auth.link_ended (the ticket is used up), auth.too_many_attempts.
Task<Result<Begun>> second_factor(IdentityNeeds needs, SecondFactorAsked asked, AtDoor door);

/// The password of somebody who is signed in, before what matters. auth.wrong,
/// auth.too_many_attempts, auth.busy.
Task<Status> prove_password(IdentityNeeds needs, PersonScope self, Secret<> password);

struct NewcomerAsked {
  std::string name, email;
  Secret<> password;
  std::string language = "en";
  std::string workspace;  ///< name of the one they make or take over; may be empty
};
/// The first person: owner of the first workspace, with installer rights. The link dies with it.
/// auth.link_ended, password.…, person.email_taken
Task<Result<Begun>> set_up(IdentityNeeds needs, Secret<> link, NewcomerAsked asked, AtDoor door);
/// Somebody new, with a workspace of their own. Only where anyone may sign up: auth.sign_up_closed.
/// Where mail is set up it takes the link of a letter, else the e-mail is taken as it is.
Task<Result<Begun>> sign_up(IdentityNeeds needs, Secret<> link, NewcomerAsked asked, AtDoor door);
/// A letter with the link for it; one answer for every e-mail. auth.sign_up_closed, auth.no_mail
Task<Status> ask_to_sign_up(IdentityNeeds needs, std::string email, AtDoor door);
struct Invited {
  OpenInvitation open;
  bool known = false;  ///< somebody here has its e-mail
};
/// invitation.ended
Task<Result<Invited>> show_invitation(IdentityNeeds needs, Secret<> token);
/// invitation.ended, auth.sign_in_first (who has that e-mail exists already), password.…
Task<Result<Begun>> accept_as_newcomer(IdentityNeeds needs, Secret<> token, NewcomerAsked asked,
                                       AtDoor door);
/// By who is signed in. invitation.ended, invitation.for_another
Task<Status> accept_as_known(IdentityNeeds needs, Secret<> token, PersonScope self, AtDoor door);

/// A letter with a link to whoever has this e-mail; one answer for all. auth.no_mail says what the
/// operator can do.
Task<Status> ask_for_reset(IdentityNeeds needs, std::string email, AtDoor door);
/// All sessions end. auth.link_ended, password.…
Task<Status> reset_password(IdentityNeeds needs, Secret<> link, Secret<> password, AtDoor door);
/// Other sessions end.
Task<Status> change_password(IdentityNeeds needs, PersonScope self, SessionId session,
                             Secret<> current, Secret<> next, AtDoor door);

struct NewWorkspace {
  WorkspaceId id;
  std::string name;
  PersonScope owner;
  Instant now;
};
/// With its maker as owner. Who runs the server may, and who owns a workspace already; where
/// sign-up is open everybody. workspace.not_yours_to_make
Status make_workspace(db::Tx& tx, const IdentityOptions& options, const NewWorkspace& made);

/// Answers the address that accepts it; the letter with it is posted where mail is set up.
struct LetterTo {
  std::string language, address;
};
Result<std::string> post_invitation_letter(db::Tx& tx, const IdentityNeeds& needs,
                                           const Scope& scope, const NewInvitation& invitation,
                                           const LetterTo& to, Instant now);

/// Nobody has set this installation up.
Result<bool> nobody_yet(db::Tx& tx);
/// For the operator's command line: what follows `#link=`.
Task<Result<Secret<>>> make_set_up_link(IdentityNeeds needs);
/// person.unknown_email
Task<Result<Secret<>>> make_reset_link(IdentityNeeds needs, std::string email);

}  // namespace dunlin::workspace
