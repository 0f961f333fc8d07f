#include <gtest/gtest.h>

#include "alerts/store.h"
#include "tests/storage/testing_database.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"
#include "workspace/workspace.h"

namespace dunlin::alerts {
namespace {

constexpr PersonId kPerson{3};

class AlertApi : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    const auto made = write([now = clock().now()](db::Tx& tx) -> Status {
      for (const std::int64_t id : {1, 2}) {
        DUNLIN_CHECK(testing::make_workspace(tx, testing::scope_of(id)));
      }
      DUNLIN_CHECK(workspace::add_person(
          tx, testing::node_scope(),
          {.id = kPerson, .email = "leila@shop.example", .name = "Leila", .password_hash = "x"},
          now));
      return workspace::add_member(tx, testing::scope_of(1), kPerson, workspace::Role::owner, now);
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
    seams_.emplace(clock(), executor());
    vault_ = *accounts::Vault::create(Secret<>(std::string(32, 'k')), seams_->seams().random);
    caller_.emplace(endpoints(
        {.database = database(), .seams = &seams_->seams(), .vault = vault_.get(), .wake = [this] {
           ++woken_;
         }}));
  }
  Result<workspace::Reply> call(std::string_view method, std::string target,
                                json::Value body = nullptr, std::int64_t workspace = 1) {
    return wait(
        caller_->start(testing::scope_of(workspace), method, "/api/v1/" + target, std::move(body)));
  }
  json::Value good(std::string_view method, std::string target, json::Value body = nullptr) {
    const auto reply = call(method, std::move(target), std::move(body));
    EXPECT_TRUE(reply.ok()) << reply.error().text();
    return reply ? reply->body : json::Value();
  }
  std::string fault(std::string_view method, std::string target, json::Value body) {
    const auto reply = call(method, std::move(target), std::move(body));
    return reply ? "none" : reply.error().field;
  }
  void act_as_person() {
    caller_->act_as(
        {.kind = workspace::Principal::Kind::person, .role = workspace::Role::owner, .scopes = {}},
        workspace::SignedIn{.self = workspace::ScopeMaker::for_person(kPerson),
                            .session = {},
                            .proved_at = clock().now()});
  }
  AlertId raise(Kind kind, std::int64_t object = 0) {
    const AlertId id = seams_->seams().ids.next<AlertId>();
    clock().advance(std::chrono::seconds{1});
    const Change change{.condition = {.kind = kind, .object = object}};
    const auto made = write([change, id, now = clock().now()](db::Tx& tx) {
      return apply(tx, testing::scope_of(1), change, id, now);
    });
    EXPECT_TRUE(made.ok()) << made.error().text();
    return id;
  }
  std::vector<std::string> listed(std::string query) {
    std::vector<std::string> out;
    const json::Value page = good("GET", "alerts" + query);
    for (const auto& item : page.at("items").as_array()) {
      out.emplace_back(item.at("id").as_string());
    }
    return out;
  }

  int woken_ = 0;
  std::optional<testing::PlainSeams> seams_;
  std::unique_ptr<accounts::Vault> vault_;
  std::optional<testing::EndpointCaller> caller_;
};
DUNLIN_ON_BOTH_ENGINES(AlertApi);

using Ids = std::vector<std::string>;

TEST_P(AlertApi, alerts_are_listed_and_acknowledged) {
  const std::string first = to_text(raise(Kind::account_paused, 7));
  const std::string second = to_text(raise(Kind::parked_events));
  EXPECT_EQ(listed(""), (Ids{second, first}));
  EXPECT_EQ(listed("?limit=1"), (Ids{second}));
  EXPECT_EQ(listed("?kind=account_paused"), (Ids{first}));
  const json::Value one = good("POST", "alerts/" + first + "/acknowledge");
  EXPECT_EQ(one.at("state"), json::Value("acknowledged"));
  EXPECT_EQ(one.at("account_id"), json::Value(to_text(AccountId{7})));
  EXPECT_EQ(good("POST", "alerts/" + first + "/acknowledge"), one);
  EXPECT_EQ(listed("?state=open"), (Ids{second}));
  EXPECT_EQ(listed("?state=acknowledged"), (Ids{first}));
  EXPECT_EQ(listed("?state=over"), Ids{});
  EXPECT_EQ(good("GET", "alerts/" + first), one);
  EXPECT_EQ(call("GET", "alerts/" + first, nullptr, 2).error().id, "alert.not_found");
  EXPECT_EQ(fault("GET", "alerts?state=lost", nullptr), "state");
  EXPECT_EQ(fault("GET", "alerts?kind=boredom", nullptr), "kind");
}

TEST_P(AlertApi, an_alert_that_grows_is_open_again) {
  const AlertId id = raise(Kind::token_expiring, 7);
  good("POST", "alerts/" + to_text(id) + "/acknowledge");
  const auto step = [this, id](Change::What what, int level) {
    const Change change{what, id, {.kind = Kind::token_expiring, .object = 7, .level = level}};
    return *write([change, now = clock().now()](db::Tx& tx) {
      return apply(tx, testing::scope_of(1), change, AlertId{}, now);
    });
  };
  EXPECT_FALSE(step(Change::What::refresh, 0));
  EXPECT_EQ(listed("?state=acknowledged").size(), 1U);
  ASSERT_TRUE(step(Change::What::escalate, 1));
  EXPECT_EQ(listed("?state=open").size(), 1U);
  ASSERT_TRUE(step(Change::What::end, 0));
  EXPECT_EQ(listed("?state=over").size(), 1U);
  EXPECT_FALSE(step(Change::What::reopen, 1));
  EXPECT_EQ(listed("?state=open").size(), 1U);
}

TEST_P(AlertApi, thresholds_are_set_within_their_bounds) {
  const json::Value before = good("GET", "alert-settings");
  EXPECT_EQ(before.at("kinds").as_array().size(), kinds().size());
  EXPECT_EQ(before.at("mail_works"), json::Value(false));
  EXPECT_TRUE(before.at("my_mail").is_null());
  const json::Value after =
      good("PATCH", "alert-settings",
           {{"kinds", json::Array{{{"kind", "webhook_silence"}, {"threshold", 12}},
                                  {{"kind", "backup_old"}, {"enabled", true}}}}});
  EXPECT_EQ(after.at("kinds").at(0).at("threshold"), json::Value(12));
  EXPECT_EQ(after.at("kinds").at(11).at("enabled"), json::Value(true));
  EXPECT_EQ(after.at("kinds").at(3), before.at("kinds").at(3));
  EXPECT_EQ(woken_, 1);
  const auto wrong = [this](json::Value kind) {
    return fault("PATCH", "alert-settings", {{"kinds", json::Array{std::move(kind)}}});
  };
  EXPECT_EQ(wrong({{"kind", "webhook_silence"}, {"threshold", 0}}), "kinds[0].threshold");
  EXPECT_EQ(wrong({{"kind", "account_paused"}, {"threshold", 1}}), "kinds[0].threshold");
  EXPECT_EQ(wrong({{"kind", "test"}}), "kinds[0].kind");
  EXPECT_EQ(fault("PATCH", "alert-settings", json::Object{}), "kinds");
  EXPECT_EQ(good("GET", "alert-settings"), after);
}

TEST_P(AlertApi, a_person_says_whether_they_are_told_by_mail) {
  EXPECT_EQ(call("PUT", "alert-settings/mail", {{"mail", true}}).error().id, "auth.person_only");
  act_as_person();
  EXPECT_EQ(good("GET", "alert-settings").at("my_mail"), json::Value(true));
  EXPECT_EQ(good("PUT", "alert-settings/mail", {{"mail", false}}).at("my_mail"),
            json::Value(false));
  EXPECT_EQ(fault("PUT", "alert-settings/mail", json::Object{}), "mail");
}

TEST_P(AlertApi, a_webhook_is_set_and_its_secret_shown_once) {
  const json::Value set =
      good("PUT", "alert-settings/webhook",
           {{"url", "https://hooks.example.com/in?key=1"}, {"style", "standard"}});
  EXPECT_TRUE(std::string(set.at("secret").as_string()).starts_with("whsec_"));
  EXPECT_EQ(set.at("host"), json::Value("hooks.example.com"));
  const json::Value shown = good("GET", "alert-settings").at("webhook");
  EXPECT_EQ(shown, (json::Value{{"host", "hooks.example.com"},
                                {"style", "standard"},
                                {"waiting", 0},
                                {"last", nullptr}}));
  good("POST", "alerts/test");
  EXPECT_EQ(good("GET", "alert-settings").at("webhook").at("waiting"), json::Value(1));
  EXPECT_EQ(listed("?state=over").size(), 1U);
  const auto slack = good("PUT", "alert-settings/webhook",
                          {{"url", "https://hooks.slack.example/x"}, {"style", "slack"}});
  EXPECT_TRUE(slack.at("secret").is_null());
  EXPECT_EQ(call("DELETE", "alert-settings/webhook")->status, 204);
  EXPECT_TRUE(good("GET", "alert-settings").at("webhook").is_null());
  EXPECT_EQ(fault("PUT", "alert-settings/webhook",
                  {{"url", "http://hooks.example.com"}, {"style", "slack"}}),
            "url");
}

}  // namespace
}  // namespace dunlin::alerts
