#include "rules/lint.h"

#include <gtest/gtest.h>

#include "rules/decide_lint.h"
#include "rules/rules_testing.h"

namespace dunlin::rules {
namespace {

using testing::answering;

std::string kinds(const Rule& rule, const std::vector<Rule>& others = {}) {
  std::string out;
  for (const Note& note : lint(rule, others)) {
    out += (out.empty() ? "" : " ") + std::string(name(note.kind));
  }
  return out;
}

Rule older(Rule rule) {
  rule.created_at = from_us(1);
  return rule;
}

Rule younger(Rule rule) {
  rule.created_at = from_us(2);
  return rule;
}

TEST(Implies, a_keyword_brings_what_its_text_holds) {
  const Keyword phrase{"how much is it", MatchKind::phrase};
  EXPECT_TRUE(implies({"price", MatchKind::word}, {"PRICE", MatchKind::word}));
  EXPECT_TRUE(implies(phrase, {"much", MatchKind::word}));
  EXPECT_TRUE(implies(phrase, {"muc", MatchKind::contains}));
  EXPECT_FALSE(implies(phrase, {"how much is", MatchKind::contains}))
      << "punctuation may stand between";
  EXPECT_FALSE(implies({"price", MatchKind::contains}, {"price", MatchKind::word}))
      << "it may be a part of prices";
  EXPECT_TRUE(implies({"hello there", MatchKind::exact}, {"there", MatchKind::word}));
  EXPECT_FALSE(implies({"there", MatchKind::word}, {"there", MatchKind::exact}));
  EXPECT_FALSE(implies({"pr.ce", MatchKind::regex}, {"price", MatchKind::word}));
}

TEST(Lint, a_plain_rule_gets_no_note) {
  EXPECT_EQ(kinds(answering("price", {"price", "cost"})), "");
}

TEST(Lint, keywords_that_exclude_each_other_never_fire) {
  Rule rule = answering("price", {"price"});
  rule.conditions.keywords.none = {{"ice", MatchKind::contains}};
  EXPECT_EQ(kinds(rule), "never_fires");
  rule.conditions.keywords.any.push_back({"cost", MatchKind::word});
  EXPECT_EQ(kinds(rule), "");
  rule.conditions.keywords.all = {{"nice", MatchKind::word}};
  EXPECT_EQ(kinds(rule), "never_fires");
}

TEST(Lint, tags_that_exclude_each_other_never_fire) {
  Rule rule = answering("vip", {"price"});
  rule.conditions.tags_any = {"vip"};
  rule.conditions.tags_none = {"vip", "blocked"};
  EXPECT_EQ(kinds(rule), "never_fires");
}

TEST(Lint, a_wider_rule_that_comes_first_shadows_a_narrow_one) {
  const Rule wide = older(answering("wide", {"price", "cost"}));
  Rule narrow = younger(answering("narrow", {"price"}));
  narrow.conditions.languages = {"en"};
  EXPECT_EQ(kinds(narrow, {wide}), "shadowed");
  EXPECT_EQ(lint(narrow, {wide}).front().other->name, "wide");
  EXPECT_EQ(kinds(wide, {narrow}), "") << "what comes later shadows nothing";
  narrow.priority = 10;
  EXPECT_EQ(kinds(narrow, {wide}), "");
}

TEST(Lint, a_rule_that_goes_on_or_pauses_shadows_nothing) {
  Rule wide = older(answering("wide", {"price"}));
  wide.conditions.keywords.any.push_back({"cost", MatchKind::word});
  const Rule narrow = younger(answering("narrow", {"price"}));
  wide.then = Rule::Then::keep_going;
  EXPECT_EQ(kinds(narrow, {wide}), "");
  wide.then = Rule::Then::stop;
  wide.cooldown = std::chrono::minutes{5};
  EXPECT_EQ(kinds(narrow, {wide}), "");
  wide.cooldown = {};
  wide.active = false;
  EXPECT_EQ(kinds(narrow, {wide}), "");
}

TEST(Lint, a_none_of_the_wide_rule_keeps_the_narrow_one_alive) {
  Rule wide = older(answering("wide", {"price"}));
  wide.conditions.keywords.none = {{"wholesale", MatchKind::word}};
  Rule narrow = younger(answering("narrow", {"price"}));
  narrow.conditions.accounts = {"acc_1"};
  EXPECT_EQ(kinds(narrow, {wide}), "");
  narrow.conditions.keywords.none = {{"wholesale", MatchKind::word}};
  EXPECT_EQ(kinds(narrow, {wide}), "shadowed");
}

TEST(Lint, the_same_question_twice_is_said) {
  const Rule one = older(answering("one", {"price"}));
  Rule two = younger(answering("two", {"Price"}));
  two.priority = 5;
  EXPECT_EQ(kinds(two, {one}), "duplicate");
}

TEST(Lint, a_quick_reply_that_asks_the_rule_again_is_a_loop) {
  Rule rule = answering("price", {"price"});
  std::get<Reply>(rule.actions[0]).variants[0].quick_replies = {{"Price list", "list"}};
  EXPECT_EQ(kinds(rule), "loop");
  rule.cooldown = std::chrono::minutes{1};
  EXPECT_EQ(kinds(rule), "");
}

TEST(Lint, a_promise_to_write_later_is_said_in_both_languages) {
  Rule rule = answering("later", {"price"});
  auto& text = std::get<Reply>(rule.actions[0]).variants[0].text;
  text = "Thanks! We’ll look. We will message you tomorrow.";
  EXPECT_EQ(kinds(rule), "late_promise");
  text = "ممنون، فردا پیام می‌دهیم";
  EXPECT_EQ(kinds(rule), "late_promise");
}

TEST(Lint, a_comment_allows_one_message) {
  Rule rule = answering("comment", {"price"});
  rule.trigger = Trigger::comment;
  rule.actions.push_back(rule.actions.front());
  EXPECT_EQ(kinds(rule), "one_reply");
}

}  // namespace
}  // namespace dunlin::rules
