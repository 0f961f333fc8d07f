#include "rules/decide_order.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace dunlin::rules {
namespace {

using Priorities = std::vector<int>;

/// Places of the rules by what they have, the ties by age, which is their place.
std::vector<std::size_t> order_of(const Priorities& priorities,
                                  const std::vector<std::size_t>& ages) {
  std::vector<std::size_t> order(priorities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return priorities[a] != priorities[b] ? priorities[a] > priorities[b] : ages[a] < ages[b];
  });
  return order;
}

TEST(Order, what_stays_where_it_is_keeps_its_priority) {
  EXPECT_EQ(priorities_for({5, 0, 0, -100}, {0, 1, 2, 3}), (Priorities{5, 0, 0, -100}));
}

TEST(Order, one_that_is_dragged_goes_between_its_neighbours) {
  // The last but one (0) to the top; the fallback stays the last.
  EXPECT_EQ(priorities_for({0, 20, 10, -100}, {2, 0, 1, 3}), (Priorities{511, 20, 10, -100}));
  EXPECT_EQ(priorities_for({20, 0, 10, -100}, {0, 2, 1, 3}), (Priorities{20, 15, 10, -100}));
}

TEST(Order, without_room_between_all_are_numbered_anew) {
  EXPECT_EQ(priorities_for({0, 0, 0, 0}, {0, 2, 1, 3}), (Priorities{20, 10, 0, -10}));
}

TEST(Order, more_than_there_are_numbers_for_cannot_be_ordered) {
  const std::size_t count = 2002;
  std::vector<std::size_t> places(count);
  std::iota(places.rbegin(), places.rend(), std::size_t{0});
  EXPECT_EQ(priorities_for(Priorities(count, 0), places), std::nullopt);
}

RC_GTEST_PROP(Order, any_wish_is_fulfilled, (std::vector<std::int8_t> drawn)) {
  Priorities sorted(drawn.begin(), drawn.end());
  std::ranges::sort(sorted, std::greater());
  const std::size_t count = sorted.size();
  std::vector<std::size_t> places(count);
  std::iota(places.begin(), places.end(), std::size_t{0});
  for (std::size_t i = count; i > 1; --i) {
    std::swap(places[i - 1], places[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  Priorities now;
  for (const std::size_t place : places) now.push_back(sorted[place]);
  const auto wished = priorities_for(now, places);
  RC_ASSERT(wished.has_value());
  std::vector<std::size_t> as_asked(count);
  std::iota(as_asked.begin(), as_asked.end(), std::size_t{0});
  RC_ASSERT(order_of(*wished, places) == as_asked);
  for (const int priority : *wished) RC_ASSERT(priority >= -1000 && priority <= 1000);
}

}  // namespace
}  // namespace dunlin::rules
