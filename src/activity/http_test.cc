#include <gtest/gtest.h>

#include "activity/activity.h"
#include "tests/storage/testing_database.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/tenant.h"

namespace dunlin::activity {
namespace {

class ActivityApi : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    caller_.emplace(endpoints(database()));
    Trace trace;
    trace.id = TraceId{100};
    trace.account = AccountId{7};
    trace.conversation = ConversationId{11};
    trace.raw = RawEventId{5};
    trace.kind = "message";
    trace.outcome = Outcome::answered;
    trace.summary = "Answered by a rule.";
    trace.at = clock().now();
    trace.detail["rules"] = json::Object{{"winner", "price"}};
    const auto kept = write([trace, now = clock().now()](db::Tx& tx) -> Result<int> {
      const Scope scope = testing::scope_of(1);
      DUNLIN_CHECK(record(tx, scope, trace));
      DUNLIN_CHECK(record_send_step(
          tx, scope, 1,
          {.intent = IntentId{3}, .trace = trace.id, .step = "sent", .detail = {}, .at = now}));
      return 0;
    });
    ASSERT_TRUE(kept.ok()) << kept.error().text();
  }
  Result<workspace::Reply> call(std::string target, std::int64_t workspace = 1) {
    return wait(caller_->start(testing::scope_of(workspace), "GET", target));
  }
  std::size_t count(std::string query) {
    return call("/api/v1/activity" + query)->body.at("items").as_array().size();
  }

  std::optional<testing::EndpointCaller> caller_;
};
DUNLIN_ON_BOTH_ENGINES(ActivityApi);

TEST_P(ActivityApi, lists_by_what_is_asked) {
  EXPECT_EQ(count(""), 1u);
  EXPECT_EQ(count("?outcome=answered&kind=message&conversation=" + to_text(ConversationId{11})),
            1u);
  EXPECT_EQ(count("?outcome=ignored"), 0u);
  EXPECT_EQ(count("?kind=postback"), 0u);
  EXPECT_EQ(count("?conversation=" + to_text(ConversationId{12})), 0u);
  EXPECT_EQ(count("?account=" + to_text(AccountId{7}) + "&test=false&from=2026-11-20T00:00:00Z" +
                  "&to=2026-11-20T00:00:01Z"),
            1u);
  EXPECT_EQ(count("?to=2026-11-20T00:00:00Z"), 0u);
  EXPECT_EQ(count("?test=true"), 0u);
  EXPECT_EQ(count("?rule=" + to_text(RuleId{4})), 0u);
  for (const std::string field : {"account", "conversation", "rule", "from", "to", "test"}) {
    EXPECT_EQ(call("/api/v1/activity?" + field + "=x").error().field, field);
  }
  EXPECT_EQ(call("/api/v1/activity?outcome=lost").error().field, "outcome");
  EXPECT_EQ(call("/api/v1/activity?conversation=11").error().field, "conversation");
}

TEST_P(ActivityApi, tells_the_whole_story_of_one) {
  const std::string target = "/api/v1/activity/" + to_text(TraceId{100});
  const auto one = call(target);
  ASSERT_TRUE(one.ok()) << one.error().text();
  EXPECT_EQ(one->body.at("detail").at("rules").at("winner").as_string(), "price");
  EXPECT_EQ(one->body.at("send_steps").at(0).at("step").as_string(), "sent");
  EXPECT_EQ(one->body.at("outcome").as_string(), "answered");
  EXPECT_TRUE(one->body.at("contact_id").is_null());
  EXPECT_EQ(call(target, 2).error().text(), call("/api/v1/activity/trc_2").error().text());
}

}  // namespace
}  // namespace dunlin::activity
