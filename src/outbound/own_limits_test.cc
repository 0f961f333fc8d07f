#include "outbound/own_limits.h"

#include <gtest/gtest.h>

#include "outbound/limits.h"
#include "tests/support/sentences.h"

namespace dunlin::outbound {
namespace {

using std::chrono::seconds;

constexpr Instant kNow = from_us(1'800'000'000'000'000);

OwnLimits with(LimitName limit, std::int64_t value) {
  OwnLimits out;
  out.set(limit, value);
  return out;
}

std::optional<Limit> named(const std::vector<Limit>& limits, char window) {
  for (const Limit& limit : limits) {
    if (limit.window.name == window) return limit;
  }
  return std::nullopt;
}

TEST(OwnLimits, what_is_stored_is_read_again) {
  OwnLimits own = with(LimitName::calls_per_hour, 100);
  own.set(LimitName::campaign_gap_seconds, 60);
  EXPECT_EQ(own.text(), "calls_per_hour=100,campaign_gap_seconds=60");
  EXPECT_EQ(OwnLimits::parse(own.text()), own);
  EXPECT_EQ(OwnLimits::parse(""), OwnLimits());
  for (const std::string_view other : {"x", "calls_per_hour", "calls_per_hour=",
                                       "calls_per_hour=1x", "calls_per_day=1", ",", "=1"}) {
    EXPECT_FALSE(OwnLimits::parse(other)) << other;
  }
}

TEST(OwnLimits, only_lie_on_the_strict_side_of_the_ceiling) {
  const LimitBounds hour = bounds(LimitName::calls_per_hour, {});
  EXPECT_EQ(hour.ceiling, 200);
  EXPECT_TRUE(hour.allows(200));
  EXPECT_FALSE(hour.allows(201));
  EXPECT_TRUE(hour.allows(2));
  EXPECT_FALSE(hour.allows(1)) << "half of it would leave no read";
  const LimitBounds gap = bounds(LimitName::campaign_gap_seconds, {});
  EXPECT_EQ(gap.ceiling, 30);
  EXPECT_FALSE(gap.allows(29));
  EXPECT_TRUE(gap.allows(30));
  EXPECT_TRUE(gap.allows(86'400));
  EXPECT_FALSE(gap.allows(86'401));
}

TEST(OwnLimits, a_ceiling_that_was_lowered_since_holds) {
  const LimitBounds hour =
      bounds(LimitName::calls_per_hour, {.account_calls_per_hour = 50, .app_calls_per_day = 1000});
  EXPECT_EQ(hour.in_force(100), 50);
  EXPECT_EQ(hour.in_force(20), 20);
  EXPECT_EQ(hour.in_force(std::nullopt), 50);
}

TEST(OwnLimits, no_own_limit_whatever_is_stored_lets_more_through_than_the_ceiling) {
  const Budgets budgets;
  for (const LimitName limit : limit_names()) {
    for (const std::int64_t value : {0L, 1L, 29L, 31L, 1000L, 1'000'000'000L}) {
      for (const CallKind kind : {CallKind::text, CallKind::audio_video, CallKind::private_reply,
                                  CallKind::mark, CallKind::read, CallKind::task}) {
        const auto ceilings = account_limits(kind, Source::campaign, budgets);
        const auto limits = account_limits(kind, Source::campaign, budgets, with(limit, value));
        for (const Limit& one : limits) {
          EXPECT_TRUE(testing::is_listed_reason(std::string(one.reason))) << one.reason;
        }
        ASSERT_EQ(limits.size(), ceilings.size());
        for (std::size_t i = 0; i < limits.size(); ++i) {
          EXPECT_LE(limits[i].window.limit, ceilings[i].window.limit);
          EXPECT_GE(limits[i].window.length, ceilings[i].window.length);
        }
      }
    }
  }
}

TEST(OwnLimits, the_one_that_holds_is_counted_in_the_same_window_and_says_whose_it_is) {
  const OwnLimits own = with(LimitName::private_replies_per_hour, 20);
  const auto limits = account_limits(CallKind::private_reply, Source::rule, {}, own);
  EXPECT_EQ(named(limits, 'p')->window.limit, 20);
  EXPECT_NE(named(limits, 'p')->reason.find("The workspace's own"), std::string_view::npos);
  EXPECT_EQ(named(limits, 's')->window.limit, kSendsPerSecond);
  EXPECT_EQ(named(limits, 's')->reason.find("own"), std::string_view::npos);
}

TEST(OwnLimits, marks_and_reads_stop_at_half_of_the_workspace_s_own_budget) {
  const OwnLimits own = with(LimitName::calls_per_hour, 10);
  EXPECT_EQ(named(account_limits(CallKind::text, Source::rule, {}, own), 'h')->window.limit, 10);
  EXPECT_EQ(named(account_limits(CallKind::mark, Source::rule, {}, own), 'h')->window.limit, 5);
}

TEST(OwnLimits, what_is_used_is_told_against_what_is_in_force) {
  const OwnLimits own = with(LimitName::calls_per_hour, 3);
  Limiter limiter;
  const auto take = [&] {
    for (const Limit& limit : account_limits(CallKind::text, Source::campaign, {}, own)) {
      limiter.take(limit.window, kNow);
    }
  };
  take();
  take();
  const auto used = [&](LimitName limit, Instant now, const OwnLimits& by) {
    return use_of(limit, limiter, by, {}, now);
  };
  EXPECT_EQ(used(LimitName::calls_per_hour, kNow, own).count, 2);
  EXPECT_FALSE(used(LimitName::calls_per_hour, kNow, own).full_until);
  take();
  EXPECT_TRUE(used(LimitName::calls_per_hour, kNow, own).full_until);
  EXPECT_FALSE(used(LimitName::calls_per_hour, kNow, {}).full_until);
  EXPECT_EQ(used(LimitName::campaign_messages_per_day, kNow, own).count, 3);
  // A gap that is made longer counts from the message that was sent already.
  const Instant later = kNow + seconds{31};
  EXPECT_FALSE(used(LimitName::campaign_gap_seconds, later, {}).full_until);
  const auto longer =
      used(LimitName::campaign_gap_seconds, later, with(LimitName::campaign_gap_seconds, 60));
  EXPECT_GE(longer.full_until, kNow + seconds{60});
}

}  // namespace
}  // namespace dunlin::outbound
