#include "pipeline/lanes.h"

#include <gtest/gtest.h>

namespace dunlin::pipeline {
namespace {

void add(Lanes& lanes, const std::string& key, int position) {
  lanes.add(key, Arrival{.body = {}, .position = position, .event = {}, .folded = {}, .match = {}});
}

TEST(Lanes, a_conversation_is_at_work_once) {
  Lanes lanes;
  add(lanes, "leila", 0);
  ASSERT_EQ(lanes.next(8), "leila");
  add(lanes, "leila", 1);
  EXPECT_EQ(lanes.next(8), std::nullopt);
  const auto both = lanes.take("leila", 16);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both.front().position, 0);
  EXPECT_EQ(both.back().position, 1);
}

TEST(Lanes, no_more_than_the_limit_are_at_work_and_the_one_that_waited_longest_is_next) {
  Lanes lanes;
  for (const char* person : {"leila", "amir", "sara"}) add(lanes, person, 0);
  EXPECT_EQ(lanes.next(2), "leila");
  EXPECT_EQ(lanes.next(2), "amir");
  EXPECT_EQ(lanes.next(2), std::nullopt);
  EXPECT_EQ(lanes.take("leila", 16).size(), 1U);
  EXPECT_TRUE(lanes.take("leila", 16).empty());
  EXPECT_EQ(lanes.next(2), "sara");
  EXPECT_EQ(lanes.running(), 2U);
}

TEST(Lanes, who_steps_back_with_events_left_waits_behind_the_others) {
  Lanes lanes;
  for (int i = 0; i < 3; ++i) add(lanes, "leila", i);
  add(lanes, "amir", 0);
  ASSERT_EQ(lanes.next(1), "leila");
  EXPECT_EQ(lanes.take("leila", 2).size(), 2U);
  lanes.step_back("leila");
  ASSERT_EQ(lanes.next(1), "amir");
  EXPECT_EQ(lanes.take("amir", 2).size(), 1U);
  lanes.step_back("amir");
  ASSERT_EQ(lanes.next(1), "leila");
  EXPECT_EQ(lanes.take("leila", 2).front().position, 2);
  lanes.step_back("leila");
  EXPECT_TRUE(lanes.empty());
}

}  // namespace
}  // namespace dunlin::pipeline
