#include <gtest/gtest.h>

#include "rules/rules.h"
#include "rules/rules_testing.h"

namespace dunlin::rules {
namespace {

std::string winner(std::string_view text) {
  std::vector<Rule> rules = shipped_rules();
  for (std::size_t i = 0; i < rules.size(); ++i)
    rules[i].id = RuleId{static_cast<std::int64_t>(i) + 1};
  return testing::fired_names(
      testing::decide(std::move(rules), testing::facts_of(std::string(text))));
}

TEST(ShippedRules, ArePublishable) {
  for (const Rule& rule : shipped_rules()) {
    const Status status = validate(rule);
    EXPECT_TRUE(status.ok()) << rule.name << ": " << status.error().text();
  }
}

TEST(ShippedRules, AnswerTheNewcomersQuestion) {
  EXPECT_EQ(winner("how much is it?"), "Price (English)");
  EXPECT_EQ(winner("What's the PRICE"), "Price (English)");
  EXPECT_EQ(winner("قیمت؟"), "Price (Persian)");
  EXPECT_EQ(winner("اين چنده"), "Price (Persian)");
  EXPECT_EQ(winner("قيمت‌ها رو میگید"), "Price (Persian)");
}

TEST(ShippedRules, AnswerWhatTheyDoNotUnderstandInItsLanguage) {
  EXPECT_EQ(winner("hello"), "Fallback (English)");
  EXPECT_EQ(winner("سلام"), "Fallback (Persian)");
}

}  // namespace
}  // namespace dunlin::rules
