#include "workspace/sign_in_rules.h"

#include <gtest/gtest.h>

#include "tests/server/people.h"

namespace dunlin::server {
namespace {

using namespace std::chrono_literals;
using test::Browser;
using workspace::SignInRules;

class SignInRulesOf : public test::PeopleTest {
 protected:
  void rule(const SignInRules& rules) {
    ASSERT_TRUE(write([rules](db::Tx& tx) {
                  return workspace::set_sign_in_rules(tx, testing::scope_of(1), rules);
                }).ok());
  }
  /// A second workspace of the owner's, which goes by the rules for everybody.
  std::string another(Browser& browser) {
    const auto made =
        call(browser, "POST", "/api/v1/workspaces", json::Object{{"name", "Another"}});
    EXPECT_EQ(made.status, 201) << made.body;
    return std::string(json::parse(made.body)->at("workspace").at("id").as_string());
  }
  int look(Browser& browser, std::string_view workspace = "") {
    if (!workspace.empty()) {
      const json::Object where{{"workspace", workspace}};
      EXPECT_EQ(call(browser, "POST", "/api/v1/me/workspace", where).status, 200);
    }
    return call(browser, "GET", "/api/v1/workspace").status;
  }
  json::Value closed(Browser& browser) {
    const auto me = call(browser, "GET", "/api/v1/me");
    EXPECT_EQ(me.status, 200) << me.body;
    return json::parse(me.body)->at("workspace").at("closed");
  }
  std::string own() const { return to_text(WorkspaceId{1}); }
};
DUNLIN_ON_BOTH_ENGINES(SignInRulesOf);

TEST_P(SignInRulesOf, a_workspace_ends_a_session_that_is_idle_and_no_other_workspace_revives_it) {
  Browser browser = owner();
  rule({.idle_minutes = 15});
  for (int i = 0; i < 4; ++i) {
    clock().advance(15min);
    EXPECT_EQ(look(browser), 200) << i;
  }
  const std::string lax = another(browser);
  clock().advance(17min);
  EXPECT_EQ(look(browser, lax), 200) << "the rule is the workspace's own";
  const auto refused = (look(browser, own()), call(browser, "GET", "/api/v1/workspace"));
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(code_of(refused), "auth.session_ended");
  EXPECT_EQ(closed(browser).as_string(), "session_ended");
  EXPECT_EQ(look(browser, lax), 200);
  EXPECT_EQ(look(browser, own()), 401) << "what it was used for elsewhere does not count here";
  Browser anew;
  EXPECT_EQ(sign_in(anew, "leila@shop.example", test::kPassword).status, 200);
  EXPECT_EQ(look(anew), 200);
}

TEST_P(SignInRulesOf, a_workspace_ends_a_session_that_is_old) {
  Browser browser = owner();
  rule({.session_days = 1});
  for (int hours = 0; hours < 24; hours += 6) {
    clock().advance(6h);
    EXPECT_EQ(look(browser), 200) << hours;
  }
  clock().advance(1s);
  EXPECT_EQ(look(browser), 401);
  EXPECT_EQ(closed(browser).as_string(), "session_ended");
}

TEST_P(SignInRulesOf, what_a_page_asks_with_nobody_before_it_is_no_use) {
  Browser browser = owner();
  rule({.idle_minutes = 15});
  browser.unattended = true;
  for (int i = 0; i < 8; ++i) {
    clock().advance(2min);
    EXPECT_EQ(look(browser), 200) << i;
  }
  clock().advance(1s);
  EXPECT_EQ(look(browser), 401);
}

TEST_P(SignInRulesOf, who_has_no_second_factor_does_nothing_but_turn_it_on) {
  Browser browser = owner();
  rule({.second_factor_required = true});
  for (const workspace::Endpoint& one : workspace::endpoints(*needs_)) {
    if (one.pattern.find('{') != std::string::npos || one.access == workspace::Access::everyone ||
        one.access == workspace::Access::person || one.access == workspace::Access::machine) {
      continue;
    }
    const auto refused = call(browser, one.method, one.pattern);
    EXPECT_EQ(refused.status, 403) << one.method << one.pattern;
    EXPECT_EQ(code_of(refused), "auth.second_factor_required") << one.method << one.pattern;
  }
  EXPECT_EQ(closed(browser).as_string(), "second_factor");
  const std::string lax = another(browser);
  EXPECT_EQ(look(browser, lax), 200);
  EXPECT_EQ(look(browser, own()), 403);
  turn_on_second_factor(browser);
  EXPECT_EQ(look(browser), 200);
  EXPECT_TRUE(closed(browser).is_null());
  const auto off =
      call(browser, "POST", "/api/v1/me/totp/off", json::Object{{"password", test::kPassword}});
  EXPECT_EQ(off.status, 409);
  EXPECT_EQ(code_of(off), "totp.required");
  rule({});
  EXPECT_EQ(
      call(browser, "POST", "/api/v1/me/totp/off", json::Object{{"password", test::kPassword}})
          .status,
      204);
}

TEST_P(SignInRulesOf, what_goes_on_for_long_ends_with_the_rule_that_closes_it) {
  std::function<Task<Status>()> still_allowed;
  const auto watch = [&still_allowed](const workspace::Call& call) {
    still_allowed = call.still_allowed;
    return workspace::answer(workspace::reply_with(nullptr));
  };
  more_endpoints_ = {workspace::endpoint("GET", "/watch", workspace::Access::read, watch)};
  Browser browser = owner();
  ASSERT_EQ(call(browser, "GET", "/watch").status, 200);
  const auto ask = [this, &still_allowed] {
    const Status status = wait(still_allowed());
    return status ? std::string() : status.error().id;
  };
  EXPECT_EQ(ask(), "");
  rule({.second_factor_required = true});
  EXPECT_EQ(ask(), "auth.second_factor_required");
  rule({.idle_minutes = 15});
  EXPECT_EQ(ask(), "");
  clock().advance(16min + 1s);
  EXPECT_EQ(ask(), "auth.session_ended") << "to watch is no use";
}

TEST_P(SignInRulesOf, are_changed_by_who_has_a_second_factor_and_audited) {
  Browser browser = owner();
  const json::Object on{
      {"sign_in", json::Object{{"second_factor_required", true}, {"idle_minutes", 30}}}};
  const auto refused = call(browser, "PATCH", "/api/v1/workspace", on);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(code_of(refused), "sign_in.own_factor_first");
  turn_on_second_factor(browser);
  const auto changed = call(browser, "PATCH", "/api/v1/workspace", on);
  ASSERT_EQ(changed.status, 200) << changed.body;
  const auto rules = json::parse(changed.body)->at("sign_in");
  EXPECT_TRUE(rules.at("second_factor_required").as_bool());
  EXPECT_EQ(rules.at("idle_minutes").as_int64(), 30);
  EXPECT_TRUE(rules.at("session_days").is_null());
  const auto log = json::parse(call(browser, "GET", "/api/v1/audit").body)->at("items").at(0);
  EXPECT_EQ(log.at("action").as_string(), "workspace.change");
  EXPECT_FALSE(log.at("before").at("sign_in").at("second_factor_required").as_bool());
  EXPECT_TRUE(log.at("after").at("sign_in").at("second_factor_required").as_bool());
}

}  // namespace
}  // namespace dunlin::server
