#include "conversations/window.h"

#include <array>
#include <random>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "tests/support/sentences.h"

namespace dunlin::conversations {
namespace {

using Leave = WindowAnswer::Leave;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Instant kStart = from_ms(1'790'000'000'000);

Leave leave(OpenedBy by, Answerer answerer, bool granted, Duration later) {
  return window({.opened_at = kStart, .opened_by = by}, answerer, granted, kStart + later).leave;
}

TEST(Window, is_open_for_24_hours_less_a_minute) {
  constexpr Duration kLast = hours{24} - seconds{60};
  for (const auto by : {OpenedBy::message, OpenedBy::story_reply, OpenedBy::story_mention,
                        OpenedBy::postback, OpenedBy::ad_click}) {
    EXPECT_EQ(leave(by, Answerer::automation, false, Duration{0}), Leave::open);
    EXPECT_EQ(leave(by, Answerer::automation, false, kLast - Duration{1}), Leave::open);
    EXPECT_EQ(leave(by, Answerer::automation, false, kLast), Leave::closed);
    EXPECT_EQ(leave(by, Answerer::automation, true, kLast), Leave::closed);
    EXPECT_EQ(leave(by, Answerer::person, false, kLast), Leave::closed);
  }
}

TEST(Window, lets_a_person_answer_for_7_days_with_the_tag_when_granted) {
  EXPECT_EQ(leave(OpenedBy::message, Answerer::person, true, hours{1}), Leave::open);
  EXPECT_EQ(leave(OpenedBy::message, Answerer::person, true, hours{24}),
            Leave::with_human_agent_tag);
  EXPECT_EQ(leave(OpenedBy::message, Answerer::person, true, days{7} - minutes{1} - Duration{1}),
            Leave::with_human_agent_tag);
  EXPECT_EQ(leave(OpenedBy::message, Answerer::person, true, days{7} - minutes{1}), Leave::closed);
}

TEST(Window, a_reaction_or_silence_opens_nothing) {
  EXPECT_EQ(leave(OpenedBy::reaction, Answerer::person, true, Duration{0}), Leave::closed);
  const auto silent = window({}, Answerer::automation, true, kStart);
  EXPECT_EQ(silent.leave, Leave::closed);
  EXPECT_FALSE(silent.reason.empty());
}

TEST(Window, the_window_of_an_ad_click_is_a_switch) {
  const WindowFacts facts{.opened_at = kStart, .opened_by = OpenedBy::ad_click};
  const WindowPolicy week{.ad_click = days{7} - minutes{1}};
  const auto later = kStart + days{3};
  EXPECT_EQ(window(facts, Answerer::automation, false, later).leave, Leave::closed);
  EXPECT_EQ(window(facts, Answerer::automation, false, later, week).leave, Leave::open);
}

TEST(Window, says_until_when_and_why_not) {
  const WindowFacts facts{.opened_at = kStart, .opened_by = OpenedBy::message};
  EXPECT_EQ(window(facts, Answerer::person, true, kStart).closes_at,
            kStart + hours{24} - minutes{1});
  EXPECT_EQ(window(facts, Answerer::person, true, kStart + hours{30}).closes_at,
            kStart + days{7} - minutes{1});
  const auto late = window(facts, Answerer::automation, true, kStart + hours{30});
  EXPECT_NE(late.reason.find("only a person"), std::string::npos) << late.reason;
  EXPECT_FALSE(late.closes_at);
  const auto over = window(facts, Answerer::person, false, kStart + hours{30});
  const auto never = window({}, Answerer::person, true, kStart);
  for (const WindowAnswer& closed : {late, over, never}) {
    EXPECT_TRUE(testing::is_listed_reason(closed.reason)) << closed.reason;
  }
}

/// R9: what leaves while the window says so arrives inside Meta's 24 hours, whatever our clock
/// says.
TEST(Window, nothing_leaves_outside_24_hours_in_a_million_boundary_cases_with_skew) {
  std::mt19937_64 draw(20261121);
  const auto between = [&draw](std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(draw() % static_cast<std::uint64_t>(high - low + 1));
  };
  constexpr std::int64_t kDayUs = Duration{days{1}}.count();
  constexpr std::array kOpeners{OpenedBy::message, OpenedBy::story_reply, OpenedBy::story_mention,
                                OpenedBy::postback, OpenedBy::ad_click};
  int opened = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const Duration skew{between(-kDayUs, kDayUs)};
    const Instant true_act = kStart + Duration{between(-kDayUs, kDayUs)};
    const Duration transit{between(0, 59'999'999)};
    const Instant receipt_by_our_clock = true_act + transit + skew;
    const WindowFacts facts{.opened_at = std::min(true_act, receipt_by_our_clock),
                            .opened_by = kOpeners[static_cast<std::size_t>(between(0, 4))]};
    // Around the close as our clock sees it, most of them before: those are what could leave.
    const Instant our_now =
        *facts.opened_at + hours{24} - seconds{60} + Duration{between(-1'000'000, 100'000)};
    const Instant true_now = our_now - skew;
    const auto answer = window(facts, Answerer::automation, between(0, 1) == 1, our_now);
    ASSERT_NE(answer.leave, Leave::with_human_agent_tag);
    if (answer.leave != Leave::open) continue;
    ++opened;
    ASSERT_LT(true_now, true_act + hours{24}) << "skew " << skew.count() << " case " << i;
  }
  EXPECT_GT(opened, 800'000);
  EXPECT_LT(opened, 950'000);
}

RC_GTEST_PROP(Window, never_opens_again_as_time_goes_on,
              (std::int64_t first_us, std::int64_t step_us, bool granted)) {
  constexpr std::int64_t kMonthUs = Duration{days{30}}.count();
  const Duration first{std::abs(first_us % kMonthUs)};
  const Duration second = first + Duration{std::abs(step_us % kMonthUs)};
  for (const auto answerer : {Answerer::automation, Answerer::person}) {
    RC_ASSERT(leave(OpenedBy::message, answerer, granted, second) >=
              leave(OpenedBy::message, answerer, granted, first));
  }
}

RC_GTEST_PROP(Window, the_tag_is_never_on_an_automatic_message, (std::int64_t later_us)) {
  const Duration later{std::abs(later_us % Duration{days{30}}.count())};
  RC_ASSERT(leave(OpenedBy::message, Answerer::automation, true, later) !=
            Leave::with_human_agent_tag);
}

}  // namespace
}  // namespace dunlin::conversations
