#include "outbound/limiter.h"

#include <deque>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "outbound/limits.h"

namespace dunlin::outbound {
namespace {

constexpr Instant kStart = from_us(1'795'132'800'000'000);
constexpr Window kHour{'h', std::chrono::hours{1}, std::chrono::minutes{1}, 200};

TEST(Limiter, takes_until_the_limit_and_names_when_the_next_fits) {
  Limiter limiter;
  for (int i = 0; i < 200; ++i) {
    ASSERT_FALSE(limiter.blocked_until(kHour, kStart));
    limiter.take(kHour, kStart);
  }
  const auto until = limiter.blocked_until(kHour, kStart);
  ASSERT_TRUE(until);
  EXPECT_EQ(*until, kStart + std::chrono::minutes{61});
  EXPECT_TRUE(limiter.blocked_until(kHour, *until - Duration{1}));
  EXPECT_FALSE(limiter.blocked_until(kHour, *until));
}

TEST(Limiter, its_text_is_read_back_as_the_same) {
  Limiter limiter;
  limiter.take(kHour, kStart, 3);
  limiter.take(kHour, kStart + std::chrono::minutes{2});
  limiter.take({'s', std::chrono::seconds{1}, std::chrono::milliseconds{20}, 100}, kStart, 7);
  const auto again = Limiter::parse(limiter.text());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->text(), limiter.text());
  EXPECT_EQ(again->used(kHour, kStart + std::chrono::minutes{2}), 4);
  EXPECT_EQ(Limiter().text(), "");
  EXPECT_TRUE(Limiter::parse(""));
}

TEST(Limiter, a_text_that_is_not_ours_is_not_read) {
  for (const std::string_view text :
       {"h", "h:", "h:1", "h:1=", "h:1=2,", "h:1=2x", "hh:1=2", "h:1=2;;", "1=2"}) {
    EXPECT_FALSE(Limiter::parse(text)) << text;
  }
}

TEST(Limiter, a_clock_set_back_neither_frees_nor_blocks_for_years) {
  Limiter limiter;
  limiter.take(kHour, kStart + std::chrono::days{3650}, 200);
  const auto until = limiter.blocked_until(kHour, kStart);
  ASSERT_TRUE(until);
  EXPECT_LE(*until, kStart + std::chrono::minutes{61});
  limiter.take(kHour, kStart, 0);
  EXPECT_FALSE(limiter.blocked_until(kHour, kStart + std::chrono::minutes{61}));
}

TEST(Limiter, what_is_given_back_can_be_taken_again) {
  Limiter limiter;
  limiter.take(kHour, kStart, 200);
  limiter.give_back(kHour, kStart, 5);
  EXPECT_FALSE(limiter.blocked_until(kHour, kStart + std::chrono::minutes{3}, 5));
  EXPECT_TRUE(limiter.blocked_until(kHour, kStart + std::chrono::minutes{3}, 6));
}

/// Every instant something was let through, judged by a true sliding window.
class Judge {
 public:
  explicit Judge(const Window& window) : window_(window) {}
  void pass(Instant at) {
    while (!inside_.empty() && inside_.front() <= at - window_.length) inside_.pop_front();
    inside_.push_back(at);
    RC_ASSERT(static_cast<std::int64_t>(inside_.size()) <= window_.limit);
  }

