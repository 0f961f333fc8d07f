#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outbound/store_fixture_test.h"
#include "tests/storage/recorded_work.h"

namespace dunlin::outbound::test {
namespace {

class OutboundDue : public OutboundStoreTest {
 protected:
  DueBatch begin_all(DueAsked asked) {
    asked.beginning.now = now();
    asked.beginning.call_deadline = seconds{5};
    auto batch = write(
        [&](db::Tx& tx) { return begin_due(tx, node(), *vault_, asked, kFirst, listeners_); });
    check(batch.ok(), batch.ok() ? "" : batch.error().text());
    return *std::move(batch);
  }
  DueBatch begin_all() { return begin_all({.beginning = {}, .limit = 10, .app_calls = 10}); }
  void add_people(int count) {
    for (int i = 0; i < count; ++i) {
      const std::int64_t number = 100 + 2 * i;
      const std::string igsid = "91000000000000" + std::to_string(10'000 + number);
      ASSERT_TRUE(write([&](db::Tx& tx) { return add_person(tx, number, igsid, now()); }).ok());
      NewIntent intent = wished(number, "Hi");
      intent.contact = ContactId{number};
      intent.conversation = ConversationId{number + 1};
      intent.recipient.id = igsid;
      want(intent);
    }
  }
  static std::vector<std::int64_t> begun(const DueBatch& batch) {
    std::vector<std::int64_t> out;
    for (const auto& one : batch.sends) {
      if (std::holds_alternative<Begun>(one.answer)) out.push_back(one.intent.id.value);
    }
    return out;
  }
  conversations::Status shown(std::int64_t number) {
    const MessageId id = stored(number).message;
    return read([id](db::Tx& tx) { return conversations::find_message(tx, scope(), id); })->status;
  }
  std::int64_t used_of_the_second() {
    return *write([this](db::Tx& tx) -> Result<std::int64_t> {
      DUNLIN_TRY(const AccountLimits limits, load_limits(tx, scope(), kAccount));
      return limits.limiter.used(account_limits(CallKind::text, Source::rule, {}).front().window,
                                 now());
    });
  }

  ListenerList listeners_;
};
DUNLIN_ON_BOTH_ENGINES(OutboundDue);

TEST_P(OutboundDue, begins_without_a_claim_and_ends_as_any_other) {
  want(wished(10, "first"));
  want(wished(11, "second"));
  const DueBatch batch = begin_all();
  ASSERT_THAT(begun(batch), ::testing::ElementsAre(10));
  EXPECT_EQ(stored(10).state, IntentState::sending);
  EXPECT_EQ(stored(10).epoch, 1);
  EXPECT_EQ(shown(10), conversations::Status::sending);
  EXPECT_EQ(shown(11), conversations::Status::queued);
  EXPECT_THAT(begun(begin_all()), ::testing::IsEmpty()) << "one of a conversation at a time";
  ASSERT_TRUE(end(batch.sends[0].intent, kFirst, sent("mid10")).ok());
  EXPECT_EQ(stored(10).state, IntentState::sent);
  EXPECT_THAT(begun(begin_all()), ::testing::ElementsAre(11));
}

TEST_P(OutboundDue, is_leased_like_a_claim) {
  want(wished(10, "Hi"));
  const DueBatch batch = begin_all();
  expire_leases();
  EXPECT_EQ(recovered(), 1);
  EXPECT_EQ(stored(10).state, IntentState::unknown);
  ASSERT_TRUE(end(batch.sends.at(0).intent, kFirst, sent("mid10")).ok());
  EXPECT_EQ(stored(10).state, IntentState::sent) << "late knowledge counts";
}

TEST_P(OutboundDue, counts_each_send_of_an_account_once) {
  add_people(5);
  EXPECT_EQ(begun(begin_all()).size(), 5U);
  EXPECT_EQ(used_of_the_second(), 5);
}

TEST_P(OutboundDue, keeps_the_limit_of_an_account_within_one_transaction) {
  add_people(5);
  DueAsked asked{.beginning = {}, .limit = 10, .app_calls = 10};
  asked.beginning.budgets.account_calls_per_hour = 3;
  EXPECT_EQ(begun(begin_all(asked)).size(), 3U);
  EXPECT_EQ(used_of_the_second(), 3);
}

TEST_P(OutboundDue, begins_no_more_than_the_app_has_calls_for) {
  add_people(4);
  DueAsked asked{.beginning = {}, .limit = 10, .app_calls = 2};
  asked.beginning.app_budget = UsedUp{now() + minutes{15}, "The app's calls are used up."};
  const DueBatch batch = begin_all(asked);
  EXPECT_THAT(begun(batch), ::testing::ElementsAre(100, 102));
  EXPECT_EQ(stored(104).state, IntentState::queued);
  EXPECT_EQ(stored(104).next_at, now() + minutes{15});
  EXPECT_EQ(stored(104).reason, "The app's calls are used up.");
  EXPECT_EQ(stored(104).epoch, 0);
}

TEST_P(OutboundDue, takes_no_more_than_asked_and_says_what_comes_later) {
  add_people(3);
  NewIntent later = wished(10, "later");
  later.not_before = now() + minutes{5};
  want(later);
  const DueBatch batch = begin_all({.beginning = {}, .limit = 2, .app_calls = 2});
  EXPECT_EQ(batch.sends.size(), 2U);
  EXPECT_EQ(batch.next_due, now() + minutes{5});
}

TEST_P(OutboundDue, ends_what_the_gate_refuses_and_tells_it) {
  add_people(2);
  std::vector<IntentId> told;
  listeners_.push_back([&](db::Tx&, const Scope&, const Settled& settled, Instant) -> Status {
    told.push_back(settled.id);
    return {};
  });
  ASSERT_TRUE(write([&](db::Tx& tx) {
                return contacts::record_consent(tx, scope(), ContactId{100},
                                                {.kind = contacts::ConsentKind::opted_out,
                                                 .source = "message",
                                                 .evidence = "m",
                                                 .at = now()});
              }).ok());
  EXPECT_THAT(begun(begin_all()), ::testing::ElementsAre(102));
  EXPECT_EQ(stored(100).state, IntentState::refused);
  EXPECT_THAT(told, ::testing::ElementsAre(IntentId{100}));
}

TEST_P(OutboundDue, leaves_for_later_whose_conversation_another_transaction_has) {
  if (engine() == db::Engine::sqlite) GTEST_SKIP() << "One transaction writes at a time.";
  add_people(3);
  std::atomic<bool> begun_meanwhile = false;
  DueBatch batch;
  testing::Answers answers;
  const auto begin = [&](db::Tx& tx) -> Status {
    DueAsked asked{.beginning = {}, .limit = 10, .app_calls = 10};
    asked.beginning.now = now();
    DUNLIN_TRY(batch, begin_due(tx, node(), *vault_, asked, kFirst, {}));
    tx.after_commit([&] { begun_meanwhile = true; });
    return {};
  };
  const auto held = write([&](db::Tx& tx) -> Status {
    DUNLIN_CHECK(conversations::open(tx, scope(), kAccount, ContactId{102}, ConversationId{103},
                                     now(), true));
    storage().main->submit(
        std::make_unique<testing::RecordedWork>("begin", executor(), answers, begin),
        db::Mode::write, db::Priority::normal);
    while (!begun_meanwhile) std::this_thread::yield();
    return {};
  });
  ASSERT_TRUE(held.ok()) << held.error().text();
  EXPECT_THAT(begun(batch), ::testing::ElementsAre(100, 104));
  EXPECT_EQ(batch.busy, 1U);
  EXPECT_EQ(stored(102).state, IntentState::queued);
  EXPECT_THAT(begun(begin_all()), ::testing::ElementsAre(102));
}

}  // namespace
}  // namespace dunlin::outbound::test
