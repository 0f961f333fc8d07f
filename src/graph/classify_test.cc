#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/error_table.h"
#include "tests/support/sentences.h"

namespace dunlin::graph {
namespace {

std::string error_body(int code, int subcode) {
  return fmt::format(
      R"({{"error":{{"message":"(#{}) words","type":"OAuthException","code":{},"error_subcode":{},"fbtrace_id":"A1"}}}})",
      code, code, subcode);
}

constexpr ErrorAct V = ErrorAct::verify;
constexpr ErrorAct R = ErrorAct::retry;
constexpr ErrorAct T = ErrorAct::throttle;
constexpr ErrorAct P = ErrorAct::pause;
constexpr ErrorAct A = ErrorAct::reauthorise;
constexpr ErrorAct X = ErrorAct::terminal;

struct Expected {
  int code, subcode;
  ErrorAct act;
};

// The rows of the reference, written a second time by hand.
constexpr Expected kExpected[] = {
    {1, 0, V},
    {1, 99, V},
    {1, 1357046, V},
    {2, 0, V},
    {3, 0, X},
    {4, 0, T},
    {17, 0, T},
    {32, 0, T},
    {341, 0, T},
    {4, 2207051, P},
    {613, 0, T},
    {613, 2534040, T},
    {613, 1996, T},
    {613, 2018338, P},
    {80001, 0, T},
    {80002, 0, T},
    {80006, 0, T},
    {10, 0, P},
    {10, 2534022, X},
    {10, 2018278, X},
    {10, 2018065, X},
    {10, 2018108, X},
    {10, 1893063, P},
    {10, 2534077, P},
    {100, 0, X},
    {100, 33, X},
    {100, 2018001, X},
    {100, 2534014, X},
    {100, 2018008, R},
    {100, 2018047, X},
    {100, 2018109, X},
    {100, 2018294, X},
    {100, 2018074, X},
    {100, 2534013, P},
    {100, 2534015, X},
    {100, 2534025, X},
    {100, 2534029, P},
    {100, 2534037, X},
    {100, 2018300, X},
    {102, 0, A},
    {190, 0, A},
    {190, 458, A},
    {190, 459, P},
    {190, 460, A},
    {190, 463, A},
    {190, 464, A},
    {190, 467, A},
    {190, 492, A},
    {200, 0, P},
    {250, 0, P},
    {299, 7, P},
    {200, 2018028, P},
    {200, 2534041, P},
    {200, 1545041, X},
    {551, 0, X},
    {551, 1545041, X},
    {230, 0, X},
    {368, 0, P},
    {368, 1390008, P},
    {506, 0, X},
    {9, 2207042, T},
    {9, 2018352, X},
    {4, 2018354, X},
    {10, 1893015, X},
    {2022, 0, P},
    {10900, 0, X},
    {10903, 0, X},
    {36103, 0, P},
    {2018218, 0, X},
    {2018247, 0, X},
    {100, 2018218, X},
    {100, 2018247, X},
    {9000001, 0, X},
    {100, 9000001, X},
    {2534068, 0, X},
    {100, 2534068, X},
    {-2, 2207003, R},
    {-2, 2207020, X},
    {-1, 2207001, R},
    {-1, 2207032, R},
    {-1, 2207053, X},
    {1, 2207057, X},
    {24, 2207006, X},
    {24, 2207008, R},
    {25, 2207050, P},
    {100, 2207023, X},
    {100, 2207028, X},
    {100, 2207035, X},
    {100, 2207036, X},
    {100, 2207037, X},
    {100, 2207040, X},
    {352, 2207026, X},
    {9004, 2207052, X},
    {9007, 2207027, R},
    {36000, 2207004, X},
    {36001, 2207005, X},
    {36003, 2207009, X},
    {36004, 2207010, X},
    // In no row: it may have happened.
    {5, 0, V},
    {99999, 0, V},
    {300, 0, V},
};

TEST(Classify, every_row_of_the_reference_has_its_act) {
  for (const Expected& row : kExpected) {
    const GraphError error = classify(400, error_body(row.code, row.subcode));
    EXPECT_EQ(static_cast<int>(error.act), static_cast<int>(row.act))
        << row.code << "/" << row.subcode;
    EXPECT_EQ(error.code, row.code);
    EXPECT_EQ(error.subcode, row.subcode);
  }
}

TEST(Classify, no_row_is_without_a_sentence_and_none_stands_twice) {
  std::set<std::pair<int, int>> seen;
  for (const ErrorRow& row : error_rows()) {
    EXPECT_TRUE(row.plain.ends_with('.')) << row.code << "/" << row.subcode;
    EXPECT_TRUE(testing::is_listed_reason(std::string(row.plain))) << row.plain;
    EXPECT_TRUE(seen.emplace(row.code, row.subcode).second) << row.code << "/" << row.subcode;
  }
}

TEST(Classify, only_what_a_throttle_is_can_park_and_each_says_how_long) {
  for (const ErrorRow& row : error_rows()) {
    EXPECT_EQ(row.park_for.has_value(), row.act == ErrorAct::throttle)
        << row.code << "/" << row.subcode;
  }
}

TEST(Classify, three_answers_mean_that_the_person_said_stop) {
  for (const auto& [code, subcode] :
       {std::pair{551, 0}, {551, 1545041}, {10, 1893015}, {200, 1545041}}) {
    EXPECT_TRUE(classify(400, error_body(code, subcode)).means_stop) << code << "/" << subcode;
  }
  EXPECT_FALSE(classify(400, error_body(10, 2534022)).means_stop);
  EXPECT_FALSE(classify(400, error_body(2, 0)).means_stop);
}

TEST(Classify, neither_status_nor_type_decides) {
  for (const int status : {200, 400, 401, 403, 429, 500, 503}) {
    EXPECT_EQ(classify(status, error_body(190, 463)).act, ErrorAct::reauthorise);
  }
  EXPECT_EQ(classify(400, R"({"error":{"type":"GraphMethodException","code":368}})").act,
            ErrorAct::pause);
}

TEST(Classify, meta_s_words_are_kept_but_capped) {
  const auto error = classify(
      400,
      fmt::format(
          R"({{"error":{{"message":"{}","code":100,"fbtrace_id":"AbC","is_transient":true}}}})",
          std::string(2000, 'x')));
  EXPECT_EQ(error.message.size(), 500U);
  EXPECT_EQ(error.trace_id, "AbC");
  EXPECT_TRUE(error.transient);
}

TEST(Classify, numbers_written_as_text_count) {
  const auto error = classify(400, R"({"error":{"code":"10","error_subcode":"2534022"}})");
  EXPECT_EQ(error.code, 10);
  EXPECT_EQ(error.act, ErrorAct::terminal);
}

TEST(Classify, what_is_no_graph_error_may_have_happened) {
  for (const std::string_view body :
       {"", "<html>Bad gateway</html>", "[]", "{}", R"({"error":"down"})", R"({"error":{}})",
        "{\"error\":{\"code\":1e99}}"}) {
    const auto error = classify(502, body);
    EXPECT_EQ(error.code, 0) << body;
    EXPECT_EQ(error.act, ErrorAct::verify) << body;
  }
}

}  // namespace
}  // namespace dunlin::graph
