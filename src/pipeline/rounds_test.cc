#include "pipeline/rounds.h"

#include <gtest/gtest.h>

namespace dunlin::pipeline {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLimit = 256;
const Rounds::Sizes kSizes{.pouring_bodies = 16, .conversations = 32};

Monotonic at(Duration time) {
  return Monotonic{1h} + time;
}

TEST(Rounds, a_few_bodies_that_wait_change_nothing) {
  Rounds rounds(kSizes);
  rounds.stored(15, at(0ms));
  EXPECT_FALSE(rounds.pouring(at(0ms)));
  EXPECT_EQ(rounds.limit(kLimit, at(0ms)), kLimit);
  EXPECT_EQ(rounds.until_next(5s, at(0ms)), 5s);
}

TEST(Rounds, while_many_wait_a_round_is_small) {
  Rounds rounds(kSizes);
  rounds.stored(16, at(0ms));
  EXPECT_TRUE(rounds.pouring(at(49ms)));
  EXPECT_EQ(rounds.limit(kLimit, at(49ms)), 32U);
  EXPECT_EQ(rounds.limit(8, at(49ms)), 8U);
}

TEST(Rounds, after_a_round_three_times_as_long_belongs_to_what_comes_in) {
  Rounds rounds(kSizes);
  rounds.stored(16, at(0ms));
  rounds.began(at(1ms));
  rounds.ended(at(6ms));
  EXPECT_EQ(rounds.limit(kLimit, at(20ms)), 0U);
  EXPECT_EQ(rounds.until_next(5s, at(20ms)), 1ms);
  EXPECT_EQ(rounds.limit(kLimit, at(21ms)), 32U);
}

TEST(Rounds, a_pause_ends_when_it_no_longer_pours) {
  Rounds rounds(kSizes);
  rounds.stored(16, at(0ms));
  rounds.began(at(0ms));
  rounds.ended(at(40ms));
  EXPECT_EQ(rounds.until_next(5s, at(41ms)), 9ms);
  EXPECT_EQ(rounds.limit(kLimit, at(50ms)), kLimit);
}

}  // namespace
}  // namespace dunlin::pipeline
