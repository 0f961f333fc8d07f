#include "outbound/store_fixture_test.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/plain_seams.h"

namespace dunlin::outbound::test {
namespace {

class OutboundLimits : public OutboundStoreTest {
 protected:
  void SetUp() override {
    OutboundStoreTest::SetUp();
    if (IsSkipped()) return;
    seams_.emplace(clock(), executor());
    caller_.emplace(limit_endpoints(database(), seams_->seams(), {}));
  }
  Result<workspace::Reply> ask(std::string_view method, std::string_view body = "null") {
    return wait(caller_->start(scope(), method, "/api/v1/limits", *json::parse(body)));
  }
  json::Object changed(std::string_view body) {
    const auto reply = ask("PATCH", body);
    EXPECT_TRUE(reply.ok()) << reply.error().text();
    return reply->body.as_object();
  }
  std::string refusal(std::string_view body) {
    const auto reply = ask("PATCH", body);
    return reply ? "" : reply.error().id + " " + reply.error().field;
  }
  static json::Object named(const json::Value& list, std::string_view name) {
    for (const json::Value& one : list.as_array()) {
      if (one.at("name").as_string() == name) return one.as_object();
    }
    return {};
  }
  static json::Object use(const json::Object& reply, std::string_view name) {
    return named(reply.at("accounts").at(0).at("used"), name);
  }
  /// Whether the next one that is due leaves; it is over then.
  bool leaves(std::int64_t number) {
    want(wished(number, std::to_string(number)));
    const Intent intent = claim_all(kFirst).intents.at(0);
    const auto answer = begin(intent, kFirst);
    check(answer.ok(), answer.ok() ? "" : answer.error().text());
    if (!std::holds_alternative<Begun>(*answer)) return false;
    check(end(intent, kFirst, sent("mid" + std::to_string(number))).ok(), "it ends");
    return true;
  }

 private:
  std::optional<testing::PlainSeams> seams_;
  std::optional<testing::EndpointCaller> caller_;
};
DUNLIN_ON_BOTH_ENGINES(OutboundLimits);

TEST_P(OutboundLimits, are_shown_with_ceiling_own_value_and_use) {
  ASSERT_TRUE(leaves(10));
  const auto all = ask("GET")->body.as_object();
  const auto hour = named(all.at("limits"), "calls_per_hour");
  EXPECT_EQ(hour.at("ceiling").as_int64(), 200);
  EXPECT_EQ(hour.at("set_by").as_string(), "installer");
  EXPECT_TRUE(hour.at("own").is_null());
  EXPECT_EQ(hour.at("in_force").as_int64(), 200);
  EXPECT_EQ(named(all.at("limits"), "campaign_gap_seconds").at("bound").as_string(), "least");
  EXPECT_EQ(use(all, "calls_per_hour").at("count").as_int64(), 1);
  EXPECT_TRUE(use(all, "calls_per_hour").at("full_until").is_null());
  EXPECT_EQ(use(all, "private_replies_per_hour").at("count").as_int64(), 0);
}

TEST_P(OutboundLimits, hold_for_the_next_send_and_are_named_where_it_waits) {
  ASSERT_TRUE(leaves(10));
  const auto set = changed(R"({"calls_per_hour": 2})");
  EXPECT_EQ(named(set.at("limits"), "calls_per_hour").at("own").as_int64(), 2);
  ASSERT_TRUE(leaves(11)) << "what was counted before counts";
  EXPECT_FALSE(leaves(12));
  EXPECT_NE(stored(12).reason.find("The workspace's own limit"), std::string::npos);
  EXPECT_TRUE(use(ask("GET")->body.as_object(), "calls_per_hour").at("full_until").is_string());
  const auto gone = changed(R"({"calls_per_hour": null})");
  EXPECT_TRUE(named(gone.at("limits"), "calls_per_hour").at("own").is_null());
  EXPECT_TRUE(use(gone, "calls_per_hour").at("full_until").is_null());
}

TEST_P(OutboundLimits, beyond_the_ceiling_are_refused_and_nothing_is_changed) {
  EXPECT_EQ(refusal(R"({"messages_per_second": 5, "calls_per_hour": 201})"),
            "limits.beyond_ceiling calls_per_hour");
  EXPECT_EQ(refusal(R"({"campaign_gap_seconds": 29})"),
            "limits.beyond_ceiling campaign_gap_seconds");
  EXPECT_EQ(refusal(R"({"calls_per_hour": 1})"), "limits.beyond_ceiling calls_per_hour");
  EXPECT_EQ(refusal(R"({"calls_per_day": 1})"), "input.unknown_field calls_per_day");
  EXPECT_EQ(refusal(R"({"calls_per_hour": "many"})"), "input.type calls_per_hour");
  const auto all = ask("GET")->body.as_object();
  for (const json::Value& one : all.at("limits").as_array()) {
    EXPECT_TRUE(one.at("own").is_null());
  }
}

TEST_P(OutboundLimits, are_one_workspace_s_alone) {
  changed(R"({"calls_per_hour": 2})");
  const Scope other = workspace::ScopeMaker::for_workspace(WorkspaceId{99}, {.id = "test"});
  EXPECT_EQ(*read([=](db::Tx& tx) { return load_own_limits(tx, other); }), OwnLimits());
}

}  // namespace
}  // namespace dunlin::outbound::test
