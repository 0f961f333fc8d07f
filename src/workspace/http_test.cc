#include <gtest/gtest.h>

#include "tests/storage/testing_database.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/people.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {
namespace {

class WorkspaceApi : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    seams_.emplace(clock(), executor());
    passwords_ = testing::cheap_passwords();
    caller_.emplace(endpoints(testing::identity_needs(database(), seams_->seams(), *passwords_)));
    ASSERT_TRUE(
        write([scope = scope_](db::Tx& tx) { return testing::make_workspace(tx, scope); }).ok());
  }
  Result<Reply> call(std::string_view method, std::string_view target, json::Value body = nullptr,
                     bool installer = false) {
    return wait(caller_->start(scope_, method, target, std::move(body), installer));
  }
  json::Object ok(std::string_view method, std::string_view target, json::Value body = nullptr) {
    auto reply = call(method, target, std::move(body));
    EXPECT_TRUE(reply.ok()) << reply.error().text();
    return reply->body.is_object() ? reply->body.as_object() : json::Object{};
  }

  Scope scope_ = testing::scope_of(1);
  std::optional<testing::PlainSeams> seams_;
  std::unique_ptr<Passwords> passwords_;
  std::optional<testing::EndpointCaller> caller_;
};
DUNLIN_ON_BOTH_ENGINES(WorkspaceApi);

TEST_P(WorkspaceApi, shows_and_changes_the_workspace) {
  EXPECT_EQ(ok("GET", "/api/v1/workspace").at("zone").as_string(), "UTC");
  const auto changed = ok("PATCH", "/api/v1/workspace",
                          json::Object{{"zone", "Asia/Tehran"},
                                       {"automation_paused", true},
                                       {"opt_out_words", json::Array{"بسه"}}});
  EXPECT_EQ(changed.at("zone").as_string(), "Asia/Tehran");
  EXPECT_TRUE(changed.at("automation_paused").as_bool());
  EXPECT_EQ(changed.at("opt_out_words").as_array().size(), 1u);
  EXPECT_EQ(ok("GET", "/api/v1/workspace").at("name").as_string(), "Test");
}

TEST_P(WorkspaceApi, refuses_what_it_does_not_know_and_changes_nothing) {
  const auto reply = call("PATCH", "/api/v1/workspace",
                          json::Object{{"name", "New"}, {"zone", "Te hran"}, {"colour", "red"}});
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().code, Code::invalid);
  EXPECT_NE(reply.error().message.find("colour"), std::string::npos);
  EXPECT_EQ(ok("GET", "/api/v1/workspace").at("name").as_string(), "Test");
}

TEST_P(WorkspaceApi, makes_lists_and_revokes_keys) {
  const auto made =
      ok("POST", "/api/v1/api-keys", json::Object{{"name", "laptop"}, {"access", "read"}});
  EXPECT_TRUE(made.at("token").as_string().starts_with("dk_"));
  const auto listed = ok("GET", "/api/v1/api-keys");
  const auto& item = listed.at("items").as_array().at(0).as_object();
  EXPECT_FALSE(item.contains("token"));
  EXPECT_EQ(item.at("access").as_string(), "read");
  const std::string target = "/api/v1/api-keys/" + std::string(made.at("id").as_string());
  EXPECT_EQ(call("DELETE", target)->status, 204);
  EXPECT_TRUE(ok("GET", "/api/v1/api-keys")
                  .at("items")
                  .as_array()
                  .at(0)
                  .as_object()
                  .at("revoked_at")
                  .is_string());
  EXPECT_EQ(call("DELETE", "/api/v1/api-keys/key_2").error().id, "api_key.not_found");
}

TEST_P(WorkspaceApi, only_the_installer_makes_installer_keys) {
  const json::Object body{{"name", "root"}, {"access", "write"}, {"installer", true}};
  EXPECT_EQ(call("POST", "/api/v1/api-keys", body).error().code, Code::forbidden);
  EXPECT_EQ(call("POST", "/api/v1/api-keys", body, true)->status, 201);
}

TEST_P(WorkspaceApi, the_installer_pauses_all_that_leaves) {
  const std::string target = "/api/v1/installation";
  const json::Object pause{{"sending_paused", true}};
  EXPECT_EQ(call("PATCH", target, pause).error().code, Code::forbidden);
  EXPECT_FALSE(call("GET", target, nullptr, true)->body.at("sending_paused").as_bool());
  EXPECT_TRUE(call("PATCH", target, pause, true)->body.at("sending_paused").as_bool());
  EXPECT_TRUE(call("GET", target, nullptr, true)->body.at("sending_paused").as_bool());
}

}  // namespace
}  // namespace dunlin::workspace
