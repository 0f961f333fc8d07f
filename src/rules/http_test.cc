#include <gtest/gtest.h>

#include "rules/rules.h"
#include "tests/storage/testing_database.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"

namespace dunlin::rules {
namespace {

using workspace::Reply;

json::Object draft(std::string_view name, std::string_view word) {
  const std::string text =
      R"({"name": ")" + std::string(name) + R"(", "conditions": {"keywords": {"any": [")" +
      std::string(word) +
      R"("]}}, "actions": [{"type": "reply", "variants": [{"text": "Hi {{name|there}}"}]}]})";
  return json::parse(text)->get_object();
}

class RulesApi : public dunlin::testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    seams_.emplace(clock(), executor());
    caller_.emplace(endpoints(database(), seams_->seams()));
    ASSERT_TRUE(write([scope = scope_](db::Tx& tx) {
                  return dunlin::testing::make_workspace(tx, scope);
                }).ok());
    ASSERT_TRUE(write([scope = other_](db::Tx& tx) {
                  return dunlin::testing::make_workspace(tx, scope);
                }).ok());
  }
  Result<Reply> call(std::string_view method, std::string_view target, json::Value body = nullptr) {
    return wait(caller_->start(scope_, method, target, std::move(body)));
  }
  json::Object ok(std::string_view method, std::string_view target, json::Value body = nullptr) {
    auto reply = call(method, target, std::move(body));
    EXPECT_TRUE(reply.ok()) << reply.error().text();
    return reply.ok() && reply->body.is_object() ? reply->body.as_object() : json::Object{};
  }
  std::string fault(std::string_view method, std::string_view target, json::Value body = nullptr) {
    auto reply = call(method, target, std::move(body));
    return reply.ok() ? "fine" : reply.error().id + " " + reply.error().field;
  }
  /// A handler that reads the body as it came.
  Result<Reply> import_yaml(std::string body) {
    net::Request request;
    request.body = std::move(body);
    for (const auto& endpoint : endpoints(database(), seams_->seams())) {
      if (endpoint.pattern != "/api/v1/rules/import") continue;
      EXPECT_TRUE(endpoint.raw_body);
      return wait(endpoint.handle({.scope = scope_,
                                   .installer = false,
                                   .path = {},
                                   .request = &request,
                                   .body = nullptr,
                                   .idempotency_key = ""}));
    }
    return Error(Code::internal, "test.no_endpoint", "There is no import.");
  }

  Scope scope_ = dunlin::testing::scope_of(1);
  Scope other_ = dunlin::testing::scope_of(2);
  std::optional<dunlin::testing::PlainSeams> seams_;
  std::optional<dunlin::testing::EndpointCaller> caller_;
};
DUNLIN_ON_BOTH_ENGINES(RulesApi);

TEST_P(RulesApi, makes_reads_changes_and_removes_a_rule) {
  const auto made = call("POST", "/api/v1/rules", draft("price", "price"));
  ASSERT_TRUE(made.ok()) << made.error().text();
  EXPECT_EQ(made->status, 201);
  const std::string target = "/api/v1/rules/" + std::string(made->body.at("id").as_string());
  json::Object rule = ok("GET", target);
  EXPECT_EQ(rule.at("name").as_string(), "price");
  rule["priority"] = 7;
  EXPECT_EQ(ok("PUT", target, rule).at("version").as_int64(), 2);
  EXPECT_EQ(fault("PUT", target, rule), "rules.changed_meanwhile ");
  EXPECT_EQ(ok("POST", target + "/restore", json::Object{{"version", 1}}).at("priority").as_int64(),
            0);
  EXPECT_EQ(ok("GET", target + "/versions").at("items").as_array().size(), 3U);
  EXPECT_EQ(call("DELETE", target)->status, 204);
  EXPECT_EQ(fault("GET", target), "rules.not_found ");
  EXPECT_EQ(ok("GET", target + "/versions").at("items").as_array().size(), 3U);
}

TEST_P(RulesApi, refuses_with_the_path_of_what_is_wrong) {
  json::Object rule = draft("price", "how much");
  EXPECT_EQ(fault("POST", "/api/v1/rules", rule),
            "rules.keyword_several_words conditions.keywords.any[0].text");
  rule["colour"] = "red";
  EXPECT_EQ(fault("POST", "/api/v1/rules", rule), "input.unknown_field colour");
  EXPECT_EQ(fault("POST", "/api/v1/rules", nullptr), "input.type ");
  EXPECT_EQ(fault("GET", "/api/v1/rules/rul_1111x"), "api.not_found ");
  EXPECT_EQ(ok("GET", "/api/v1/rules").at("items").as_array().size(), 0U);
}

