#include <set>

#include <gtest/gtest.h>

#include "rules/lint.h"
#include "rules/rules.h"
#include "rules/rules_testing.h"

namespace dunlin::rules {
namespace {

TEST(Templates, each_can_be_published_as_it_is_and_gets_no_note) {
  for (const Template& one : templates()) {
    const Status valid = validate(one.rule);
    EXPECT_TRUE(valid.ok()) << one.key << ": " << valid.error().text();
    EXPECT_TRUE(lint(one.rule, {}).empty()) << one.key;
  }
}

TEST(Templates, each_purpose_is_there_in_both_languages) {
  std::set<std::string_view> english, persian;
  for (const Template& one : templates())
    (one.language == "en" ? english : persian).insert(one.key);
  EXPECT_EQ(english, persian);
  EXPECT_EQ(english.size(), 8U);
}

TEST(Templates, all_of_a_language_can_stand_side_by_side) {
  std::vector<Rule> rules;
  std::int64_t id = 0;
  for (const Template& one : templates()) {
    rules.push_back(one.rule);
    rules.back().id.value = ++id;
  }
  const auto snapshot = testing::compiled(rules);
  const auto fired = [&](std::string_view text) {
    const Facts facts = testing::facts_of(std::string(text));
    return testing::fired_names(snapshot->decide(facts, *snapshot->match(facts.text)));
  };
  EXPECT_EQ(fired("How much is the red one?"), "Price");
  EXPECT_EQ(fired("سلام، ارسال دارید؟"), "ارسال");
  EXPECT_EQ(fired("I want to talk to someone about shipping"), "A person, please");
}

}  // namespace
}  // namespace dunlin::rules
