#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "base/secret.h"
#include "db/db.h"
#include "workspace/roles.h"
#include "workspace/scope.h"

/// People: who they are, how they prove it, where they are members. Owns person, session, member,
/// invitation, one_time_token, recovery_code, totp_step, sign_in_guard. Settings: RELIABILITY §3.3.
namespace dunlin::workspace {

inline constexpr Duration kSessionIdle = std::chrono::hours{12};
inline constexpr Duration kSessionLife = std::chrono::days{30};
inline constexpr Duration kSetUpLinkLife = std::chrono::hours{24};
inline constexpr Duration kResetLinkLife = std::chrono::minutes{20};
inline constexpr Duration kSignUpLinkLife = std::chrono::hours{24};
inline constexpr Duration kSecondFactorLife = std::chrono::minutes{5};
inline constexpr Duration kInvitationLife = std::chrono::days{7};

struct Person {
  PersonId id;
  std::string email, name;
  Installer installer = Installer::no;
  std::string language = "en";        ///< "en" or "fa"
  std::string theme = "system";       ///< "dark", "light", "system"
  std::optional<Instant> totp_since;  ///< the second factor is on
  std::optional<WorkspaceId> last_workspace;
  Instant created_at;
  std::optional<Instant> disabled_at;
};

/// Lowercase ASCII, without space around it; nothing when it is no address that mail can be sent to
/// (one @, no space, no control or quoting characters, at most 254 bytes).
std::optional<std::string> fold_email(std::string_view text);

struct NewPerson {
  PersonId id;
  std::string email, name, password_hash;
  Installer installer = Installer::no;
  std::string language = "en";
};
/// person.email_taken
Result<PersonScope> add_person(db::Tx& tx, const NodeScope&, const NewPerson& person, Instant now);
Result<bool> any_person(db::Tx& tx, const NodeScope&);
/// person.not_found
Result<Person> load_person(db::Tx& tx, const PersonScope& self);
struct PersonChange {
  std::optional<std::string> name, language, theme;
};
Status change_person(db::Tx& tx, const PersonScope& self, const PersonChange& change);
Status set_last_workspace(db::Tx& tx, const PersonScope& self, WorkspaceId workspace);
/// What a password is held against.
struct Credentials {
  Person person;
  std::string password_hash;
  std::string totp_sealed;  ///< also of one that is not confirmed yet
};
/// Nothing for an e-mail that nobody here has. `folded` as fold_email gives it.
Result<std::optional<Credentials>> find_credentials(db::Tx& tx, const NodeScope&,
                                                    std::string_view folded);
Result<Credentials> load_credentials(db::Tx& tx, const PersonScope& self);
Status set_password(db::Tx& tx, const PersonScope& self, std::string_view hash);

/// Where a request comes from.
struct Visitor {
  std::string address, user_agent;
};
struct Session {
  SessionId id;
  Instant created_at, last_seen_at, idle_until, absolute_until;
  std::string address, user_agent;
};
/// Tokens are 256 random bits in base58; stored as SHA-256.
struct NewSession {
  SessionId id;
  Secret<> token;
};
Status begin_session(db::Tx& tx, const PersonScope& self, const NewSession& session,
                     const Visitor& visitor, Instant now);
/// Those that live, the last seen first.
Result<std::vector<Session>> list_sessions(db::Tx& tx, const PersonScope& self, Instant now);
/// session.not_found
Status end_session(db::Tx& tx, const PersonScope& self, SessionId id);
/// All, or all but one.
Status end_sessions(db::Tx& tx, const PersonScope& self, std::optional<SessionId> but);
/// Moves the idle end; noted at most once a minute by the caller.
Status touch_session(db::Tx& tx, const PersonScope& self, SessionId id, Instant now);
/// The person gave the password again.
Status prove_session(db::Tx& tx, const PersonScope& self, SessionId id, Instant now);

/// A session's token → who. Only reads. Errors: auth.session_ended (unknown, ended and disabled are
/// one answer).
struct FoundSession {
  PersonScope self;
  SessionId id;
  Instant proved_at;
  Installer installer = Installer::no;
  std::optional<WorkspaceId> last_workspace;
  bool use_is_stale = false;
};
Result<FoundSession> find_session(db::Tx& tx, std::string_view token, Instant now);

struct Membership {
  WorkspaceId workspace;
  std::string workspace_name;
  Role role;
};
/// The oldest workspace first.
Result<std::vector<Membership>> memberships(db::Tx& tx, const PersonScope& self);
/// The one asked for, else the last, else the first. Nothing when the person is in none;
/// workspace.not_found when the one asked for is not theirs, or is none.
Result<std::optional<Membership>> membership(db::Tx& tx, const PersonScope& self,
                                             std::optional<WorkspaceId> asked,
                                             std::optional<WorkspaceId> last);
struct Member {
  PersonId person;
  std::string name, email;
  Role role;
  bool second_factor = false;
  Instant since;
  std::optional<Instant> last_seen_at;  ///< of a session that lives
  std::string language{};               ///< "en" or "fa"
};
/// The longest there first. At most 1,000.
Result<std::vector<Member>> list_members(db::Tx& tx, const Scope& scope);
/// Whether somebody who runs the installation is a member here, or this is its first workspace.
Result<bool> is_told_of_machine(db::Tx& tx, const Scope& scope);
/// Members at whose sign-in somebody failed at least `failures` times in a row, lately.
struct GuessedAt {
  PersonId person;
  std::string name;
  int failures = 0;
};
Result<std::vector<GuessedAt>> guessed_at(db::Tx& tx, const Scope& scope, int failures,
                                          Instant since);
/// member.exists
Status add_member(db::Tx& tx, const Scope& scope, PersonId person, Role role, Instant now);
/// member.not_found
Result<Member> find_member(db::Tx& tx, const Scope& scope, PersonId person);
/// member.not_found, member.last_owner
Status change_role(db::Tx& tx, const Scope& scope, PersonId person, Role role);
Status remove_member(db::Tx& tx, const Scope& scope, PersonId person);

struct Invitation {
  InvitationId id;
  std::string email;
  Role role;
  std::string invited_by;  ///< public id of a person or a key
  Instant created_at, expires_at;
};
struct NewInvitation {
  InvitationId id;
  std::string email;
  Role role;
  Secret<> token;
};
/// One open invitation for an e-mail: a newer one takes its place. member.exists
Result<Invitation> invite(db::Tx& tx, const Scope& scope, const NewInvitation& invitation,
                          Instant now);
/// Those that can still be accepted, newest first. At most 1,000.
Result<std::vector<Invitation>> list_invitations(db::Tx& tx, const Scope& scope, Instant now);
/// invitation.not_found
Status withdraw_invitation(db::Tx& tx, const Scope& scope, InvitationId id, Instant now);
struct OpenInvitation {
  WorkspaceId workspace;
  std::string workspace_name;
  Invitation invitation;
};
/// invitation.ended: unknown, accepted, withdrawn and expired are one answer.
Result<OpenInvitation> find_invitation(db::Tx& tx, const NodeScope&, std::string_view token,
                                       Instant now);
Status accept_invitation(db::Tx& tx, const OpenInvitation& open, const PersonScope& self,
                         Instant now);

/// Things handed over once.
enum class Purpose { set_up = 0, reset = 1, second_factor = 2, sign_up = 3 };
struct OneTime {
  Purpose purpose = Purpose::reset;
  std::optional<PersonId> person;
  std::string email;  ///< of a sign-up
  Instant expires_at;
};
/// A newer one of the same purpose and person takes the place of the older.
Status issue_token(db::Tx& tx, const NodeScope&, const OneTime& token, const Secret<>& value,
                   Instant now);
/// Without using it. auth.link_ended: unknown, used and expired are one answer.
Result<OneTime> look_at_token(db::Tx& tx, const NodeScope&, Purpose purpose, std::string_view value,
                              Instant now);
/// It works no more after this transaction. auth.link_ended
Result<OneTime> use_token(db::Tx& tx, const NodeScope&, Purpose purpose, std::string_view value,
                          Instant now);
/// Another try with it; beyond `most` it is gone. auth.link_ended
Result<OneTime> try_token(db::Tx& tx, const NodeScope&, Purpose purpose, std::string_view value,
                          int most, Instant now);

/// Forgets what has ended: sessions, one-time tokens, guards, codes' steps. At most `limit` rows of
/// each. Returns how many went.
Result<int> prune_identity(db::Tx& tx, const NodeScope&, Instant now, int limit);

}  // namespace dunlin::workspace
