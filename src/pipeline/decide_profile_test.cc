#include "pipeline/decide_profile.h"

#include <gtest/gtest.h>

namespace dunlin::pipeline {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
const Instant kNow = from_ms(1'790'000'000'000);

ProfileDecision after(const ProfileAnswer& answer, int failures, double jitter = 0) {
  return decide_profile(answer, {.now = kNow, .failures = failures, .jitter = jitter});
}
ProfileAnswer error(graph::ErrorAct act) {
  graph::GraphError out;
  out.act = act;
  return {.outcome = out, .usage = {}};
}
const ProfileAnswer kSilence{.outcome = graph::Unknown{"net.timeout", ""}, .usage = {}};

TEST(DecideProfile, an_answer_is_kept) {
  graph::ProfileAnswer read;
  read.username = "leila";
  read.follows_account = true;
  const auto decision = after({.outcome = read, .usage = {}}, 2);
  ASSERT_TRUE(decision.keep);
  EXPECT_EQ(decision.keep->username, "leila");
  EXPECT_EQ(decision.keep->follows_account, true);
}

TEST(DecideProfile, a_refusal_is_an_answer_that_says_nothing) {
  const auto decision = after(error(graph::ErrorAct::terminal), 0);
  ASSERT_TRUE(decision.keep);
  EXPECT_EQ(decision.keep->username, "");
}

TEST(DecideProfile, what_concerns_the_account_is_no_failure_of_the_read) {
  for (const auto act :
       {graph::ErrorAct::throttle, graph::ErrorAct::pause, graph::ErrorAct::reauthorise}) {
    const auto decision = after(error(act), 5);
    EXPECT_FALSE(decision.keep);
    EXPECT_EQ(decision.next_at, kNow);
    EXPECT_EQ(decision.failures, 5);
  }
}

TEST(DecideProfile, failures_double_the_wait_up_to_six_hours_and_then_end) {
  EXPECT_EQ(after(error(graph::ErrorAct::retry), 0).next_at, kNow + seconds{30});
  EXPECT_EQ(after(error(graph::ErrorAct::verify), 1).next_at, kNow + seconds{60});
  EXPECT_EQ(after(kSilence, 3).next_at, kNow + seconds{240});
  EXPECT_EQ(after(kSilence, 3, 1.0).next_at, kNow + seconds{120});
  EXPECT_EQ(after(kSilence, 10).next_at, kNow + hours{6});
  EXPECT_EQ(after(kSilence, 11).next_at, std::nullopt);
  EXPECT_EQ(after(kSilence, 3).failures, 4);
}

TEST(DecideProfile, only_silence_speaks_against_the_account) {
  using Account = ProfileDecision::Account;
  EXPECT_EQ(after(kSilence, 0).account, Account::is_silent);
  EXPECT_EQ(after({.outcome = graph::NotSent{"net.dns", ""}, .usage = {}}, 0).account,
            Account::is_silent);
  EXPECT_EQ(after(error(graph::ErrorAct::retry), 0).account, Account::answers);
}

}  // namespace
}  // namespace dunlin::pipeline
