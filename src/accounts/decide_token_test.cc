#include "accounts/decide_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dunlin::accounts {
namespace {

using Answer = graph::ReadAnswer<graph::ProfileAnswer>;
using ::testing::HasSubstr;

Answer me(std::string id, std::string username) {
  graph::ProfileAnswer out;
  out.id = std::move(id);
  out.username = std::move(username);
  return {.outcome = out, .usage = {}};
}
Answer refused_with(int code, int subcode = 0) {
  const std::string body = R"({"error":{"message":"no","code":)" + std::to_string(code) +
                           R"(,"error_subcode":)" + std::to_string(subcode) + "}}";
  return {.outcome = graph::classify(400, body), .usage = {}};
}
Error fault(const Answer& answer) {
  const auto judged = judge_token(answer, "1784");
  EXPECT_FALSE(judged.ok());
  return judged.ok() ? Error(Code::internal, "none", "") : judged.error();
}

TEST(JudgeToken, the_accounts_own_answer_proves_it) {
  const auto judged = judge_token(me("1784", "demo.shop"), "1784");
  ASSERT_TRUE(judged.ok()) << judged.error().text();
  EXPECT_EQ(judged->username, "demo.shop");
}

TEST(JudgeToken, another_accounts_token_is_refused_in_words) {
  const Error error = fault(me("1785", "other.shop"));
  EXPECT_EQ(error.id, "account.token_mismatch");
  EXPECT_EQ(error.code, Code::invalid);
  EXPECT_EQ(error.field, "ig_id");
  EXPECT_EQ(error.message,
            "The account id does not match the token: the token belongs to 1785 (@other.shop), not "
            "to 1784.");
}

TEST(JudgeToken, a_token_that_instagram_refuses_is_the_callers_to_mend) {
  for (const auto& answer : {refused_with(190), refused_with(190, 463), refused_with(102)}) {
    const Error error = fault(answer);
    EXPECT_EQ(error.id, "account.token_refused");
    EXPECT_EQ(error.code, Code::invalid);
    EXPECT_EQ(error.field, "access_token");
    EXPECT_THAT(error.hint, HasSubstr("Make a new token"));
  }
  EXPECT_EQ(fault(refused_with(10)).id, "account.token_refused");
  EXPECT_EQ(fault(refused_with(100, 33)).id, "account.token_refused");
}

TEST(JudgeToken, what_may_pass_says_nothing_about_the_token) {
  for (const auto& answer :
       {refused_with(4), refused_with(80002), refused_with(2), refused_with(1), refused_with(99999),
        Answer{.outcome = graph::NotSent{"net.dns", "The name could not be resolved."},
               .usage = {}},
        Answer{.outcome = graph::Unknown{"net.timeout", "No answer in time."}, .usage = {}}}) {
    const Error error = fault(answer);
    EXPECT_EQ(error.id, "account.token_unproved");
    EXPECT_EQ(error.code, Code::unavailable);
    EXPECT_EQ(error.retry, Retry::later);
  }
}

TEST(JudgeToken, a_proxy_that_does_not_connect_is_named) {
  const Error error =
      fault({.outcome = graph::NotSent{"net.proxy", "The proxy did not connect us."}, .usage = {}});
  EXPECT_EQ(error.field, "proxy");
  EXPECT_THAT(error.hint, HasSubstr("password of the proxy"));
}

}  // namespace
}  // namespace dunlin::accounts
