#pragma once

#include <optional>

#include "base/result.h"
#include "base/time.h"
#include "db/db.h"
#include "workspace/scope.h"

/// How people of a workspace sign in, where it asks for more than the installation does. Keys are
/// not concerned.
namespace dunlin::workspace {

inline constexpr int kLeastIdleMinutes = 15;
inline constexpr int kMostIdleMinutes = 720;
inline constexpr int kLeastSessionDays = 1;
inline constexpr int kMostSessionDays = 30;

struct SignInRules {
  bool second_factor_required = false;
  std::optional<int> idle_minutes{};  ///< nothing: kSessionIdle
  std::optional<int> session_days{};  ///< nothing: kSessionLife
  friend bool operator==(const SignInRules&, const SignInRules&) = default;
};

Result<SignInRules> load_sign_in_rules(db::Tx& tx, const Scope& scope);
Status set_sign_in_rules(db::Tx& tx, const Scope& scope, const SignInRules& rules);

/// What a session has been through.
struct SessionFacts {
  Instant begun_at, last_seen_at;
  /// Between two uses of it, in whatever workspace; without the time since the last one.
  Duration longest_idle{};
  bool second_factor = false;  ///< its person has one
};

/// Why a workspace is closed to a session whose person is a member of it. What is the person's own
/// stays open to them: their account, other workspaces, signing in anew.
enum class Closed { no, session_ended, second_factor };

/// A use is noted at most once a minute (find_session), so that a session ends up to a minute late
/// and never early. What was too long once stays so, however much it is used elsewhere since.
Closed decide_closed(const SignInRules& rules, const SessionFacts& facts, Instant now);
/// auth.session_ended, auth.second_factor_required
Status check_open(Closed closed);

/// How a workspace stands to one of its members' sessions.
Result<Closed> load_closed(db::Tx& tx, const PersonScope& self, SessionId session,
                           WorkspaceId workspace, Instant now);

/// Who wants to change the rules: a person by their own second factor; a key has none, so that of
/// any owner counts.
enum class Asker { person, key };
/// Nobody shuts themselves out, and no key shuts out all owners. sign_in.own_factor_first,
/// sign_in.owners_factor_first
Status check_change(const SignInRules& before, const SignInRules& after, Asker asker,
                    bool second_factor);
/// Whether an owner has a second factor.
Result<bool> an_owner_has_second_factor(db::Tx& tx, const Scope& scope);
Result<bool> has_second_factor(db::Tx& tx, const PersonScope& self);

/// Before a person turns theirs off: no workspace of theirs asks for it. totp.required
Status check_not_required(db::Tx& tx, const PersonScope& self);

}  // namespace dunlin::workspace
