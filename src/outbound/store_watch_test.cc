#include "outbound/store_fixture_test.h"

namespace dunlin::outbound {
namespace {

using namespace test;

class WatchedSends : public OutboundStoreTest {
 protected:
  void put(std::int64_t number, IntentState state, HeldFor held_for = HeldFor::nothing) {
    want(wished(number, "text " + std::to_string(number)));
    const auto moved = write([=, at = now()](db::Tx& tx) {
      return tx.run("UPDATE intent SET state = $2, held_for = $3, sending_at = $4 WHERE id = $1",
                    number, state, held_for, at);
    });
    ASSERT_TRUE(moved.ok()) << moved.error().text();
  }
  SendsWatched watched() {
    return *read([at = now()](db::Tx& tx) {
      return watch_sends(tx, scope(), at - std::chrono::hours{1}, at);
    });
  }
};
DUNLIN_ON_BOTH_ENGINES(WatchedSends);

TEST_P(WatchedSends, what_is_in_doubt_late_or_failed_is_counted) {
  EXPECT_EQ(watched().unknown, 0);
  EXPECT_FALSE(watched().oldest_due_at);
  const Instant first = now();
  put(10, IntentState::unknown);
  clock().advance(minutes{5});
  put(20, IntentState::held, HeldFor::unknown_outcome);
  put(30, IntentState::held, HeldFor::by_hand);
  put(40, IntentState::sent);
  put(50, IntentState::failed);
  put(60, IntentState::refused);
  const Instant queued = now();
  want(wished(70, "waits"));
  clock().advance(minutes{5});
  const SendsWatched seen = watched();
  EXPECT_EQ(seen.unknown, 2);
  EXPECT_EQ(seen.oldest_unknown_at, first);
  EXPECT_EQ(seen.oldest_due_at, queued);
  EXPECT_EQ(seen.sent, 1);
  EXPECT_EQ(seen.failed, 1);
  clock().advance(minutes{56});
  EXPECT_EQ(watched().sent, 0);
}

TEST_P(WatchedSends, what_is_to_leave_later_is_not_late) {
  NewIntent later = wished(10, "later");
  later.not_before = now() + minutes{10};
  want(later);
  EXPECT_FALSE(watched().oldest_due_at);
  clock().advance(minutes{10});
  EXPECT_TRUE(watched().oldest_due_at);
}

TEST_P(WatchedSends, the_sends_of_an_event_are_found_by_its_trace) {
  NewIntent one = wished(10, "one"), other = wished(20, "other");
  one.trace = TraceId{5};
  other.trace = TraceId{6};
  want(one);
  want(other);
  const auto found =
      read([at = now()](db::Tx& tx) { return sends_of_trace(tx, scope(), TraceId{5}, at); });
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().id, IntentId{10});
  EXPECT_EQ(found->front().message, one.message);
  EXPECT_EQ(found->front().state, IntentState::queued);
}

}  // namespace
}  // namespace dunlin::outbound
