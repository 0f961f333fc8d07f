#include "workspace/roles.h"

#include <gtest/gtest.h>

namespace dunlin::workspace {
namespace {

// One line for each need, one column for each role: owner, admin, agent, operator, viewer.
struct Line {
  Access access;
  std::string_view roles;
};
constexpr Line kTable[] = {
    {Access::everyone, "yes yes yes yes yes"}, {Access::person, "yes yes yes yes yes"},
    {Access::read, "yes yes yes yes yes"},     {Access::inbox, "yes yes yes no no"},
    {Access::operate, "yes yes no yes no"},    {Access::manage, "yes yes no no no"},
    {Access::administer, "yes yes no no no"},  {Access::own, "yes no no no no"},
    {Access::installer, "no no no no no"},     {Access::machine, "no no no no no"},
};

TEST(Roles, each_may_do_what_this_table_says_and_nothing_else) {
  ASSERT_EQ(std::size(kTable), static_cast<std::size_t>(kAccessCount));
  for (const Line& line : kTable) {
    std::string_view rest = line.roles;
    for (int role = 0; role < kRoleCount; ++role) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(rest.size(), word.size() + 1));
      const Principal who{.kind = Principal::Kind::person,
                          .role = static_cast<Role>(role),
                          .scopes = {},
                          .installer = Installer::no};
      const auto told = check_access(who, line.access);
      EXPECT_EQ(told.ok(), word == "yes")
          << name(static_cast<Role>(role)) << " × " << static_cast<int>(line.access);
      if (!told) EXPECT_EQ(told.error().code, Code::forbidden);
    }
  }
}

TEST(Roles, a_key_may_do_what_its_scopes_name) {
  for (int has = 0; has < kAccessCount; ++has) {
    KeyScopes scopes;
    scopes.add(static_cast<Access>(has));
    for (int asked = 0; asked < kAccessCount; ++asked) {
      const auto access = static_cast<Access>(asked);
      const bool is_scope = !name(access).empty();
      const bool expected = access == Access::everyone || (is_scope && has == asked);
      EXPECT_EQ(key_may(scopes, Installer::no, access), expected) << has << " × " << asked;
      const bool by_right = access == Access::installer || access == Access::machine;
      EXPECT_EQ(key_may(scopes, Installer::yes, access), expected || by_right);
    }
  }
}

TEST(Roles, the_installer_has_no_right_to_content) {
  const Principal who{.kind = Principal::Kind::person,
                      .role = std::nullopt,
                      .scopes = {},
                      .installer = Installer::yes};
  EXPECT_TRUE(check_access(who, Access::installer).ok());
  EXPECT_EQ(check_access(who, Access::read).error().id, "auth.no_workspace");
  EXPECT_EQ(check_access(who, Access::machine).error().id, "auth.not_allowed");
}

TEST(Roles, nobody_may_only_what_everyone_may) {
  for (int asked = 0; asked < kAccessCount; ++asked) {
    const auto access = static_cast<Access>(asked);
    const auto told = check_access({}, access);
    EXPECT_EQ(told.ok(), access == Access::everyone);
    if (!told) EXPECT_EQ(told.error().code, Code::unauthorized);
  }
}

TEST(Roles, owners_decide_about_owners_and_admins_about_the_others) {
  for (int role = 0; role < kRoleCount; ++role) {
    const auto given = static_cast<Role>(role);
    EXPECT_TRUE(may_grant(Role::owner, given));
    EXPECT_EQ(may_grant(Role::admin, given), given != Role::owner);
    for (const Role actor : {Role::agent, Role::operations, Role::viewer}) {
      EXPECT_FALSE(may_grant(actor, given));
    }
  }
}

TEST(Roles, have_names_that_come_back) {
  for (int role = 0; role < kRoleCount; ++role) {
    EXPECT_EQ(role_named(name(static_cast<Role>(role))), static_cast<Role>(role));
  }
  EXPECT_FALSE(role_named("king"));
  EXPECT_EQ(KeyScopes::everything().names(),
            (std::vector<std::string_view>{"read", "inbox", "operate", "manage", "administer"}));
  EXPECT_FALSE(scope_named("installer"));
}

}  // namespace
}  // namespace dunlin::workspace
