#include <gtest/gtest.h>

#include "tests/storage/testing_database.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"
#include "why/why.h"

namespace dunlin::why {
namespace {

constexpr AccountId kAccount{2};
constexpr ContactId kContact{3};
constexpr ConversationId kConversation{4};
Scope scope() {
  return testing::scope_of(1);
}

constexpr MessageId kMessage{300};
constexpr TraceId kTrace{400};

class WhyApi : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    const auto filled = write([now = clock().now()](db::Tx& tx) -> Status {
      DUNLIN_CHECK(testing::make_workspace(tx, scope()));
      DUNLIN_CHECK(testing::make_account(tx, scope(), kAccount));
      DUNLIN_CHECK(testing::make_contact(tx, scope(), kAccount, kContact));
      DUNLIN_CHECK(conversations::open(tx, scope(), kAccount, kContact, kConversation, now, true));
      contacts::Profile profile;
      profile.username = "leila.shoes";
      return contacts::set_profile(tx, scope(), kContact, profile, now);
    });
    ASSERT_TRUE(filled.ok()) << filled.error().text();
    seams_.emplace(clock(), executor());
    caller_.emplace(endpoints(database(), seams_->seams()));
  }
  /// The person writes; the rule of the world answers, or nothing does.
  void hear(activity::Outcome outcome) {
    clock().advance(std::chrono::minutes{1});
    const auto heard = write([outcome, now = clock().now()](db::Tx& tx) -> Status {
      DUNLIN_TRY(const auto opened,
                 conversations::open(tx, scope(), kAccount, kContact, kConversation, now, true));
      conversations::Message row;
      row.id = kMessage;
      row.mid = "m.1";
      row.text = "how much?";
      row.sent_at = row.received_at = now;
      DUNLIN_CHECK(conversations::record_inbound(tx, scope(), opened.conversation, row,
                                                 conversations::OpenedBy::message));
      activity::Trace trace;
      trace.id = kTrace;
      trace.account = kAccount;
      trace.conversation = kConversation;
      trace.contact = kContact;
      trace.message = kMessage;
      trace.kind = "message";
      trace.outcome = outcome;
      trace.at = now;
      const bool answered = outcome == activity::Outcome::answered;
      json::Array fired;
      if (answered) fired.push_back(json::Object{{"rule", "rul_3"}, {"name", "Price"}});
      trace.detail["rules"] = json::Object{{"fired", fired}, {"losers", json::Array{}}};
      DUNLIN_CHECK(activity::record(tx, scope(), trace));
      if (!answered) return {};
      return answer(tx, opened.conversation, now);
    });
    ASSERT_TRUE(heard.ok()) << heard.error().text();
  }
  static Status answer(db::Tx& tx, const conversations::Conversation& conversation, Instant now) {
    outbound::NewIntent intent;
    intent.id = IntentId{50};
    intent.account = kAccount;
    intent.conversation = kConversation;
    intent.contact = kContact;
    intent.message = MessageId{51};
    intent.recipient = {graph::Recipient::Kind::person, "person3"};
    intent.content = graph::Text{.text = "5 euros", .quick_replies = {}};
    intent.cause = "m.1";
    intent.trace = kTrace;
    DUNLIN_CHECK(outbound::enqueue(tx, scope(), conversation, intent, now));
    return {};
  }
  Result<workspace::Reply> ask(std::string query, const Scope& who = scope()) {
    return wait(caller_->start(who, "GET", "/api/v1/activity/why?" + query));
  }
  std::string verdict(std::string query) {
    const auto reply = ask(std::move(query));
    return reply ? std::string(reply->body.at("verdict").as_string()) : reply.error().text();
  }

  std::optional<testing::PlainSeams> seams_;
  std::optional<testing::EndpointCaller> caller_;
};
DUNLIN_ON_BOTH_ENGINES(WhyApi);

