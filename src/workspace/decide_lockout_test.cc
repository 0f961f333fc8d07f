#include "workspace/decide_lockout.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace dunlin::workspace {
namespace {

using namespace std::chrono_literals;

const Instant kNow = from_us(1'800'000'000'000'000);

TEST(Lockout, waits_a_second_after_the_fifth_failure_and_twice_as_long_after_each_more) {
  Duration expected = 1s;
  EXPECT_FALSE(locked_until({.count = 4, .last_at = kNow}, kFreeOfAccount, kNow));
  for (int count = 5; count < 15; ++count) {
    const auto until = locked_until({.count = count, .last_at = kNow}, kFreeOfAccount, kNow);
    ASSERT_TRUE(until) << count;
    EXPECT_EQ(*until - kNow, std::min<Duration>(expected, kLongestDelay)) << count;
    expected *= 2;
  }
}

TEST(Lockout, an_address_has_twenty_attempts) {
  EXPECT_FALSE(locked_until({.count = 19, .last_at = kNow}, kFreeOfAddress, kNow));
  EXPECT_TRUE(locked_until({.count = 20, .last_at = kNow}, kFreeOfAddress, kNow));
}

TEST(Lockout, failures_are_forgotten_after_a_quarter_of_an_hour) {
  EXPECT_EQ(counting({.count = 4, .last_at = kNow}, kNow + 15min).count, 4);
  EXPECT_EQ(counting({.count = 4, .last_at = kNow}, kNow + 15min + 1s).count, 0);
}

RC_GTEST_PROP(Lockout, is_never_for_ever, ()) {
  const Failures failures{.count = *rc::gen::inRange(0, 1'000'000), .last_at = kNow};
  const Duration later{*rc::gen::inRange<std::int64_t>(0, 7'200'000'000)};
  const auto until = locked_until(failures, kFreeOfAccount, kNow + later);
  const Duration wait = until ? *until - (kNow + later) : Duration{0};
  RC_ASSERT(wait <= kLongestDelay - later || !until.has_value());
  RC_ASSERT(wait >= Duration{0});
}

}  // namespace
}  // namespace dunlin::workspace
