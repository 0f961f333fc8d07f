#include <gtest/gtest.h>

#include "tests/storage/testing_database.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/people.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {
namespace {

class WorkspaceSettings : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    seams_.emplace(clock(), executor());
    passwords_ = testing::cheap_passwords();
    caller_.emplace(endpoints(testing::identity_needs(database(), seams_->seams(), *passwords_)));
    ASSERT_TRUE(
        write([scope = scope_](db::Tx& tx) { return testing::make_workspace(tx, scope); }).ok());
  }
  Result<Reply> patch(std::string_view body) {
    return wait(caller_->start(scope_, "PATCH", "/api/v1/workspace", *json::parse(body), false));
  }
  /// The object named `part` of the workspace as it is after the change.
  json::Object after(std::string_view body, std::string_view part) {
    auto reply = patch(body);
    EXPECT_TRUE(reply.ok()) << reply.error().text();
    return reply->body.at(part).as_object();
  }
  std::string refusal(std::string_view body) {
    const auto reply = patch(body);
    return reply ? "" : reply.error().field;
  }
  Workspace loaded() {
    return *read([scope = scope_](db::Tx& tx) { return load_workspace(tx, scope); });
  }
  std::optional<KeptBy> due(WorkspaceId past, Instant now) {
    return *read([=](db::Tx& tx) { return next_retention(tx, testing::node_scope(), past, now); });
  }

  Scope scope_ = testing::scope_of(1);
  std::optional<testing::PlainSeams> seams_;
  std::unique_ptr<Passwords> passwords_;
  std::optional<testing::EndpointCaller> caller_;
};
DUNLIN_ON_BOTH_ENGINES(WorkspaceSettings);

TEST_P(WorkspaceSettings, opt_out_texts_are_the_shipped_ones_until_there_are_own_ones) {
  const auto shipped = after("{}", "opt_out_texts");
  EXPECT_FALSE(shipped.at("stop").at("own").as_bool());
  EXPECT_GE(shipped.at("stop").at("texts").as_array().size(), 2U);

  const auto own =
      after(R"({"opt_out_texts": {"stop": [{"language": "fa", "text": "باشه"}], "start": []}})",
            "opt_out_texts");
  EXPECT_TRUE(own.at("stop").at("own").as_bool());
  EXPECT_EQ(own.at("stop").at("texts").at(0).at("text").as_string(), "باشه");
  EXPECT_TRUE(own.at("start").at("own").as_bool());
  EXPECT_TRUE(own.at("start").at("texts").as_array().empty());
  EXPECT_EQ(loaded().opt_out_texts.for_stop(), (ConfirmationTexts{{"fa", "باشه"}}));

  const auto stays =
      after(R"({"name": "Other", "opt_out_texts": {"start": null}})", "opt_out_texts");
  EXPECT_TRUE(stays.at("stop").at("own").as_bool());
  EXPECT_FALSE(stays.at("start").at("own").as_bool());
  EXPECT_EQ(after(R"({"opt_out_texts": {"stop": null}})", "opt_out_texts"), shipped);
}

TEST_P(WorkspaceSettings, what_no_setting_can_be_is_refused_with_its_place) {
  EXPECT_EQ(refusal(R"({"opt_out_texts": []})"), "opt_out_texts");
  EXPECT_EQ(refusal(R"({"opt_out_texts": {"stop": "x"}})"), "opt_out_texts.stop");
  EXPECT_EQ(refusal(R"({"opt_out_texts": {"stop": [{"language": "en", "text": " "}]}})"),
            "opt_out_texts.stop[0].text");
  EXPECT_EQ(refusal(R"({"opt_out_texts": {"maybe": []}})"), "opt_out_texts.maybe");
  EXPECT_EQ(refusal(R"({"retention": {"messages_days": 6}})"), "retention.messages_days");
  EXPECT_EQ(refusal(R"({"retention": {"parked_days": 3651}})"), "retention.parked_days");
  EXPECT_EQ(refusal(R"({"retention": {"all_days": 30}})"), "retention.all_days");
  EXPECT_EQ(loaded().retention, Retention{});
}

TEST_P(WorkspaceSettings, nothing_goes_before_a_day_after_the_last_change) {
  EXPECT_EQ(after("{}", "retention"), (json::Object{{"messages_days", nullptr},
                                                    {"activity_days", nullptr},
                                                    {"parked_days", nullptr},
                                                    {"begins_at", nullptr}}));
  const auto changed =
      after(R"({"retention": {"messages_days": 30, "parked_days": 7}})", "retention");
  EXPECT_EQ(changed.at("messages_days").as_int64(), 30);
  EXPECT_TRUE(changed.at("begins_at").is_string());
  const Instant begins = *loaded().retention.begins_at();
  EXPECT_EQ(begins, *loaded().retention.changed_at + std::chrono::hours{24});

  EXPECT_FALSE(due({}, begins - Duration{1}));
  ASSERT_TRUE(due({}, begins));
  EXPECT_EQ(due({}, begins)->retention.messages, 30);
  EXPECT_FALSE(due(scope_.workspace(), begins));

  // What is said once more is no change.
  after(R"({"retention": {"messages_days": 30}})", "retention");
  EXPECT_EQ(loaded().retention.begins_at(), begins);
  after(R"({"retention": {"messages_days": null, "parked_days": null}})", "retention");
  EXPECT_TRUE(loaded().retention.keeps_all());
  EXPECT_FALSE(due({}, begins + std::chrono::days{400}));
}

}  // namespace
}  // namespace dunlin::workspace
