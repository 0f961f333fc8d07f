#include <algorithm>

#include <gtest/gtest.h>

#include "base/time.h"
#include "rules/decision.h"
#include "rules/rules_testing.h"

namespace dunlin::rules {
namespace {

using testing::answering;
using testing::compiled;
using testing::facts_of;
using testing::fired_names;
using testing::reason_of;

TEST(Decide, TheHighestPriorityWins) {
  Rule low = answering("low", {"price"});
  Rule high = answering("high", {"price"});
  high.priority = 5;
  const auto decision = testing::decide({low, high}, facts_of("the price?"));
  EXPECT_EQ(fired_names(decision), "high");
  EXPECT_EQ(reason_of(decision, "low"), "a rule of higher priority won");
}

TEST(Decide, OfTwoEqualOnesTheOlderWins) {
  Rule younger = answering("younger", {"price"});
  younger.created_at = from_us(2000);
  Rule older = answering("older", {"price"});
  older.created_at = from_us(1000);
  EXPECT_EQ(fired_names(testing::decide({younger, older}, facts_of("price"))), "older");
}

TEST(Decide, KeepGoingLetsTheNextOneFireToo) {
  Rule tagger = answering("tagger", {"price"});
  tagger.priority = 5;
  tagger.then = Rule::Then::keep_going;
  const auto decision = testing::decide(
      {tagger, answering("a", {"price"}), answering("b", {"price"})}, facts_of("price"));
  EXPECT_EQ(fired_names(decision), "tagger a");
}

TEST(Decide, AnyAllAndNoneAreAskedTogether) {
  Rule rule = answering("rule", {"price", "cost"});
  rule.conditions.keywords.all = {{"blue"}, {"dress"}};
  rule.conditions.keywords.none = {{"free shipping", MatchKind::phrase}};
  EXPECT_EQ(fired_names(testing::decide({rule}, facts_of("cost of the blue dress"))), "rule");
  EXPECT_EQ(reason_of(testing::decide({rule}, facts_of("the blue dress")), "rule"),
            "its keywords do not occur");
  EXPECT_EQ(reason_of(testing::decide({rule}, facts_of("price of a dress")), "rule"),
            "the keyword \"blue\" does not occur");
  EXPECT_EQ(
      reason_of(testing::decide({rule}, facts_of("price, blue dress, free  shipping?")), "rule"),
      "the excluded keyword \"free shipping\" occurs");
}

TEST(Decide, WhatMatchedIsShownInTheOriginalText) {
  Rule rule = answering("rule", {"قیمت", "price"});
  rule.conditions.keywords.all = {{"blue"}};
  const std::string text = "PRICE, blue: قيمت؟";
  const auto decision = testing::decide({rule}, facts_of(text));
  ASSERT_EQ(decision.fired.size(), 1U);
  std::vector<std::string> matched;
  for (const Span& span : decision.fired[0].matched)
    matched.push_back(text.substr(span.begin, span.end - span.begin));
  EXPECT_EQ(matched, (std::vector<std::string>{"PRICE", "blue", "قيمت"}));
}

TEST(Decide, OverlappingMatchesAreUnderlinedOnce) {
  Rule rule = answering("rule", {});
  rule.conditions.keywords.any = {
      {"how much", MatchKind::phrase}, {"much is", MatchKind::phrase}, {"s", MatchKind::contains}};
  const auto decision = testing::decide({rule}, facts_of("how much is"));
  EXPECT_EQ(decision.fired.at(0).matched, (std::vector<Span>{{0, 11}}));
}

TEST(Decide, EachConditionThatFailsHasItsSentence) {
  Facts facts = facts_of("price");
  facts.account_id = "acc_2";
  facts.language = "fa";
  facts.tags = {"vip", "blocked"};
  facts.message_kind = "image";
  facts.media_id = "m1";
  facts.payload = "BUY";
  const auto lost_by = [&](auto change) {
    Rule rule = answering("rule", {"price"});
    change(rule);
    return reason_of(testing::decide({rule}, facts), "rule");
  };
  EXPECT_EQ(lost_by([](Rule& r) { r.active = false; }), "it is switched off");
  EXPECT_EQ(lost_by([](Rule& r) { r.trigger = Trigger::comment; }),
            "it waits for another event (comment)");
  EXPECT_EQ(lost_by([](Rule& r) { r.conditions.test_traffic = Conditions::TestTraffic::only; }),
            "it is for test traffic only");
  EXPECT_EQ(lost_by([](Rule& r) { r.conditions.accounts = {"acc_1"}; }),
            "it is for other accounts");
  EXPECT_EQ(lost_by([](Rule& r) { r.conditions.message_kinds = {"text"}; }),
            "it is not for messages of kind image");
  EXPECT_EQ(lost_by([](Rule& r) { r.conditions.media_ids = {"m2"}; }), "it is for other posts");
  EXPECT_EQ(lost_by([](Rule& r) { r.conditions.payloads = {"SELL"}; }), "it is for other buttons");
  EXPECT_EQ(lost_by([](Rule& r) { r.conditions.languages = {"en"}; }),
            "it is not for the language fa");
  EXPECT_EQ(lost_by([](Rule& r) { r.conditions.tags_any = {"new"}; }),
            "the contact's tags do not fit");
  EXPECT_EQ(lost_by([](Rule& r) { r.conditions.tags_none = {"blocked"}; }),
            "the contact's tags do not fit");
  EXPECT_EQ(lost_by([](Rule& r) { r.conditions.tags_any = {"vip"}; }), "it fired");
}

TEST(Decide, ASnapshotSaysWhichFactsOfTheContactItsRulesAskFor) {
  const auto asked = [](Rule rule) { return (*Snapshot::compile(1, {std::move(rule)}))->asked(); };
  Rule rule = answering("rule", {"price"});
  EXPECT_FALSE(asked(rule).tags);
  EXPECT_FALSE(asked(rule).last_fired);
  rule.conditions.tags_none = {"blocked"};
  EXPECT_TRUE(asked(rule).tags);
  rule.cooldown = std::chrono::hours{1};
  EXPECT_TRUE(asked(rule).last_fired);
}

TEST(Decide, TestTrafficIsToldApart) {
  Rule never = answering("never", {"price"});
  never.conditions.test_traffic = Conditions::TestTraffic::never;
  Facts facts = facts_of("price");
  EXPECT_EQ(fired_names(testing::decide({never}, facts)), "never");
  facts.is_test = true;
  EXPECT_EQ(reason_of(testing::decide({never}, facts), "never"), "it is not for test traffic");
}

// --- cooldown
// ------------------------------------------------------------------------------------------------

TEST(Decide, ACooldownHoldsForItsWholeLengthAndNoLonger) {
  Rule rule = answering("rule", {"price"});
  rule.cooldown = std::chrono::hours{2};
  Facts facts = facts_of("price");
  facts.now = *parse_rfc3339("2026-11-21T12:20:00Z");
  facts.last_fired = {{rule.id, facts.now - std::chrono::hours{2} + Duration{1}}};
  EXPECT_EQ(reason_of(testing::decide({rule}, facts), "rule"), "cooldown until 12:20");
  facts.last_fired[0].at -= Duration{1};
  EXPECT_EQ(fired_names(testing::decide({rule}, facts)), "rule");
}

TEST(Decide, ACooldownIsToldInTheWorkspacesZone) {
  Rule rule = answering("rule", {"price"});
  rule.cooldown = std::chrono::hours{24};
  Facts facts = facts_of("price");
  facts.zone = "Asia/Tehran";
  facts.now = *parse_rfc3339("2026-11-21T12:00:00Z");
  facts.last_fired = {{rule.id, facts.now}};
  EXPECT_EQ(reason_of(testing::decide({rule}, facts), "rule"), "cooldown until 2026-11-22 15:30");
}

TEST(Decide, AClockThatWentBackDoesNotLengthenACooldown) {
  Rule rule = answering("rule", {"price"});
  rule.cooldown = std::chrono::hours{1};
  Facts facts = facts_of("price");
  facts.last_fired = {{rule.id, facts.now + std::chrono::hours{5}}};
  EXPECT_EQ(fired_names(testing::decide({rule}, facts)), "rule");
}

TEST(Decide, CooldownZeroIsEveryTimeAlsoForAFallback) {
  Rule fallback = answering("fallback", {});
  fallback.trigger = Trigger::no_match;
  Facts facts = facts_of("hello");
  facts.last_fired = {{fallback.id, facts.now}};
  EXPECT_EQ(fired_names(testing::decide({fallback}, facts)), "");
  fallback.cooldown = Duration::zero();
  EXPECT_EQ(fired_names(testing::decide({fallback}, facts)), "fallback");
}

// --- fallback
// ------------------------------------------------------------------------------------------------

Rule fallback_rule() {
  Rule rule = answering("fallback", {});
  rule.trigger = Trigger::no_match;
  rule.priority = 900;
  return rule;
}

TEST(Decide, TheFallbackAnswersWhenNothingElseFired) {
  const std::vector<Rule> rules{fallback_rule(), answering("price", {"price"})};
  EXPECT_EQ(fired_names(testing::decide(rules, facts_of("hello"))), "fallback");
  const auto decision = testing::decide(rules, facts_of("price"));
  EXPECT_EQ(fired_names(decision), "price");
  EXPECT_EQ(reason_of(decision, "fallback"), "another rule answered");
}

TEST(Decide, TheFallbackIsSilentForWhatAsksNoAnswer) {
  Facts facts = facts_of("❤");
  facts.triggers = {Trigger::reaction};
  EXPECT_EQ(reason_of(testing::decide({fallback_rule()}, facts), "fallback"),
            "it waits for another event (no_match)");
}

TEST(Decide, TheFallbackIsSilentWhileAMatchingRuleOnlyWaitsForItsCooldown) {
  Rule price = answering("price", {"price"});
  price.cooldown = std::chrono::hours{1};
  Facts facts = facts_of("price");
  facts.last_fired = {{price.id, facts.now}};
  const auto decision = testing::decide({price, fallback_rule()}, facts);
  EXPECT_EQ(fired_names(decision), "");
  EXPECT_EQ(reason_of(decision, "fallback"), "a rule matched and only waits for its cooldown");
}

TEST(Decide, AGreetingInItsCooldownDoesNotSilenceTheFallback) {
  Rule greeting = answering("greeting", {});
  greeting.cooldown = std::chrono::hours{24};
  Facts facts = facts_of("hello");
  facts.last_fired = {{greeting.id, facts.now}};
  EXPECT_EQ(fired_names(testing::decide({greeting, fallback_rule()}, facts)), "fallback");
}

// --- replies
// -------------------------------------------------------------------------------------------------

TEST(Decide, VariablesAreFilledWithDefaultsForWhatIsEmpty) {
  Rule rule = answering("rule", {"price"});
  rule.actions = {Reply{{{"Hi {{name|there}} (@{{ username }}): \"{{text}}\" {{name}}.", 1, {}}}}};
  Facts facts = facts_of("price {{name}}");
  facts.username = "leila.m";
  const auto reply = [&] {
    return std::get<Reply>(testing::decide({rule}, facts).fired.at(0).actions.at(0))
        .variants.at(0)
        .text;
  };
  EXPECT_EQ(reply(), "Hi there (@leila.m): \"price {{name}}\" .");
  facts.name = "Leila";
  EXPECT_EQ(reply(), "Hi Leila (@leila.m): \"price {{name}}\" Leila.");
}

TEST(Decide, AFilledReplyStaysWithinAThousandBytesAndWholeCharacters) {
  Rule rule = answering("rule", {"price"});
  rule.actions = {Reply{{{"x{{text}}", 1, {}}}}};
  std::string text = "price ";
  for (int i = 0; i < 1000; ++i) text += "ی";
  const auto decision = testing::decide({rule}, facts_of(text));
  EXPECT_EQ(std::get<Reply>(decision.fired.at(0).actions.at(0)).variants.at(0).text.size(), 999U);
}

TEST(Decide, VariantsAreChosenByWeight) {
  Rule rule = answering("rule", {"price"});
  rule.actions = {Reply{{{"a", 1, {}}, {"b", 3, {}}}}};
  const auto snapshot = compiled({rule});
  Facts facts = facts_of("price");
  const auto match = snapshot->match(facts.text);
  int second = 0;
  for (facts.chance = 0; facts.chance < 4000; ++facts.chance) {
    const FiredRule fired = snapshot->decide(facts, *match).fired.at(0);
    EXPECT_EQ(std::get<Reply>(fired.actions.at(0)).variants.at(0).text,
              fired.variant == 0 ? "a" : "b");
    second += fired.variant;
  }
  EXPECT_NEAR(second, 3000, 150);
}

// --- the trace
// -----------------------------------------------------------------------------------------------

TEST(Decide, AtMostTwentyLosersTheNearestFirstUnlessAllAreAsked) {
  std::vector<Rule> rules;
  for (int i = 0; i < 3000; ++i)
    rules.push_back(answering("k" + std::to_string(i), {"key" + std::to_string(i)}));
  rules.push_back(answering("winner", {"price"}));
  rules.back().priority = 1;
  rules.push_back(answering("second", {"price"}));
  const auto snapshot = compiled(rules);
  const Facts facts = facts_of("price");
  const auto match = snapshot->match(facts.text);
  const Decision nearest = snapshot->decide(facts, *match);
  ASSERT_EQ(nearest.losers.size(), 20U);
  EXPECT_EQ(nearest.losers[0].name, "second");
  EXPECT_EQ(nearest.losers[1].reason, "its keywords do not occur");
  EXPECT_EQ(snapshot->decide(facts, *match, Snapshot::Losers::all).losers.size(), 3001U);
}

TEST(Decide, TheExplanationNamesWinnerPlacesAndReasons) {
  const auto decision = testing::decide(
      {answering("winner", {"price"}), answering("other", {"hours"})}, facts_of("Price?"));
  const json::Object told = decision.explain();
  const auto& winner = told.at("fired").at(0);
  EXPECT_EQ(winner.at("name").as_string(), "winner");
  EXPECT_EQ(json::print(winner.at("matched")), "[[0,5]]");
  EXPECT_EQ(json::print(winner.at("actions")), "[\"reply\"]");
  EXPECT_EQ(told.at("losers").at(0).at("reason").as_string(), "its keywords do not occur");
}

TEST(Snapshot, NamesTheRuleAndKeywordThatDoNotCompile) {
  Rule bad = answering("bad", {});
  bad.conditions.keywords.any = {{"(", MatchKind::regex}};
  const auto refused = Snapshot::compile(1, {bad});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().id, "rules.pattern_invalid");
  EXPECT_TRUE(refused.error().message.starts_with("Rule \"bad\", keyword \"(\":"))
      << refused.error().message;
}

TEST(Snapshot, CanSetAsideWhatDoesNotCompile) {
  Rule bad = answering("bad", {"price"});
  bad.conditions.keywords.all = {{"(", MatchKind::regex}};
  const auto snapshot =
      Snapshot::compile(1, {bad, answering("good", {"price"})}, Snapshot::Faulty::set_aside);
  ASSERT_TRUE(snapshot.ok());
  const auto decision = (*snapshot)->decide(facts_of("price"), *(*snapshot)->match("price"));
  EXPECT_EQ(fired_names(decision), "good");
  EXPECT_TRUE(reason_of(decision, "bad").starts_with("it cannot run:"))
      << reason_of(decision, "bad");
}

TEST(Snapshot, HasAtMostFiftyPatterns) {
  std::vector<Rule> rules;
  for (int i = 0; i < 51; ++i) {
    rules.push_back(answering("r" + std::to_string(i), {}));
    rules.back().conditions.keywords.any = {{"p" + std::to_string(i), MatchKind::regex}};
  }
  const auto refused = Snapshot::compile(1, rules);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().id, "rules.too_many_patterns");
  rules.pop_back();
  EXPECT_TRUE(Snapshot::compile(1, rules).ok());
}

}  // namespace
}  // namespace dunlin::rules
