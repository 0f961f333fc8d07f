#include "sim/checks/shrink.h"

#include <ranges>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dunlin::checks {
namespace {

using ::testing::ElementsAre;

/// Fails when all of these are on, and so many write.
FirstThatFails needs(std::set<std::string> faults, int people, int& runs) {
  return [faults = std::move(faults), people, &runs](const std::vector<Cut>& cuts) {
    for (std::size_t i = 0; i < cuts.size(); ++i) {
      ++runs;
      const Plan left = cut(draw_plan(1, 1), cuts[i]);
      const bool on = std::ranges::all_of(faults, [&](const auto& name) { return left.has(name); });
      if (on && left.people.people >= people) return static_cast<int>(i);
    }
    return -1;
  };
}

TEST(Shrink, leaves_only_what_the_failure_needs) {
  Plan plan = draw_plan(1, 1);
  plan.people.people = 6;
  std::vector<std::string> on;
  std::ranges::copy(std::views::keys(plan.faults), std::back_inserter(on));
  ASSERT_GE(on.size(), 5U);
  int runs = 0;
  const Cut smallest = shrink(plan, needs({on.at(1), on.at(4)}, 2, runs));
  EXPECT_THAT(*smallest.only, ElementsAre(on.at(1), on.at(4)));
  EXPECT_EQ(smallest.people, 2);
  EXPECT_EQ(smallest.messages, 1);
  EXPECT_LT(runs, 200);
}

TEST(Shrink, a_failure_that_needs_no_fault_says_so) {
  int runs = 0;
  const Cut smallest = shrink(draw_plan(1, 1), needs({}, 1, runs));
  EXPECT_TRUE(smallest.only->empty());
  EXPECT_EQ(arguments(smallest), " --only none --people 1 --messages 1 --span 1 --nodes 1");
}

TEST(Plan, what_is_left_out_does_not_change_what_is_drawn) {
  const Plan whole = draw_plan(7);
  const auto& [name, chance] = *whole.faults.begin();
  Cut one;
  one.only = std::set<std::string>{name};
  const Plan left = cut(draw_plan(7), one);
  EXPECT_THAT(left.faults, ElementsAre(std::pair(name, chance)));
  EXPECT_EQ(left.people.messages, whole.people.messages);
}

}  // namespace
}  // namespace dunlin::checks
