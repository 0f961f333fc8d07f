#include "workspace/roles.h"

#include <array>

#include <fmt/format.h>

namespace dunlin::workspace {
namespace {

constexpr std::array<std::string_view, kRoleCount> kRoles{"owner", "admin", "agent", "operator",
                                                          "viewer"};
constexpr std::array kScopes{Access::read, Access::inbox, Access::operate, Access::manage,
                             Access::administer};

constexpr std::int64_t bit(Access access) {
  return std::int64_t{1} << static_cast<int>(access);
}

constexpr std::int64_t bits_of(Role role) {
  constexpr std::int64_t kRead = bit(Access::read);
  switch (role) {
    case Role::owner:
    case Role::admin:
      return kRead | bit(Access::inbox) | bit(Access::operate) | bit(Access::manage) |
             bit(Access::administer);
    case Role::agent:
      return kRead | bit(Access::inbox);
    case Role::operations:
      return kRead | bit(Access::operate);
    case Role::viewer:
      return kRead;
  }
  return 0;
}

Error refuse_key(Access access) {
  Error refused(Code::forbidden, "auth.not_allowed", "This key may not do that.");
  if (access == Access::installer) {
    return std::move(refused).hinting("Use a key made with installer rights.");
  }
  if (access == Access::machine) {
    return std::move(refused).hinting("Run it on the server's own command line.");
  }
  return std::move(refused).hinting(fmt::format("Use a key with the scope {}.", name(access)));
}

Error refuse_person(const Principal& who, Access access) {
  if (access == Access::installer || access == Access::machine) {
    return Error(Code::forbidden, "auth.not_allowed", "This is for those who run the server.")
        .hinting("Ask whoever installed Dunlin, or use its command line.");
  }
  if (!who.role) {
    return Error(Code::forbidden, "auth.no_workspace", "You are in no workspace.")
        .hinting("Accept an invitation, or make a workspace of your own.");
  }
  return Error(Code::forbidden, "auth.not_allowed",
               fmt::format("Your role here ({}) does not allow that.", name(*who.role)))
      .hinting("Ask an owner or an admin of this workspace.");
}

}  // namespace

std::string_view name(Role role) {
  return kRoles.at(static_cast<std::size_t>(role));
}

std::optional<Role> role_named(std::string_view text) {
  for (std::size_t i = 0; i < kRoles.size(); ++i) {
    if (kRoles.at(i) == text) return static_cast<Role>(i);
  }
  return std::nullopt;
}

std::string_view name(Access access) {
  switch (access) {
    case Access::read:
      return "read";
    case Access::inbox:
      return "inbox";
    case Access::operate:
      return "operate";
    case Access::manage:
      return "manage";
    case Access::administer:
      return "administer";
    default:
      return "";
  }
}

std::optional<Access> scope_named(std::string_view text) {
  for (const Access scope : kScopes) {
    if (name(scope) == text) return scope;
  }
  return std::nullopt;
}

KeyScopes KeyScopes::from_bits(std::int64_t bits) {
  KeyScopes out;
  out.bits_ = bits & bits_of(Role::owner);
  return out;
}

KeyScopes KeyScopes::reading() {
  return from_bits(bit(Access::read));
}

KeyScopes KeyScopes::everything() {
  return of(Role::owner);
}

KeyScopes KeyScopes::of(Role role) {
  return from_bits(bits_of(role));
}

bool KeyScopes::has(Access scope) const {
  return (bits_ & bit(scope)) != 0;
}

void KeyScopes::add(Access scope) {
  *this = from_bits(bits_ | bit(scope));
}

std::vector<std::string_view> KeyScopes::names() const {
  std::vector<std::string_view> out;
  for (const Access scope : kScopes) {
    if (has(scope)) out.push_back(name(scope));
  }
  return out;
}

bool role_may(Role role, Access access) {
  switch (access) {
    case Access::everyone:
    case Access::person:
      return true;
    case Access::own:
      return role == Role::owner;
    case Access::installer:
    case Access::machine:
      return false;
    default:
      return KeyScopes::of(role).has(access);
  }
}

bool key_may(KeyScopes scopes, Installer installer, Access access) {
  switch (access) {
    case Access::everyone:
      return true;
    case Access::person:
    case Access::own:
      return false;
    case Access::installer:
    case Access::machine:
      return installer == Installer::yes;
    default:
      return scopes.has(access);
  }
}

bool may_grant(Role actor, Role role) {
  if (actor == Role::owner) return true;
  return actor == Role::admin && role != Role::owner;
}

Status check_access(const Principal& who, Access access) {
  if (access == Access::everyone) return {};
  switch (who.kind) {
    case Principal::Kind::nobody:
      return Error(Code::unauthorized, "auth.missing", "Nobody is signed in.")
          .hinting("Sign in, or send the header `Authorization: Bearer dk_…`.");
    case Principal::Kind::key:
      if (key_may(who.scopes, who.installer, access)) return {};
      if (access == Access::person || access == Access::own) {
        return Error(Code::forbidden, "auth.person_only", "A key may not do that, a person may.")
            .hinting("Sign in to the dashboard and do it there.");
      }
      return refuse_key(access);
    case Principal::Kind::person:
      if (access == Access::person) return {};
      if (access == Access::installer && who.installer == Installer::yes) return {};
      if (who.role && role_may(*who.role, access)) return {};
      return refuse_person(who, access);
  }
  return refuse_person(who, access);
}

}  // namespace dunlin::workspace
