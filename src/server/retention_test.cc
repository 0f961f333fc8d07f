#include "server/retention.h"

#include <gtest/gtest.h>

#include "activity/activity.h"
#include "base/id_time.h"
#include "conversations/conversations.h"
#include "intake/intake.h"
#include "outbound/outbound.h"
#include "search/search.h"
#include "server/store_retention.h"
#include "tests/storage/testing_database.h"
#include "tests/support/tenant.h"

namespace dunlin::server {
namespace {

using outbound::IntentState;

constexpr AccountId kAccount{7};
constexpr ContactId kContact{100};
constexpr ConversationId kConversation{101};

class RetentionTest : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    const auto made = write([this](db::Tx& tx) -> Status {
      for (const Scope& scope : {scope_, other_}) {
        DUNLIN_CHECK(testing::make_workspace(tx, scope));
        const AccountId account{kAccount.value + scope.workspace().value};
        DUNLIN_CHECK(testing::make_account(tx, scope, account));
        DUNLIN_CHECK(testing::make_contact(tx, scope, account, kContact));
        DUNLIN_CHECK(
            conversations::open(tx, scope, account, kContact, kConversation, days_ago(400), true));
      }
      return {};
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }
  Instant days_ago(int days) { return clock().now() - std::chrono::days{days}; }

  /// A message that came so long ago, with a reaction, a place in the search and a trace; its
  /// number.
  std::int64_t came(int days, const Scope& scope) {
    const std::int64_t number = ++made_;
    const auto recorded = write([&, at = days_ago(days)](db::Tx& tx) -> Status {
      const AccountId account{kAccount.value + scope.workspace().value};
      DUNLIN_TRY(const auto opened,
                 conversations::open(tx, scope, account, kContact, kConversation, at, true));
      conversations::Message message;
      message.id = message_id(days, number);
      message.mid = "mid" + std::to_string(number);
      message.text = "word";
      message.sent_at = at;
      message.received_at = at;
      DUNLIN_CHECK(conversations::record_inbound(tx, scope, opened.conversation, message,
                                                 conversations::OpenedBy::message));
      DUNLIN_CHECK(search::put(tx, scope, search::What::messages,
                               {.id = message.id.value, .tokens = "word"}));
      DUNLIN_CHECK(
          conversations::react(tx, scope, account, message.mid, "somebody", "x", false, at));
      return trace(tx, scope, number, at);
    });
    EXPECT_TRUE(recorded.ok()) << recorded.error().text();
    return number;
  }
  Status trace(db::Tx& tx, const Scope& scope, std::int64_t number, Instant at) {
    activity::Trace trace;
    trace.id = TraceId{number};
    trace.account = kAccount;
    trace.conversation = kConversation;
    trace.contact = kContact;
    trace.kind = "message";
    trace.at = at;
    DUNLIN_CHECK(activity::record(tx, scope, trace));
    return activity::record_send_step(
        tx, scope, number,
        {.intent = IntentId{number}, .trace = trace.id, .step = "sent", .detail = {}, .at = at});
  }
  /// An answer to that message, of the same age, in this state.
  void answered(std::int64_t number, int days, IntentState state) {
    const auto recorded = write([&, at = days_ago(days)](db::Tx& tx) -> Status {
      DUNLIN_CHECK(tx.run(R"sql(
        INSERT INTO intent (
          workspace_id, id, effect_key, account_id, conversation_id, contact_id, message_id,
          position, recipient_kind, recipient_id, content, echo_hash, echo_shape, source, purpose,
          policy, cause, step, rule_version, variant, episode, is_test, created_at, state, state_at,
          reason, held_for, next_at, failures, waits, looks, resent, owner, epoch, body_hash,
          trace_id)
        VALUES ($1, $2, CAST($2 AS TEXT), $3, $4, $5, $6, $2, 0, '', '{}', '', 0, 0, 0, 0, '', 0, 0,
                0, 0, 0, $7, $8, 0, '', 0, 0, 0, 0, 0, 0, '', 1, '', $2))sql",
                          scope_.workspace(), number, kAccount, kConversation, kContact,
                          message_id(days, 1000 + number), at, state));
      return tx.run(R"sql(
        INSERT INTO message (workspace_id, id, conversation_id, account_id, direction, kind, source,
                             status, reason, body, attachments, reply_to_mid, story_id, payload,
                             sent_at, received_at, edits, intent_id)
        VALUES ($1, $2, $3, $4, 1, 0, 1, 0, '', 'answer', '', '', '', '', $5, $5, 0, $6))sql",
                    scope_.workspace(), message_id(days, 1000 + number), kConversation, kAccount,
                    at, number);
    });
    ASSERT_TRUE(recorded.ok()) << recorded.error().text();
  }
  void park(int days, std::int64_t raw, std::optional<WorkspaceId> workspace) {
    intake::ParkedEvent event;
    event.raw = RawEventId{raw};
    event.workspace = workspace;
    event.parked_at = days_ago(days);
    const auto parked =
        write([&](db::Tx& tx) { return intake::park(tx, testing::node_scope(), event); });
    ASSERT_TRUE(parked.ok()) << parked.error().text();
  }
  MessageId message_id(int days, std::int64_t number) {
    return MessageId{first_id_at<MessageId>(days_ago(days)).value + number};
  }
  void keep(const workspace::Retention& retention, int changed_days_ago = 2) {
    workspace::Retention keeps = retention;
    keeps.changed_at = days_ago(changed_days_ago);
    ASSERT_TRUE(
        write([&](db::Tx& tx) { return workspace::set_retention(tx, scope_, keeps); }).ok());
  }
  void forget() {
    Forgetting forgetting(database(), clock());
    int parts = 0;
    while (wait(forgetting.step())) ASSERT_LT(++parts, 100) << "it never ends";
  }
  int count(std::string_view table, const Scope& scope) {
    const std::string sql =
        "SELECT COUNT(*) FROM " + std::string(table) + " WHERE workspace_id = $1";
    return read([&](db::Tx& tx) { return tx.query(sql, scope.workspace()); })->front().get<int>(0);
  }
  int count(std::string_view table) { return count(table, scope_); }
  std::size_t found() {
    return read([&](db::Tx& tx) {
             return search::find(tx, scope_, search::What::messages,
                                 {.question = search::question_of("word")});
           })
        ->size();
  }

