#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outbound/store_fixture_test.h"

namespace dunlin::outbound::test {
namespace {

class OutboundStore : public OutboundStoreTest {};
DUNLIN_ON_BOTH_ENGINES(OutboundStore);

TEST_P(OutboundStore, keeps_everything_that_was_wished) {
  NewIntent intent = wished(10, "Size?");
  intent.content =
      graph::Text{.text = "Size?", .quick_replies = {{.title = "S", .payload = "SIZE_S"}}};
  intent.rule = RuleId{77};
  intent.trace = TraceId{78};
  intent.variant = 2;
  intent.episode = 1;
  intent.policy = Policy::at_most_once;
  intent.not_before = now() + minutes{1};
  EXPECT_TRUE(want(intent).is_new);
  const Intent row = stored(10);
  EXPECT_EQ(row.account, kAccount);
  EXPECT_EQ(row.recipient.id, kIgsid);
  EXPECT_EQ(graph::send_body(row.recipient, row.content, false),
            graph::send_body(intent.recipient, intent.content, false));
  EXPECT_EQ(row.rule, RuleId{77});
  EXPECT_EQ(row.trace, TraceId{78});
  EXPECT_EQ(row.variant, 2);
  EXPECT_EQ(row.policy, Policy::at_most_once);
  EXPECT_EQ(row.next_at, now() + minutes{1});
  EXPECT_TRUE(claimed(kFirst).empty());
}

TEST_P(OutboundStore, a_lease_that_a_clock_running_ahead_wrote_ends_when_the_clock_is_set_back) {
  want(wished(10, "Hi"));
  ASSERT_EQ(claimed(kFirst).size(), 1U);
  EXPECT_EQ(recovered(), 0);
  ASSERT_TRUE(write([](db::Tx& tx) {
                return tx.run("UPDATE intent SET lease_until = lease_until + 7200000000");
              }).ok());
  EXPECT_EQ(recovered(), 1);
  EXPECT_EQ(stored(10).state, IntentState::queued);
}

TEST_P(OutboundStore, the_same_effect_is_one_row) {
  EXPECT_TRUE(want(wished(10, "Hi")).is_new);
  NewIntent again = wished(11, "another text");
  again.cause = wished(10, "").cause;
  EXPECT_FALSE(want(again).is_new);
  again.step = 1;
  EXPECT_TRUE(want(again).is_new);
}

TEST_P(OutboundStore, gives_a_conversation_s_first_and_no_second_while_it_is_in_flight) {
  for (int i = 0; i < 3; ++i) want(wished(10 + i, std::to_string(i)));
  EXPECT_THAT(claimed(kFirst), ::testing::ElementsAre(10));
  EXPECT_THAT(claimed(kSecond), ::testing::IsEmpty());
}

TEST_P(OutboundStore, a_later_one_never_passes_an_earlier_that_waits) {
  want(wished(10, "first"));
  want(wished(11, "second"));
  const auto batch = claim_all(kFirst);
  ASSERT_EQ(batch.intents.size(), 1U);
  const Instant later = now() + minutes{5};
  ASSERT_TRUE(write([&](db::Tx& tx) {
                return release(tx, scope(), batch.intents[0], kFirst, later);
              }).ok());
  EXPECT_THAT(claimed(kFirst), ::testing::IsEmpty());
  EXPECT_EQ(claim_all(kFirst).next_due, later);
  clock().advance(minutes{6});
  EXPECT_THAT(claimed(kFirst), ::testing::ElementsAre(10));
}

TEST_P(OutboundStore, people_come_before_automation_and_pass_what_is_unknown) {
  want(wished(10, "first"));
  const auto batch = claim_all(kFirst);
  ASSERT_TRUE(begin(batch.intents.at(0), kFirst).ok());
  ASSERT_TRUE(end(batch.intents[0], kFirst, unknown_at(now() + minutes{2})).ok());
  want(wished(11, "automatic"));
  EXPECT_THAT(claimed(kFirst), ::testing::IsEmpty());
  want(from_person(12, "by a person"));
  EXPECT_THAT(claimed(kFirst), ::testing::ElementsAre(12));
}

TEST_P(OutboundStore, sending_is_committed_for_the_holder_of_the_claim_only) {
  want(wished(10, "Hi"));
  const Intent held = claim_all(kFirst).intents.at(0);
  EXPECT_EQ(begin(held, kSecond).error().id, "outbound.claim_lost");
  const auto begun = begin(held, kFirst);
  ASSERT_TRUE(begun.ok()) << begun.error().text();
  const auto& leave = std::get<Begun>(*begun);
  EXPECT_EQ(leave.caller.ig_id, kIgId);
  EXPECT_EQ(leave.caller.token.reveal(), "IGAA-token");
  EXPECT_EQ(leave.igsid, kIgsid);
  EXPECT_EQ(leave.deadline, now() + seconds{10});
  EXPECT_EQ(stored(10).state, IntentState::sending);
  EXPECT_EQ(begin(held, kFirst).error().id, "outbound.claim_lost");
}

TEST_P(OutboundStore, a_claim_of_a_dead_process_is_queued_again_and_its_owner_fenced_off) {
  want(wished(10, "Hi"));
  const Intent old = claim_all(kFirst).intents.at(0);
  EXPECT_EQ(recovered(), 0);
  expire_leases();
  EXPECT_EQ(recovered(), 1);
  EXPECT_THAT(claimed(kSecond), ::testing::ElementsAre(10));
  EXPECT_EQ(begin(old, kFirst).error().id, "outbound.claim_lost");
}

TEST_P(OutboundStore, a_stale_owner_s_outcome_does_not_touch_the_new_owner_s_send) {
  want(wished(10, "Hi"));
  const Intent old = claim_all(kFirst).intents.at(0);
  ASSERT_TRUE(begin(old, kFirst).ok());
  expire_leases();
  ASSERT_EQ(recovered(), 1);
  Settlement absent;
  absent.state = IntentState::queued;
  absent.next_at = now();
  const auto send_again = write([&, row = stored(10)](db::Tx& tx) {
    return settle(tx, scope(), row, Guard::state, "", {.settlement = absent, .step = "absent"},
                  now(), {});
  });
  ASSERT_TRUE(*send_again);
  const Intent fresh = claim_all(kSecond).intents.at(0);
  ASSERT_TRUE(begin(fresh, kSecond).ok());
  ASSERT_TRUE(end(old, kFirst, absent).ok());
  EXPECT_EQ(stored(10).state, IntentState::sending);
  ASSERT_TRUE(end(fresh, kSecond, sent("m_1")).ok());
  EXPECT_EQ(stored(10).mid, "m_1");
}

TEST_P(OutboundStore, budgets_survive_in_the_row) {
  Beginning beginning;
  beginning.now = now();
  beginning.call_deadline = seconds{5};
  beginning.budgets.account_calls_per_hour = 2;
  for (int i = 0; i < 3; ++i) want(wished(10 + i, std::to_string(i)));
  for (int i = 0; i < 3; ++i) {
    const Intent intent = claim_all(kFirst).intents.at(0);
    const auto answer = begin(intent, kFirst, beginning);
    ASSERT_TRUE(answer.ok()) << answer.error().text();
    EXPECT_EQ(std::holds_alternative<Begun>(*answer), i < 2);
    if (i < 2) ASSERT_TRUE(end(intent, kFirst, sent("mid" + std::to_string(i))).ok());
  }
  EXPECT_EQ(stored(12).state, IntentState::queued);
  EXPECT_FALSE(stored(12).reason.empty());
  EXPECT_GT(stored(12).next_at, now() + minutes{59});
}

TEST_P(OutboundStore, the_app_s_day_is_leased_in_blocks_and_given_back) {
  const Budgets budgets{.account_calls_per_hour = 200, .app_calls_per_day = 50};
  const auto lease = [&](db::Tx& tx) { return lease_app_block(tx, node(), budgets, 1, now()); };
  EXPECT_EQ(write(lease)->granted, 20);
  EXPECT_EQ(write(lease)->granted, 20);
  EXPECT_EQ(write(lease)->granted, 10);
  const auto none = write(lease);
  EXPECT_EQ(none->granted, 0);
  ASSERT_TRUE(none->used_up);
  EXPECT_GE(none->used_up->until, now() + std::chrono::hours{24});
  ASSERT_TRUE(
      write([&](db::Tx& tx) { return return_app_block(tx, node(), budgets, now(), 7); }).ok());
  EXPECT_EQ(write(lease)->granted, 7);
}

TEST_P(OutboundStore, lists_sends_and_counts_them) {
  for (int i = 0; i < 3; ++i) want(wished(10 + i, std::to_string(i)));
  claimed(kFirst);
  const auto all = read([](db::Tx& tx) {
    return list_intents(tx, scope(), std::nullopt, {.limit = 2, .after = {}});
  });
  ASSERT_EQ(all->items.size(), 2U);
  ASSERT_TRUE(all->next);
  const auto rest = read([&](db::Tx& tx) {
    return list_intents(tx, scope(), std::nullopt, {.limit = 2, .after = all->next});
  });
  EXPECT_EQ(rest->items.size(), 1U);
  const auto queued =
      read([](db::Tx& tx) { return list_intents(tx, scope(), IntentState::queued, {}); });
  EXPECT_EQ(queued->items.size(), 2U);
  const auto facts = read([](db::Tx& tx) { return queue_facts(tx, node()); });
  EXPECT_EQ(facts->queued, 2);
  EXPECT_EQ(facts->sending, 1);
  EXPECT_EQ(facts->oldest_queued_at, now());
  EXPECT_EQ(facts->oldest_unknown_at, std::nullopt);
}

}  // namespace
}  // namespace dunlin::outbound::test