TEST_P(WhyApi, one_story_is_told_of_a_message_its_conversation_and_its_person) {
  hear(activity::Outcome::answered);
  const auto by_message = ask("message=" + to_text(kMessage));
  ASSERT_TRUE(by_message.ok()) << by_message.error().text();
  const json::Value& story = by_message->body;
  EXPECT_EQ(story.at("verdict"), json::Value("on_its_way"));
  EXPECT_EQ(story.at("activity_id"), json::Value(to_text(kTrace)));
  EXPECT_EQ(story.at("contact_id"), json::Value(to_text(kContact)));
  EXPECT_EQ(story.at("steps").at(3).at("id"), json::Value("rules.fired"));
  EXPECT_EQ(ask("conversation=" + to_text(kConversation))->body, story);
  EXPECT_EQ(ask("username=@Leila.Shoes")->body, story);
}

TEST_P(WhyApi, switches_that_hold_an_answer_are_named) {
  hear(activity::Outcome::answered);
  const auto paused = write([](db::Tx& tx) -> Status {
    DUNLIN_CHECK(workspace::set_automation_paused(tx, scope(), true));
    return tx.run("UPDATE intent SET reason = 'Automation is paused in this workspace.'");
  });
  ASSERT_TRUE(paused.ok()) << paused.error().text();
  const auto story = ask("message=" + to_text(kMessage));
  EXPECT_EQ(story->body.at("verdict"), json::Value("waiting"));
  const json::Array& steps = story->body.at("steps").as_array();
  EXPECT_EQ(steps.back().at("id"), json::Value("switch.workspace"));
}

TEST_P(WhyApi, a_rule_that_was_changed_since_is_said_to_be) {
  hear(activity::Outcome::no_answer);
  EXPECT_EQ(verdict("message=" + to_text(kMessage)), "no_rule");
  clock().advance(std::chrono::minutes{1});
  const auto published = write([now = clock().now()](db::Tx& tx) -> Status {
    DUNLIN_CHECK(tx.run(R"sql(
      INSERT INTO rule (workspace_id, id, version, name, priority, patterns, body, created_at)
      VALUES ($1, 1, 1, 'a', 0, 0, '{}', 0))sql",
                        scope().workspace()));
    return tx.run(R"sql(
      INSERT INTO rule_version (workspace_id, rule_id, version, body, published_at, published_by)
      VALUES ($1, 1, 1, '{}', $2, ''))sql",
                  scope().workspace(), now);
  });
  ASSERT_TRUE(published.ok()) << published.error().text();
  const auto story = ask("message=" + to_text(kMessage));
  const json::Array& steps = story->body.at("steps").as_array();
  EXPECT_EQ(steps.back().at("id"), json::Value("rules.changed_since"));
}

TEST_P(WhyApi, of_somebody_unknown_it_says_what_else_may_be_the_cause) {
  EXPECT_EQ(verdict("username=nobody"), "not_arrived");
  const auto parked = write([now = clock().now()](db::Tx& tx) {
    intake::ParkedEvent event;
    event.raw = RawEventId{5};
    event.workspace = scope().workspace();
    event.reason = intake::ParkReason::processing_failed;
    event.parked_at = now;
    event.account_ig_id = "ig2";
    return intake::park(tx, testing::node_scope(), event);
  });
  ASSERT_TRUE(parked.ok()) << parked.error().text();
  EXPECT_EQ(verdict("username=nobody"), "parked");
  EXPECT_EQ(verdict("conversation=" + to_text(kConversation)), "parked");
}

TEST_P(WhyApi, it_is_asked_about_one_thing_of_this_workspace) {
  EXPECT_EQ(ask("").error().id, "why.ask_one");
  EXPECT_EQ(ask("username=a&message=" + to_text(kMessage)).error().id, "why.ask_one");
  EXPECT_EQ(ask("message=x").error().field, "message");
  EXPECT_EQ(ask("username=@").error().field, "username");
  EXPECT_EQ(ask("username=" + std::string(65, 'a')).error().field, "username");
  hear(activity::Outcome::no_answer);
  EXPECT_FALSE(ask("message=" + to_text(kMessage), testing::scope_of(99)).ok());
}

}  // namespace
}  // namespace dunlin::why