  Scope scope_ = testing::scope_of(1), other_ = testing::scope_of(2);
  std::int64_t made_ = 0;
};
DUNLIN_ON_BOTH_ENGINES(RetentionTest);

TEST_P(RetentionTest, by_default_everything_is_kept) {
  came(3000, scope_);
  park(3000, 1, scope_.workspace());
  keep({});
  forget();
  EXPECT_EQ(count("message"), 1);
  EXPECT_EQ(count("trace"), 1);
  EXPECT_EQ(count("parked_event"), 1);
}

TEST_P(RetentionTest, old_messages_go_with_all_that_hangs_on_them_and_younger_ones_stay) {
  for (int i = 0; i < 450; ++i) came(31, scope_);
  answered(1, 31, IntentState::sent);
  came(29, scope_);
  came(31, other_);
  keep({.messages = 30, .activity = {}, .parked = {}, .changed_at = {}});
  forget();
  EXPECT_EQ(count("message"), 1);
  EXPECT_EQ(count("reaction"), 1);
  EXPECT_EQ(count("intent"), 0);
  EXPECT_EQ(found(), 1U);
  EXPECT_EQ(count("trace"), 451) << "activity is kept by a setting of its own";
  EXPECT_EQ(count("send_step"), 451);
  EXPECT_EQ(count("conversation"), 1);
  EXPECT_EQ(count("contact"), 1);
  EXPECT_EQ(count("message", other_), 1);
}

TEST_P(RetentionTest, what_a_send_that_is_not_over_needs_stays_until_it_is) {
  const IntentState open[] = {IntentState::queued, IntentState::unknown, IntentState::held};
  const IntentState over[] = {IntentState::sent, IntentState::refused, IntentState::failed,
                              IntentState::dropped};
  for (const IntentState state : open) answered(came(31, scope_), 31, state);
  for (const IntentState state : over) answered(came(31, scope_), 31, state);
  keep({.messages = 30, .activity = 30, .parked = {}, .changed_at = {}});
  forget();
  EXPECT_EQ(count("intent"), 3);
  EXPECT_EQ(count("message"), 3);
  EXPECT_EQ(count("trace"), 3);
  EXPECT_EQ(count("send_step"), 3);
  ASSERT_TRUE(write([](db::Tx& tx) { return tx.run("UPDATE intent SET state = 7"); }).ok());
  forget();
  EXPECT_EQ(count("intent") + count("message") + count("trace") + count("send_step"), 0);
}

TEST_P(RetentionTest, old_activity_goes_and_messages_stay) {
  came(31, scope_);
  came(29, scope_);
  keep({.messages = {}, .activity = 30, .parked = {}, .changed_at = {}});
  forget();
  EXPECT_EQ(count("trace"), 1);
  EXPECT_EQ(count("send_step"), 1);
  EXPECT_EQ(count("message"), 2);
}

TEST_P(RetentionTest, parked_events_of_the_workspace_go_and_those_of_nobody_stay) {
  park(31, 1, scope_.workspace());
  park(29, 2, scope_.workspace());
  park(31, 3, other_.workspace());
  park(31, 4, std::nullopt);
  keep({.messages = {}, .activity = {}, .parked = 30, .changed_at = {}});
  forget();
  EXPECT_EQ(count("parked_event"), 1);
  EXPECT_EQ(count("parked_event", other_), 1);
  EXPECT_EQ(*read([](db::Tx& tx) { return intake::count_parked(tx, testing::node_scope()); }), 3);
}

TEST_P(RetentionTest, nothing_goes_in_the_first_day_after_a_change) {
  came(31, scope_);
  keep({.messages = 30, .activity = 30, .parked = 30, .changed_at = {}}, 0);
  forget();
  EXPECT_EQ(count("message"), 1);
}

TEST_P(RetentionTest, a_step_that_was_told_after_its_trace_went_goes_with_the_message) {
  const std::int64_t number = came(31, scope_);
  answered(number, 31, IntentState::failed);
  ASSERT_TRUE(write([](db::Tx& tx) { return tx.run("DELETE FROM trace"); }).ok());
  keep({.messages = 30, .activity = {}, .parked = {}, .changed_at = {}});
  forget();
  EXPECT_EQ(count("send_step"), 0);
}

}  // namespace
}  // namespace dunlin::server