TEST_P(RulesApi, lists_in_pages) {
  for (const char* name : {"a", "b", "c"}) ok("POST", "/api/v1/rules", draft(name, "price"));
  const auto first = ok("GET", "/api/v1/rules?limit=2");
  EXPECT_EQ(first.at("items").as_array().size(), 2U);
  const auto second =
      ok("GET", "/api/v1/rules?limit=2&cursor=" + std::string(first.at("next").as_string()));
  EXPECT_EQ(second.at("items").as_array().at(0).at("name").as_string(), "c");
  EXPECT_TRUE(second.at("next").is_null());
  EXPECT_EQ(fault("GET", "/api/v1/rules?cursor=nonsense"), "api.cursor_invalid cursor");
}

TEST_P(RulesApi, hides_rules_of_another_workspace) {
  const auto made = ok("POST", "/api/v1/rules", draft("price", "price"));
  const std::string target = "/api/v1/rules/" + std::string(made.at("id").as_string());
  for (const auto& [method, path] : {std::pair{"GET", target},
                                     {"DELETE", target},
                                     {"GET", target + "/versions"},
                                     {"GET", target + "/statistics"}}) {
    const auto reply = wait(caller_->start(other_, method, path));
    EXPECT_EQ(reply.error().id, "rules.not_found") << method << path;
  }
}

TEST_P(RulesApi, tries_a_message_and_tells_every_rules_reason) {
  ok("POST", "/api/v1/rules", draft("price", "price"));
  ok("POST", "/api/v1/rules", draft("hours", "hours"));
  const auto told =
      ok("POST", "/api/v1/rules/test", json::Object{{"text", "the PRICE?"}, {"name", "Leila"}});
  const auto& winner = told.at("fired").at(0);
  EXPECT_EQ(winner.at("name").as_string(), "price");
  EXPECT_EQ(winner.at("actions").at(0).at("variants").at(0).at("text").as_string(), "Hi Leila");
  EXPECT_EQ(json::print(winner.at("matched")), "[[4,9]]");
  EXPECT_EQ(told.at("losers").at(0).at("reason").as_string(), "its keywords do not occur");
}

TEST_P(RulesApi, tries_a_draft_without_publishing_it) {
  ok("POST", "/api/v1/rules", draft("price", "price"));
  const auto told = ok("POST", "/api/v1/rules/test",
                       json::Object{{"text", "cost"}, {"draft", draft("price", "cost")}});
  EXPECT_EQ(told.at("fired").as_array().size(), 1U);
  EXPECT_EQ(ok("POST", "/api/v1/rules/test", json::Object{{"text", "cost"}})
                .at("fired")
                .as_array()
                .size(),
            0U);
  EXPECT_EQ(fault("POST", "/api/v1/rules/test",
                  json::Object{{"text", "x"}, {"triggers", json::Array{"moon"}}}),
            "input.choice triggers[0]");
}

TEST_P(RulesApi, exports_and_imports_yaml) {
  const auto imported = import_yaml(to_yaml(shipped_rules()));
  ASSERT_TRUE(imported.ok()) << imported.error().text();
  EXPECT_EQ(imported->body.at("created").as_int64(), 4);
  const auto exported = call("GET", "/api/v1/rules/export");
  EXPECT_TRUE(exported->raw_content_type.starts_with("application/yaml"));
  EXPECT_EQ(import_yaml(exported->raw_body)->body.at("unchanged").as_int64(), 4);
  EXPECT_FALSE(import_yaml("rules: [{name: a}]").ok());
  EXPECT_EQ(ok("GET", "/api/v1/rules").at("items").as_array().size(), 4U);
}

TEST_P(RulesApi, counts_what_a_rule_did) {
  const auto made = ok("POST", "/api/v1/rules", draft("price", "price"));
  const RuleId id = *parse_id<RuleId>(std::string(made.at("id").as_string()));
  const Firing firing{.id = 1,
                      .rule = id,
                      .version = 1,
                      .variant = 0,
                      .contact = ContactId{3},
                      .message = {},
                      .at = clock().now(),
                      .is_test = false};
  ASSERT_TRUE(
      write([=, scope = scope_](db::Tx& tx) { return record_firing(tx, scope, firing); }).ok());
  const std::string target = "/api/v1/rules/" + to_text(id) + "/statistics";
  EXPECT_EQ(ok("GET", target).at("fired").as_int64(), 1);
  EXPECT_EQ(ok("GET", target + "?days=1").at("days").at(0).at("fired").as_int64(), 1);
  EXPECT_EQ(fault("GET", target + "?days=0"), "rules.days_invalid days");
  EXPECT_EQ(fault("GET", target + "?days=-1"), "rules.days_invalid days");
}

}  // namespace
}  // namespace dunlin::rules
