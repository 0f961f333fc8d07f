#include <gtest/gtest.h>

#include "rules/rules_testing.h"

namespace dunlin::rules {
namespace {

using testing::answering;

std::string fault_of(auto change) {
  Rule rule = answering("rule", {"price"});
  change(rule);
  const Status status = validate(rule);
  return status.ok() ? "fine" : status.error().id + " " + status.error().field;
}

ReplyVariant& variant(Rule& rule) {
  return std::get<Reply>(rule.actions.at(0)).variants.at(0);
}
Keyword& keyword(Rule& rule) {
  return rule.conditions.keywords.any.at(0);
}

TEST(Validate, AcceptsASimpleRule) {
  EXPECT_EQ(fault_of([](Rule&) {}), "fine");
}

TEST(Validate, NamesThePathOfWhatIsWrong) {
  EXPECT_EQ(fault_of([](Rule& r) { r.name = ""; }), "rules.empty name");
  EXPECT_EQ(fault_of([](Rule& r) { r.priority = 1001; }), "rules.priority_out_of_range priority");
  EXPECT_EQ(fault_of([](Rule& r) { r.priority = -1000; }), "fine");
  EXPECT_EQ(fault_of([](Rule& r) { r.cooldown = Duration{-1}; }),
            "rules.cooldown_out_of_range cooldown_seconds");
  EXPECT_EQ(fault_of([](Rule& r) { r.actions.clear(); }), "rules.empty actions");
  EXPECT_EQ(fault_of([](Rule& r) { r.conditions.accounts = {"7"}; }),
            "rules.account_invalid conditions.accounts[0]");
  EXPECT_EQ(fault_of([](Rule& r) { r.conditions.message_kinds = {"text", "fax"}; }),
            "rules.message_kind_unknown conditions.message_kinds[1]");
}

TEST(Validate, KeywordsMustBeFindable) {
  EXPECT_EQ(fault_of([](Rule& r) { keyword(r).text = " \u200C"; }),
            "rules.keyword_empty conditions.keywords.any[0].text");
  EXPECT_EQ(fault_of([](Rule& r) { keyword(r) = {"!!", MatchKind::phrase}; }),
            "rules.keyword_no_words conditions.keywords.any[0].text");
  EXPECT_EQ(fault_of([](Rule& r) { keyword(r).text = "how much"; }),
            "rules.keyword_several_words conditions.keywords.any[0].text");
  EXPECT_EQ(fault_of([](Rule& r) { keyword(r) = {"(", MatchKind::regex}; }),
            "rules.pattern_invalid conditions.keywords.any[0].text");
  EXPECT_EQ(fault_of([](Rule& r) { keyword(r).text = std::string(201, 'a'); }),
            "rules.too_long conditions.keywords.any[0].text");
  EXPECT_EQ(fault_of([](Rule& r) { keyword(r).text = "a\xFF"; }),
            "rules.not_utf8 conditions.keywords.any[0].text");
}

TEST(Validate, RepliesKeepInstagramsLimits) {
  EXPECT_EQ(fault_of([](Rule& r) { variant(r).text = std::string(1000, 'a'); }), "fine");
  EXPECT_EQ(fault_of([](Rule& r) { variant(r).text = std::string(1001, 'a'); }),
            "rules.too_long actions[0].variants[0].text");
  EXPECT_EQ(fault_of([](Rule& r) { variant(r).weight = 0; }),
            "rules.weight_out_of_range actions[0].variants[0].weight");
  EXPECT_EQ(fault_of([](Rule& r) { variant(r).quick_replies.assign(14, {"t", "p"}); }),
            "rules.too_long actions[0].variants[0].quick_replies");
  EXPECT_EQ(fault_of([](Rule& r) { variant(r).quick_replies = {{"چقدر است قیمت این ها", "p"}}; }),
            "fine");
  EXPECT_EQ(fault_of([](Rule& r) { variant(r).quick_replies = {{std::string(21, 't'), "p"}}; }),
            "rules.too_long actions[0].variants[0].quick_replies[0].title");
}

TEST(Validate, VariablesMustBeKnown) {
  EXPECT_EQ(fault_of([](Rule& r) { variant(r).text = "{{name|you}} {{username}} {{text}}"; }),
            "fine");
  EXPECT_EQ(fault_of([](Rule& r) { variant(r).text = "{{surname}}"; }),
            "rules.variable_unknown actions[0].variants[0].text");
  EXPECT_EQ(fault_of([](Rule& r) { variant(r).text = "{{name"; }),
            "rules.variable_unclosed actions[0].variants[0].text");
}

TEST(Validate, OnlyOneReplyHasVariants) {
  const Reply two{{{"a", 1, {}}, {"b", 1, {}}}};
  EXPECT_EQ(fault_of([&](Rule& r) { r.actions = {two, Reply{{{"c", 1, {}}}}}; }), "fine");
  EXPECT_EQ(fault_of([&](Rule& r) { r.actions = {two, two}; }), "rules.variants_twice actions");
}

TEST(Validate, TemplatesKeepInstagramsLimits) {
  const auto content = [](graph::Content content) {
    return fault_of([&](Rule& r) { r.actions = {ReplyContent{std::move(content)}}; });
  };
  const graph::Button button{graph::Button::Kind::postback, "Buy", "BUY"};
  EXPECT_EQ(content(graph::Media{graph::Media::Kind::image, "https://example.com/a.jpg"}), "fine");
  EXPECT_EQ(content(graph::Media{graph::Media::Kind::image, "file:///etc/passwd"}),
            "rules.url_invalid actions[0].url");
  EXPECT_EQ(content(graph::ButtonTemplate{"Choose", {button, button, button}}), "fine");
  EXPECT_EQ(content(graph::ButtonTemplate{"Choose", {4, button}}),
            "rules.too_long actions[0].buttons");
  EXPECT_EQ(content(graph::GenericTemplate{{{"Title", "", "", "", {}}}}),
            "rules.element_bare actions[0].elements[0]");
  EXPECT_EQ(content(graph::GenericTemplate{{{"Title", "Sub", "", "", {button}}}}), "fine");
}

TEST(Validate, SchedulesMustBeTimes) {
  const auto schedule = [](Schedule schedule) {
    return fault_of([&](Rule& r) { r.conditions.schedule = schedule; });
  };
  EXPECT_EQ(schedule({{1, 7}, 0, 1440}), "fine");
  EXPECT_EQ(schedule({{0}, 0, 60}), "rules.schedule_day conditions.schedule.days");
  EXPECT_EQ(schedule({{}, 60, 60}), "rules.schedule_empty conditions.schedule");
  EXPECT_EQ(schedule({{}, 0, 1441}), "rules.schedule_time conditions.schedule");
}

TEST(Validate, TellsEveryFaultAtOnce) {
  Rule rule = answering("", {"how much"});
  const Status status = validate(rule);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message,
            "name: must not be empty; conditions.keywords.any[0].text: is several words, which are "
            "of kind phrase.");
}

}  // namespace
}  // namespace dunlin::rules
