#include "rules/store_backtest.h"

#include "rules/store_fixture_test.h"

namespace dunlin::rules {
namespace {

using namespace std::chrono_literals;

class BacktestStoreTest : public RuleStoreTest {
 protected:
  Status started(std::int64_t id, Instant now = kNow) {
    return write(
        [=, scope = ours_](db::Tx& tx) { return start_backtest(tx, scope, JobId{id}, "{}", now); });
  }
  bool told(std::int64_t id, BacktestState state, Instant now = kNow) {
    StoredBacktest row;
    row.id = JobId{id};
    row.state = state;
    row.updated_at = now;
    row.found = "{}";
    return *write([=, scope = ours_](db::Tx& tx) { return save_progress(tx, scope, row); });
  }
  std::string state(std::int64_t id) {
    const auto found =
        read([=, scope = ours_](db::Tx& tx) { return find_backtest(tx, scope, JobId{id}); });
    return found.ok() ? std::string(name(found->state)) : found.error().id;
  }
};
DUNLIN_ON_BOTH_ENGINES(BacktestStoreTest);

TEST_P(BacktestStoreTest, one_at_a_time_unless_it_stands_still) {
  ASSERT_TRUE(started(1).ok());
  EXPECT_EQ(started(2, kNow + 29s).error().id, "rules.backtest_running");
  EXPECT_TRUE(started(2, kNow + 31s).ok());
}

TEST_P(BacktestStoreTest, a_cancelled_one_writes_nothing_any_more) {
  ASSERT_TRUE(started(1).ok());
  EXPECT_TRUE(told(1, BacktestState::running));
  const auto cancelled =
      write([scope = ours_](db::Tx& tx) { return cancel_backtest(tx, scope, JobId{1}, kNow); });
  ASSERT_TRUE(cancelled.ok());
  EXPECT_FALSE(told(1, BacktestState::done));
  EXPECT_EQ(state(1), "cancelled");
}

TEST_P(BacktestStoreTest, the_newest_twenty_are_kept) {
  for (int id = 1; id <= 25; ++id) {
    ASSERT_TRUE(started(id).ok());
    ASSERT_TRUE(told(id, BacktestState::done));
  }
  EXPECT_EQ(state(5), "rules.backtest_not_found");
  EXPECT_EQ(state(6), "done");
}

}  // namespace
}  // namespace dunlin::rules