 private:
  Window window_;
  std::deque<Instant> inside_;
};

TEST(Limiter, no_sliding_window_ever_holds_more_than_the_limit) {
  EXPECT_TRUE(rc::check([] {
    const Window window{'x', std::chrono::seconds{60},
                        std::chrono::seconds{*rc::gen::inRange(1, 7)}, *rc::gen::inRange(1, 40)};
    Judge judge(window);
    Limiter limiter;
    Instant now = kStart + Duration{*rc::gen::inRange(0, 60'000'000)};
    for (int i = 0; i < 300; ++i) {
      now += Duration{*rc::gen::inRange(0, 4'000'000)};
      if (limiter.blocked_until(window, now)) continue;
      limiter.take(window, now);
      limiter = *Limiter::parse(limiter.text());
      judge.pass(now);
    }
  }));
}

TEST(Limiter, the_instant_it_names_is_the_first_that_fits) {
  EXPECT_TRUE(rc::check([] {
    const Window window{'x', std::chrono::seconds{60}, std::chrono::seconds{1},
                        *rc::gen::inRange(1, 10)};
    Limiter limiter;
    Instant now = kStart;
    for (int i = 0; i < 100; ++i) {
      now += Duration{*rc::gen::inRange(0, 3'000'000)};
      const auto until = limiter.blocked_until(window, now);
      if (!until) {
        limiter.take(window, now);
        continue;
      }
      RC_ASSERT(*until > now);
      RC_ASSERT(!limiter.blocked_until(window, *until).has_value());
      RC_ASSERT(limiter.blocked_until(window, *until - Duration{1}).has_value());
    }
  }));
}

/// How many a caller that never rests gets through, of what the limit would allow.
double usable(const Window& window, Duration tried) {
  Limiter limiter;
  std::int64_t passed = 0;
  for (Instant now = kStart; now < kStart + tried;) {
    if (const auto until = limiter.blocked_until(window, now)) {
      now = *until;
      continue;
    }
    limiter.take(window, now);
    ++passed;
  }
  const double possible =
      static_cast<double>(window.limit) *
      (static_cast<double>(tried.count()) / static_cast<double>(window.length.count()));
  return static_cast<double>(passed) / possible;
}

TEST(Limits, at_least_95_percent_of_each_can_be_used) {
  for (const CallKind kind :
       {CallKind::text, CallKind::audio_video, CallKind::private_reply, CallKind::read}) {
    for (const Limit& limit : account_limits(kind, Source::campaign, {})) {
      EXPECT_GE(usable(limit.window, limit.window.length * 40), 0.95) << limit.window.name;
    }
  }
  const Window app = app_window({});
  EXPECT_GE(
      usable(app, app.length * 40) * static_cast<double>(app.length.count()) / (24.0 * 3600e6),
      0.95);
}

TEST(Limits, hours_and_days_hold_between_nodes_whose_clocks_are_a_second_apart) {
  for (const Limit& limit : account_limits(CallKind::private_reply, Source::campaign, {})) {
    const Duration counted = limit.window.length < std::chrono::hours{24} ? std::chrono::hours{1}
                                                                          : std::chrono::hours{24};
    if (limit.window.length < counted) continue;
    Limiter limiter;
    const Instant last = kStart + limit.window.bucket - Duration{1};
    limiter.take(limit.window, last, limit.window.limit);
    const Instant by_a_clock_ahead = last + counted + std::chrono::seconds{1} - Duration{1};
    EXPECT_TRUE(limiter.blocked_until(limit.window, by_a_clock_ahead)) << limit.window.name;
  }
}

TEST(Limits, no_setting_raises_a_ceiling) {
  const Budgets huge{.account_calls_per_hour = 1'000'000'000, .app_calls_per_day = 1'000'000'000};
  for (const Limit& limit : account_limits(CallKind::audio_video, Source::campaign, huge)) {
    if (limit.window.name == 'h') continue;
    EXPECT_LE(limit.window.limit, 100) << limit.window.name;
  }
  for (const Limit& limit : account_limits(CallKind::private_reply, Source::rule, huge)) {
    if (limit.window.name == 'p') EXPECT_EQ(limit.window.limit, 750);
  }
}

TEST(Limits, marks_and_reads_stop_at_half_of_a_budget) {
  for (const CallKind kind : {CallKind::mark, CallKind::read}) {
    for (const Limit& limit : account_limits(kind, Source::rule, {})) {
      if (limit.window.name == 'h') EXPECT_EQ(limit.window.limit, 100);
    }
    EXPECT_EQ(share(kind, 10'000), 5'000);
  }
}

TEST(Limits, a_task_for_a_person_uses_no_call_but_keeps_the_campaign_s_pace) {
  EXPECT_TRUE(account_limits(CallKind::task, Source::rule, {}).empty());
  EXPECT_EQ(account_limits(CallKind::task, Source::campaign, {}).size(), 2U);
}

}  // namespace
}  // namespace dunlin::outbound
