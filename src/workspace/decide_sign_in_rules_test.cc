#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "workspace/sign_in_rules.h"

namespace dunlin::workspace {
namespace {

using namespace std::chrono_literals;

const Instant kNow = from_us(1'800'000'000'000'000);

SessionFacts session(Duration age, Duration idle, Duration longest = {}) {
  return {.begun_at = kNow - age,
          .last_seen_at = kNow - idle,
          .longest_idle = longest,
          .second_factor = false};
}

TEST(SignInRules, without_any_nothing_is_closed) {
  EXPECT_EQ(decide_closed({}, session(24h * 30, 12h, 12h), kNow), Closed::no);
}

TEST(SignInRules, a_session_is_over_when_it_was_idle_for_longer_and_a_minute) {
  const SignInRules rules{.idle_minutes = 15};
  EXPECT_EQ(decide_closed(rules, session(1h, 16min), kNow), Closed::no);
  EXPECT_EQ(decide_closed(rules, session(1h, 16min + 1us), kNow), Closed::session_ended);
}

TEST(SignInRules, what_was_too_long_once_stays_so_however_it_is_used_since) {
  const SignInRules rules{.idle_minutes = 15};
  EXPECT_EQ(decide_closed(rules, session(1h, 0min, 17min), kNow), Closed::session_ended);
  EXPECT_EQ(decide_closed({.idle_minutes = 30}, session(1h, 0min, 17min), kNow), Closed::no);
}

TEST(SignInRules, a_session_is_over_when_it_is_older_whatever_is_done) {
  const SignInRules rules{.session_days = 1};
  EXPECT_EQ(decide_closed(rules, session(24h, 0min), kNow), Closed::no);
  EXPECT_EQ(decide_closed(rules, session(24h + 1us, 0min), kNow), Closed::session_ended);
}

TEST(SignInRules, who_has_no_second_factor_stays_outside_where_one_is_asked_for) {
  const SignInRules rules{.second_factor_required = true, .session_days = 1};
  SessionFacts facts = session(1h, 0min);
  EXPECT_EQ(decide_closed(rules, facts, kNow), Closed::second_factor);
  facts.begun_at = kNow - 25h;
  EXPECT_EQ(decide_closed(rules, facts, kNow), Closed::session_ended) << "signing in comes first";
  facts = session(1h, 0min);
  facts.second_factor = true;
  EXPECT_EQ(decide_closed(rules, facts, kNow), Closed::no);
}

RC_GTEST_PROP(SignInRules, a_stricter_rule_never_opens_what_a_laxer_one_closes, ()) {
  const auto minutes = [](int most) { return Duration{60'000'000LL * *rc::gen::inRange(0, most)}; };
  SessionFacts facts = session(minutes(60'000), minutes(800), minutes(800));
  facts.second_factor = *rc::gen::arbitrary<bool>();
  SignInRules lax{.second_factor_required = *rc::gen::arbitrary<bool>(),
                  .idle_minutes = *rc::gen::inRange(kLeastIdleMinutes, kMostIdleMinutes + 1),
                  .session_days = *rc::gen::inRange(kLeastSessionDays, kMostSessionDays + 1)};
  SignInRules strict = lax;
  strict.second_factor_required = true;
  strict.idle_minutes = *rc::gen::inRange(kLeastIdleMinutes, *lax.idle_minutes + 1);
  strict.session_days = *rc::gen::inRange(kLeastSessionDays, *lax.session_days + 1);
  if (decide_closed(lax, facts, kNow) == Closed::no) return;
  RC_ASSERT(decide_closed(strict, facts, kNow) != Closed::no);
}

TEST(SignInRules, nobody_shuts_themselves_out) {
  const SignInRules off;
  const SignInRules on{.second_factor_required = true};
  const auto refused = check_change(off, on, Asker::person, false);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().id, "sign_in.own_factor_first");
  EXPECT_EQ(refused.error().field, "sign_in.second_factor_required");
  EXPECT_EQ(check_change(off, on, Asker::key, false).error().id, "sign_in.owners_factor_first");
  EXPECT_TRUE(check_change(off, on, Asker::person, true).ok());
  EXPECT_TRUE(check_change(on, on, Asker::key, false).ok()) << "it was on before";
  EXPECT_TRUE(check_change(on, off, Asker::person, false).ok());
}

}  // namespace
}  // namespace dunlin::workspace
