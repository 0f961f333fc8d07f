#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// Who may do what: one pure table. An endpoint says what it needs (Access); a member's role and a
/// key's scopes are both held against it here and nowhere else.
namespace dunlin::workspace {

/// What an endpoint needs of its caller.
enum class Access {
  everyone,    ///< nobody need be signed in: signing in itself
  person,      ///< a person, in whatever workspace or none: their own account
  read,        ///< see what the workspace has
  inbox,       ///< answer people and work on conversations
  operate,     ///< Instagram accounts and bots
  manage,      ///< rules and settings
  administer,  ///< members, invitations, keys, the audit log
  own,         ///< what only owners decide
  installer,   ///< what is not one workspace's: the installation's kill switch, its backups
  machine,     ///< the key of the server's own command line
};
inline constexpr int kAccessCount = 10;

enum class Role { owner = 0, admin = 1, agent = 2, operations = 3, viewer = 4 };
inline constexpr int kRoleCount = 5;

/// "owner", "admin", "agent", "operator", "viewer".
std::string_view name(Role role);
std::optional<Role> role_named(std::string_view text);

/// What a key may do: any of read, inbox, operate, manage, administer.
class KeyScopes {
 public:
  KeyScopes() = default;
  /// Stored bits; unknown ones are dropped.
  static KeyScopes from_bits(std::int64_t bits);
  static KeyScopes reading();
  static KeyScopes everything();
  /// All that this role could give away.
  static KeyScopes of(Role role);

  [[nodiscard]] std::int64_t bits() const { return bits_; }
  [[nodiscard]] bool has(Access scope) const;
  [[nodiscard]] bool within(KeyScopes other) const { return (bits_ & ~other.bits_) == 0; }
  void add(Access scope);
  /// In the order of Access.
  [[nodiscard]] std::vector<std::string_view> names() const;

 private:
  std::int64_t bits_ = 0;
};
/// "read", "inbox", … ; nothing for what no key can have.
std::optional<Access> scope_named(std::string_view text);
/// As the contract words it; empty for what is no scope.
std::string_view name(Access access);

/// Whether the caller has installer rights.
enum class Installer { no, yes };

bool role_may(Role role, Access access);
bool key_may(KeyScopes scopes, Installer installer, Access access);

/// Who may give, change and take away which role. Owners decide about owners.
bool may_grant(Role actor, Role role);

/// Who calls.
struct Principal {
  enum class Kind { nobody, key, person };
  Kind kind = Kind::nobody;
  std::optional<Role> role;  ///< of a person in the workspace of the call
  KeyScopes scopes;          ///< of a key
  Installer installer = Installer::no;
};

/// Allowed, or auth.missing (nobody is signed in), auth.not_allowed (403, a sentence that names
/// what is missing), auth.no_workspace (a person who is in none), auth.person_only.
Status check_access(const Principal& who, Access access);

}  // namespace dunlin::workspace
