#include <gtest/gtest.h>

#include "conversations/conversations.h"
#include "rules/rules.h"
#include "tests/storage/testing_database.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"

namespace dunlin::rules {
namespace {

using workspace::Reply;
constexpr AccountId kAccount{7};
constexpr ContactId kContact{9};
constexpr ConversationId kConversation{11};

json::Object rule(const std::string& name, const std::string& word) {
  return json::parse(R"({"name": ")" + name + R"(", "conditions": {"keywords": {"any": [")" + word +
                     R"("]}}, "actions": [{"type": "reply", "variants": [{"text": "Hi"}]}]})")
      ->get_object();
}
json::Object written(json::Object rule) {
  return {{"rule", std::move(rule)}};
}
std::string text_of(const json::Value& value) {
  return std::string(value.as_string());
}

class DraftsApi : public dunlin::testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    seams_.emplace(clock(), executor());
    caller_.emplace(endpoints(database(), seams_->seams()));
    const auto made = write([scope = scope_, other = other_](db::Tx& tx) -> Result<int> {
      DUNLIN_CHECK(dunlin::testing::make_workspace(tx, scope));
      DUNLIN_CHECK(dunlin::testing::make_workspace(tx, other));
      DUNLIN_CHECK(dunlin::testing::make_account(tx, scope, kAccount));
      DUNLIN_CHECK(dunlin::testing::make_contact(tx, scope, kAccount, kContact));
      return 0;
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
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
    return reply.ok() ? "fine" : reply.error().id;
  }
  MessageId heard(std::int64_t id, std::string text) {
    conversations::Message message;
    message.id = MessageId{id};
    message.mid = "mid" + std::to_string(id);
    message.text = std::move(text);
    message.sent_at = message.received_at = clock().now();
    const auto stored = write([=, scope = scope_](db::Tx& tx) -> Result<int> {
      DUNLIN_TRY(const auto opened, conversations::open(tx, scope, kAccount, kContact,
                                                        kConversation, message.sent_at, true));
      DUNLIN_CHECK(conversations::record_inbound(tx, scope, opened.conversation, message,
                                                 conversations::OpenedBy::message));
      return 0;
    });
    EXPECT_TRUE(stored.ok()) << stored.error().text();
    return message.id;
  }
  json::Object finished_backtest(const std::string& id) {
    for (int i = 0; i < 100; ++i) {
      json::Object found = ok("GET", "/api/v1/rules/backtests/" + id);
      if (found.at("state") != "running") return found;
    }
    ADD_FAILURE() << "it does not end";
    return {};
  }

  Scope scope_ = dunlin::testing::scope_of(1);
  Scope other_ = dunlin::testing::scope_of(2);
  std::optional<dunlin::testing::PlainSeams> seams_;
  std::optional<dunlin::testing::EndpointCaller> caller_;
};
DUNLIN_ON_BOTH_ENGINES(DraftsApi);

TEST_P(DraftsApi, a_rule_is_written_tried_and_published) {
  json::Object unfinished = rule("", "price");
  const json::Object begun = ok("POST", "/api/v1/rule-drafts", written(unfinished));
  EXPECT_EQ(begun.at("published"), nullptr);
  EXPECT_EQ(begun.at("fault").at("field"), "name");
  const std::string target = "/api/v1/rule-drafts/" + text_of(begun.at("id"));
  const json::Object saved = ok("PUT", target, written(rule("price", "price")));
  EXPECT_EQ(saved.at("fault"), nullptr);
  EXPECT_EQ(ok("GET", "/api/v1/rules").at("items").as_array().size(), 0U);
  const json::Object published = ok("POST", target + "/publish");
  EXPECT_EQ(published.at("version"), 1);
  EXPECT_EQ(fault("GET", target), "rules.draft_not_found");
  EXPECT_EQ(ok("GET", "/api/v1/rule-drafts").at("items").as_array().size(), 0U);
}

