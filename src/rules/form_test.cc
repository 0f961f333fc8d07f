#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "rules/rules.h"
#include "rules/yaml.h"

namespace dunlin::rules {
namespace {

/// Every field set to something that is not its default.
Rule full_rule() {
  Rule rule;
  rule.id = RuleId{77};
  rule.version = 3;
  rule.name = "All of it: \"quoted\", #1";
  rule.active = false;
  rule.priority = -7;
  rule.created_at = from_us(1'790'000'000'123'456);
  rule.trigger = Trigger::story_reply;
  rule.conditions.keywords.any = {
      {"price"}, {"how much", MatchKind::phrase}, {"24"}, {"true"}, {" lead", MatchKind::contains}};
  rule.conditions.keywords.all = {{"\\bقیمت\\b", MatchKind::regex}};
  rule.conditions.keywords.none = {{"stop it", MatchKind::exact}};
  rule.conditions.accounts = {to_text(AccountId{5})};
  rule.conditions.message_kinds = {"text", "image"};
  rule.conditions.languages = {"fa", "no"};
  rule.conditions.tags_any = {"vip, really"};
  rule.conditions.tags_none = {"- dash", "null", ""};
  rule.conditions.media_ids = {"0123"};
  rule.conditions.payloads = {"BUY: 1"};
  rule.conditions.schedule = Schedule{{1, 7}, 22 * 60 + 30, 24 * 60, Schedule::When::outside};
  rule.conditions.test_traffic = Conditions::TestTraffic::never;
  rule.actions = {
      Reply{{{"Hi {{name|there}}\n\n  second line \\ ", 3, {{"Yes", "Y"}}},
             {"سلام {{name}}", 1, {}}}},
      ReplyContent{graph::Text{"plain", {{"A", "B"}}}},
      ReplyContent{graph::Media{graph::Media::Kind::video, "https://example.com/v.mp4"}},
      ReplyContent{
          graph::ButtonTemplate{"Choose",
                                {{graph::Button::Kind::web_url, "Shop", "https://example.com"},
                                 {graph::Button::Kind::postback, "Buy", "BUY"}}}},
      ReplyContent{graph::GenericTemplate{
          {{"Card", "Sub", "https://example.com/i.jpg", "https://example.com", {}}}}},
      AddTag{"asked"},
      HandToPerson{},
      CloseConversation{}};
  rule.then = Rule::Then::keep_going;
  rule.cooldown = Duration::zero();
  return rule;
}

std::string id_of(const auto& result) {
  return result.ok() ? "fine" : result.error().id + " " + result.error().field;
}

Result<Rule> read(std::string_view text) {
  DUNLIN_TRY(const json::Value value, json::parse(text));
  return from_json(value, "rule");
}

TEST(RuleJson, AFullRuleComesBackTheSame) {
  const json::Value written = to_json(full_rule());
  const auto back = from_json(written, "");
  ASSERT_TRUE(back.ok()) << back.error().text();
  EXPECT_EQ(json::print(to_json(*back)), json::print(written));
  EXPECT_EQ(back->id, RuleId{77});
  EXPECT_EQ(back->created_at, full_rule().created_at);
}

TEST(RuleJson, AWordMayBeAPlainString) {
  const auto rule =
      read(R"({"name": "r", "conditions": {"keywords": {"any": ["price"]}}, "actions": []})");
  ASSERT_TRUE(rule.ok()) << rule.error().text();
  EXPECT_EQ(rule->conditions.keywords.any, (std::vector<Keyword>{{"price", MatchKind::word}}));
}

TEST(RuleJson, WhatIsUnknownOrWrongIsRefusedWithItsPath) {
  EXPECT_EQ(id_of(read(R"({"name": "r", "prio": 1, "actions": []})")),
            "input.unknown_field rule.prio");
  EXPECT_EQ(id_of(read(R"({"name": "r"})")), "input.required rule.actions");
  EXPECT_EQ(id_of(read(R"({"name": "r", "conditions": {"keyword": {}}})")),
            "input.unknown_field rule.conditions.keyword");
  EXPECT_EQ(
      id_of(read(
          R"({"name": "r", "conditions": {"keywords": {"any": [{"text": "x", "kind": "glob"}]}}})")),
      "input.choice rule.conditions.keywords.any[0].kind");
  EXPECT_EQ(id_of(read(R"({"name": "r", "actions": [{"type": "sing"}]})")),
            "input.choice rule.actions[0].type");
  EXPECT_EQ(
      id_of(read(R"({"name": "r", "actions": [{"type": "add_tag", "tag": "t", "colour": 1}]})")),
      "input.unknown_field rule.actions[0].colour");
  EXPECT_EQ(id_of(read(R"({"name": "r", "conditions": {"schedule": {"from": "9:00"}}})")),
            "rules.schedule_time rule.conditions.schedule.from");
  EXPECT_EQ(id_of(read(R"({"name": "r", "priority": 1001})")), "input.range rule.priority");
  EXPECT_EQ(id_of(read(R"({"name": "r", "id": "msg_1"})")), "rules.id_invalid rule.id");
  EXPECT_EQ(id_of(read(R"([])")), "input.type rule");
}

TEST(RuleYaml, ShippedRulesAreShortAndComeBackTheSame) {
  const std::string text = to_yaml(shipped_rules());
  EXPECT_TRUE(text.starts_with("rules:\n  - name: \"Price (English)\"\n") ||
              text.starts_with("rules:\n  - name: Price (English)\n"))
      << text;
  const auto back = from_yaml(text);
  ASSERT_TRUE(back.ok()) << back.error().text();
  EXPECT_EQ(to_yaml(*back), text);
}

TEST(RuleYaml, AFullRuleComesBackTheSame) {
  Rule rule = full_rule();
  rule.conditions.tags_none.pop_back();
  const std::string text = to_yaml({rule});
  const auto back = from_yaml(text);
  ASSERT_TRUE(back.ok()) << back.error().text() << "\n" << text;
  rule.id = {};
  rule.version = 1;
  rule.created_at = {};
  EXPECT_EQ(json::print(to_json(back->at(0))), json::print(to_json(rule)));
}

TEST(RuleYaml, TheExampleOfTheGuideIsPublishable) {
  std::ifstream file("docs/guides/rules.md");
  const std::string guide{std::istreambuf_iterator<char>(file), {}};
  const auto begin = guide.find("```yaml\n") + 8;
  const auto rules = from_yaml(guide.substr(begin, guide.find("```", begin) - begin));
  ASSERT_TRUE(rules.ok()) << rules.error().text();
  EXPECT_EQ(rules->size(), 2U);
}

TEST(RuleYaml, TheErrorNamesLineAndPath) {
  const auto refused = from_yaml(
      "rules:\n"
      "  - name: a\n"
      "    actions:\n"
      "      - type: reply\n"
      "        variants: [{text: hi, wieght: 2}]\n");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().field, "rules[0].actions[0].variants[0].wieght");
  EXPECT_TRUE(refused.error().message.starts_with("Line 5: ")) << refused.error().message;
}

TEST(RuleYaml, ValidatesAndNamesTheRule) {
  const auto refused = from_yaml(
      "rules:\n- name: a\n  conditions:\n    keywords:\n      any: [how much]\n  actions: [{type: "
      "hand_to_person}]\n");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().field, "rules[0].conditions.keywords.any[0].text");
  EXPECT_TRUE(refused.error().message.starts_with("Line 5: Rule \"a\": "))
      << refused.error().message;
}

TEST(RuleYaml, TwoRulesOfOneNameAreRefused) {
  EXPECT_EQ(id_of(from_yaml("rules:\n- {name: a, actions: [{type: hand_to_person}]}\n- {name: a, "
                            "actions: [{type: hand_to_person}]}\n")),
            "rules.name_twice rules[1].name");
}

TEST(RuleYaml, WhatIsNoPlainDocumentIsRefused) {
  EXPECT_EQ(id_of(from_yaml("rules: [")), "yaml.syntax ");
  EXPECT_EQ(id_of(from_yaml("")), "yaml.syntax ");
  EXPECT_EQ(id_of(from_yaml("a: 1\n---\nb: 2\n")), "yaml.syntax ");
  EXPECT_EQ(id_of(from_yaml("rules: []\nrules: []\n")), "yaml.duplicate_key ");
  EXPECT_EQ(id_of(from_yaml("rules: &a [*a]\n")), "yaml.syntax ");
  EXPECT_EQ(id_of(from_yaml("rules: !!binary aGk=\n")), "yaml.unsupported ");
  EXPECT_EQ(id_of(from_yaml("rules: \xFF\n")), "yaml.syntax ");
  EXPECT_EQ(id_of(from_yaml(std::string(5 << 20, ' '))), "yaml.too_large ");
  EXPECT_EQ(id_of(from_yaml("other: 1\n")), "input.required rules");
}

TEST(RuleYaml, WhatTheParserTakesNothingOfIsRefusedAndNotReadForEver) {
  for (const auto* text : {",", ", ,", "]", "}", "rules: []\n,", "rules: []\n---\nrules: []\n", ""})
    EXPECT_EQ(id_of(from_yaml(text)), "yaml.syntax ") << text;
}

TEST(RuleYaml, TooManyValuesAreRefusedBeforeAnythingIsMadeOfThem) {
  std::string lines;
  for (int i = 0; i < 250'000; ++i) lines += "-\n";
  const auto refused = from_yaml(lines);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().id, "yaml.too_many_values");
  EXPECT_EQ(refused.error().message, "Line 200001: too many values.");
}

TEST(RuleYaml, DeepNestingIsRefusedInWords) {
  const auto refused = from_yaml("rules: " + std::string(300, '[') + std::string(300, ']'));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().id, "yaml.too_deep");
  EXPECT_FALSE(from_yaml(std::string(100'000, '[')).ok());
}

RC_GTEST_PROP(YamlProperty, AnyTextComesBackTheSame, (const std::string& bytes)) {
  const json::Value written = json::Object{
      {"key", fold(bytes).text}, {"list", json::Array{fold(bytes).text, 1, true, nullptr}}};
  const auto back = parse_yaml(print_yaml(written));
  RC_ASSERT(back.ok());
  RC_ASSERT(json::print(back->value) == json::print(written));
}

RC_GTEST_PROP(YamlProperty, TextOfTroublesomeCharactersComesBackTheSame, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('a', 'y', '1', ' ', ':', '#', '-', '\n', '"', '\'', '\\', ',', '[', ']', '{',
                       '}', '&', '*', '!', '|', '>', '%', '@', '`', '~', '\t', '?'));
  const json::Value written =
      json::Object{{"key", text},
                   {"list", json::Array{text}},
                   {"in", json::Object{{"deep", json::Array{json::Object{{text, text}}}}}}};
  const auto back = parse_yaml(print_yaml(written));
  RC_ASSERT(back.ok());
  RC_ASSERT(json::print(back->value) == json::print(written));
}

RC_GTEST_PROP(YamlProperty, NoBytesBreakTheReader, (const std::string& bytes)) {
  const auto parsed = parse_yaml(bytes);
  RC_SUCCEED_IF(parsed.ok());
  RC_ASSERT(!parsed.error().message.empty());
}

}  // namespace
}  // namespace dunlin::rules
