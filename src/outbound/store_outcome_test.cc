#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outbound/store_fixture_test.h"

namespace dunlin::outbound::test {
namespace {

class OutboundOutcomes : public OutboundStoreTest {};
DUNLIN_ON_BOTH_ENGINES(OutboundOutcomes);

TEST_P(OutboundOutcomes, what_a_dead_process_was_sending_is_unknown_and_never_queued) {
  want(wished(10, "Hi"));
  const Intent old = claim_all(kFirst).intents.at(0);
  ASSERT_TRUE(begin(old, kFirst).ok());
  expire_leases();
  EXPECT_EQ(recovered(), 1);
  const Intent row = stored(10);
  EXPECT_EQ(row.state, IntentState::unknown);
  EXPECT_EQ(row.next_at, now() + seconds{10} + minutes{2});
  EXPECT_THAT(claimed(kSecond), ::testing::IsEmpty());
}

TEST_P(OutboundOutcomes, a_late_answer_settles_what_was_taken_for_unknown) {
  want(wished(10, "Hi"));
  const Intent old = claim_all(kFirst).intents.at(0);
  ASSERT_TRUE(begin(old, kFirst).ok());
  expire_leases();
  EXPECT_EQ(recovered(), 1);
  ASSERT_TRUE(end(old, kFirst, sent("mid1")).ok());
  EXPECT_EQ(stored(10).state, IntentState::sent);
  EXPECT_EQ(stored(10).mid, "mid1");
}

TEST_P(OutboundOutcomes, an_answer_that_comes_after_the_disconnection_leaves_the_account_so) {
  want(wished(10, "Hi"));
  const Intent sending = claim_all(kFirst).intents.at(0);
  ASSERT_TRUE(begin(sending, kFirst).ok());
  ASSERT_TRUE(write([](db::Tx& tx) { return accounts::disconnect(tx, scope(), kAccount); }).ok());
  Settlement refused;
  refused.state = IntentState::queued;
  refused.reason = "the token is no longer valid";
  refused.next_at = now();
  refused.account = {
      .kind = AccountChange::Kind::reconnect, .until = std::nullopt, .reason = "revoked"};
  ASSERT_TRUE(end(sending, kFirst, refused).ok());
  EXPECT_EQ(stored(10).state, IntentState::queued);
  const auto account = read([](db::Tx& tx) { return accounts::find(tx, scope(), kAccount); });
  EXPECT_EQ(account->state, accounts::State::disconnected);
}

TEST_P(OutboundOutcomes, an_echo_settles_the_oldest_that_looks_like_it) {
  want(wished(10, "Hi"));
  const Intent first = claim_all(kFirst).intents.at(0);
  ASSERT_TRUE(begin(first, kFirst).ok());
  ASSERT_TRUE(end(first, kFirst, unknown_at(now() + minutes{2})).ok());
  want(from_person(11, "Hi"));
  const Intent second = claim_all(kFirst).intents.at(0);
  ASSERT_TRUE(begin(second, kFirst).ok());
  EXPECT_FALSE(echo("m0", "something else"));
  EXPECT_TRUE(echo("m1", "Hi\n"));
  EXPECT_EQ(stored(10).state, IntentState::sent);
  EXPECT_EQ(stored(11).state, IntentState::sending);
  EXPECT_TRUE(echo("m1", "Hi")) << "the same echo again";
  EXPECT_EQ(stored(11).state, IntentState::sending);
  EXPECT_TRUE(echo("m2", "Hi"));
  EXPECT_EQ(stored(11).state, IntentState::sent);
}

TEST_P(OutboundOutcomes, an_echo_never_settles_what_has_not_begun) {
  want(wished(10, "Hi"));
  EXPECT_FALSE(echo("m1", "Hi"));
  EXPECT_EQ(stored(10).state, IntentState::queued);
}

TEST_P(OutboundOutcomes, a_read_back_finds_what_no_other_row_accounts_for) {
  for (const std::int64_t number : {10, 11}) {
    want(wished(number, "Hi"));
    const Intent intent = claim_all(kFirst).intents.at(0);
    ASSERT_TRUE(begin(intent, kFirst).ok());
    const auto outcome = number == 10 ? sent("mid1") : unknown_at(now());
    ASSERT_TRUE(end(intent, kFirst, outcome).ok());
  }
  const auto due =
      write([this](db::Tx& tx) { return due_read_backs(tx, node(), now(), seconds{30}, 10); });
  ASSERT_EQ(due->size(), 1U);
  EXPECT_TRUE(write([this](db::Tx& tx) {
                return due_read_backs(tx, node(), now(), seconds{30}, 10);
              })->empty());
  ReadBackDone done;
  done.now = now();
  done.second_look_after = minutes{2};
  graph::ReadMessage known;
  known.mid = "mid1";
  known.from_id = kIgId;
  known.text = "Hi";
  done.messages = {known};
  const auto look = [&](db::Tx& tx) {
    return finish_read_back(tx, scope(), stored_copy_, done, {});
  };
  stored_copy_ = due->at(0);
  ASSERT_TRUE(write(look).ok());
  EXPECT_EQ(stored(11).state, IntentState::unknown);
  EXPECT_EQ(stored(11).looks, 1);
  known.mid = "mid2";
  done.messages.push_back(known);
  stored_copy_ = stored(11);
  ASSERT_TRUE(write(look).ok());
  EXPECT_EQ(stored(11).state, IntentState::sent);
  EXPECT_EQ(stored(11).mid, "mid2");
}

}  // namespace
}  // namespace dunlin::outbound::test
