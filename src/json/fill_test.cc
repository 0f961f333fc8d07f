#include "json/fill.h"

#include <gtest/gtest.h>

namespace dunlin::json {
namespace {

TEST(Fill, values_stand_where_their_names_stood) {
  const Object values{{"account", "shop"}, {"hours", 7}};
  EXPECT_EQ(fill("Nothing for @{account} in {hours} hours.", values),
            "Nothing for @shop in 7 hours.");
  EXPECT_EQ(fill("{account}{account}", values), "shopshop");
}

TEST(Fill, what_is_not_there_leaves_no_gap_at_the_end) {
  EXPECT_EQ(fill("It is paused. {reason}", {}), "It is paused.");
  EXPECT_EQ(fill("", {}), "");
}

TEST(Fill, a_value_is_never_read_as_a_name) {
  EXPECT_EQ(fill("{reason}", {{"reason", "{secret}"}, {"secret", "x"}}), "{secret}");
  EXPECT_EQ(fill("open { and } closed", {}), "open  closed");
  EXPECT_EQ(fill("left {open", {}), "left {open");
}

}  // namespace
}  // namespace dunlin::json
