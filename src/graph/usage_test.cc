#include <gtest/gtest.h>

#include "graph/graph.h"

namespace dunlin::graph {
namespace {

Usage of(std::string_view name, std::string_view value) {
  net::Headers headers;
  headers.add(name, value);
  return read_usage(headers);
}

TEST(Usage, the_largest_share_of_the_app_header_counts) {
  EXPECT_EQ(of("X-App-Usage", R"({"call_count":28,"total_time":75,"total_cputime":25})").percent,
            75);
}

TEST(Usage, the_wait_of_a_business_use_case_is_in_minutes) {
  const Usage usage = of(
      "x-business-use-case-usage",
      R"({"1784":[{"type":"messenger","call_count":3},{"type":"instagram","call_count":95,"total_cputime":20,"total_time":20,"estimated_time_to_regain_access":19}]})");
  EXPECT_EQ(usage.percent, 95);
  EXPECT_EQ(usage.regain_after, std::chrono::minutes{19});
}

TEST(Usage, the_longest_wait_of_several_holds_and_none_lasts_over_a_day) {
  const Usage usage = of(
      "X-Business-Use-Case-Usage",
      R"({"1":[{"estimated_time_to_regain_access":5}],"2":[{"estimated_time_to_regain_access":99999999}]})");
  EXPECT_EQ(usage.regain_after, std::chrono::hours{24});
}

TEST(Usage, a_header_of_another_shape_says_nothing) {
  for (const std::string_view value :
       {"", "90%", "[]", R"({"1":{}})", R"({"1":["a"]})", R"({"call_count":"28"})"}) {
    EXPECT_EQ(of("X-App-Usage", value).percent, 0) << value;
    EXPECT_EQ(of("X-Business-Use-Case-Usage", value).regain_after, std::nullopt) << value;
  }
}

}  // namespace
}  // namespace dunlin::graph