TEST_P(DraftsApi, a_draft_that_was_overtaken_says_so) {
  const std::string id = text_of(ok("POST", "/api/v1/rules", rule("price", "price")).at("id"));
  const std::string target = "/api/v1/rule-drafts/" + id;
  const json::Object first = ok("PUT", target, written(rule("price", "cost")));
  EXPECT_EQ(first.at("based_on"), 1);
  EXPECT_EQ(first.at("outdated"), false);
  ok("PUT", "/api/v1/rules/" + id, rule("price", "prices"));
  EXPECT_EQ(ok("GET", target).at("outdated"), true);
  EXPECT_EQ(fault("POST", target + "/publish"), "rules.draft_outdated");
  EXPECT_EQ(ok("POST", target + "/publish", json::Object{{"overwrite", true}}).at("version"), 3);
  json::Object stale = written(rule("price", "x"));
  ok("PUT", target, stale);
  stale["saved_at"] = "2020-01-01T00:00:00Z";
  EXPECT_EQ(fault("PUT", target, stale), "rules.draft_changed_meanwhile");
  ok("DELETE", target);
  EXPECT_EQ(fault("DELETE", target), "rules.draft_not_found");
}

TEST_P(DraftsApi, lint_names_the_rule_that_is_in_the_way) {
  ok("POST", "/api/v1/rules", rule("price", "price"));
  const json::Object told =
      ok("POST", "/api/v1/rules/lint", written(rule("another price", "price")));
  const json::Array& notes = told.at("notes").as_array();
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].at("kind"), "shadowed");
  EXPECT_EQ(notes[0].at("other").at("name"), "price");
  EXPECT_EQ(notes[1].at("kind"), "duplicate");
}

TEST_P(DraftsApi, the_order_is_what_was_dragged) {
  json::Array ids;
  for (const char* name : {"a", "b", "c"}) {
    ids.push_back(ok("POST", "/api/v1/rules", rule(name, name)).at("id"));
  }
  json::Array order{ids[2], ids[0], ids[1]};
  const json::Object put = ok("PUT", "/api/v1/rules/order", json::Object{{"order", order}});
  EXPECT_EQ(put.at("items").as_array()[0].at("id"), ids[2]);
  order.pop_back();
  EXPECT_EQ(fault("PUT", "/api/v1/rules/order", json::Object{{"order", order}}),
            "rules.changed_meanwhile");
  EXPECT_EQ(fault("PUT", "/api/v1/rules/order", json::Object{{"order", json::Array{"x"}}}),
            "api.id_invalid");
}

TEST_P(DraftsApi, a_stored_message_can_be_tried) {
  const MessageId message = heard(1, "what is the price?");
  json::Object trial{{"message", to_text(message)}, {"draft", rule("price", "price")}};
  const json::Object decided = ok("POST", "/api/v1/rules/test", trial);
  ASSERT_EQ(decided.at("fired").as_array().size(), 1U);
  trial["message"] = to_text(MessageId{404});
  EXPECT_EQ(fault("POST", "/api/v1/rules/test", trial), "message.not_found");
  EXPECT_EQ(fault("POST", "/api/v1/rules/test", json::Object{}), "input.required");
}

TEST_P(DraftsApi, a_backtest_says_what_would_have_changed) {
  ok("POST", "/api/v1/rules", rule("price", "price"));
  heard(1, "what is the price?");
  heard(2, "what does it cost?");
  heard(3, "hello");
  json::Object asked = written(rule("price", "cost"));
  const json::Object started = ok("POST", "/api/v1/rules/backtests", asked);
  const std::string id = text_of(started.at("id"));
  const json::Object done = finished_backtest(id);
  EXPECT_EQ(done.at("state"), "done");
  EXPECT_EQ(done.at("messages"), 3);
  EXPECT_EQ(done.at("share"), 1.0);
  EXPECT_EQ(done.at("found").at("gained"), 1);
  EXPECT_EQ(done.at("found").at("lost"), 1);
  EXPECT_EQ(done.at("found").at("examples").as_array()[0].at("text"), "what does it cost?");
  ok("DELETE", "/api/v1/rules/backtests/" + id);
  EXPECT_EQ(ok("GET", "/api/v1/rules/backtests/" + id).at("state"), "done");
  const auto theirs = wait(caller_->start(other_, "GET", "/api/v1/rules/backtests/" + id));
  EXPECT_EQ(theirs.error().id, "rules.backtest_not_found");
}

TEST_P(DraftsApi, templates_and_statistics_of_all_are_there) {
  EXPECT_EQ(ok("GET", "/api/v1/rules/templates").at("items").as_array().size(), 16U);
  const json::Object told = ok("GET", "/api/v1/rules/statistics?days=7");
  EXPECT_EQ(told.at("fired"), 0);
  EXPECT_EQ(fault("GET", "/api/v1/rules/statistics?days=0"), "rules.days_invalid");
}

}  // namespace
}  // namespace dunlin::rules
