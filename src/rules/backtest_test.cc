#include "rules/backtest.h"

#include <gtest/gtest.h>

#include "rules/rules_testing.h"

namespace dunlin::rules {
namespace {

using conversations::Heard;
using testing::answering;
using testing::compiled;
using namespace std::chrono_literals;

constexpr Instant kStart = from_us(1'795'132'800'000'000);

Heard heard(std::int64_t id, std::int64_t contact, std::string text, Duration at = Duration{}) {
  return {.id = MessageId{id},
          .conversation = ConversationId{contact},
          .contact = ContactId{contact},
          .account = AccountId{1},
          .kind = conversations::Kind::text,
          .text = std::move(text),
          .payload = {},
          .sent_at = kStart + at};
}

Tally tested(std::vector<Rule> before, std::vector<Rule> after, const std::vector<Heard>& history,
             std::size_t at_once = 100) {
  const Backtest backtest(compiled(std::move(before)), compiled(std::move(after)), "UTC");
  Tally tally;
  Memory memory;
  std::map<ContactId, Listener> listeners;
  for (const Heard& one : history) listeners.try_emplace(one.contact);
  for (std::size_t i = 0; i < history.size(); i += at_once) {
    const std::vector<Heard> stretch(
        history.begin() + static_cast<std::ptrdiff_t>(i),
        history.begin() + static_cast<std::ptrdiff_t>(std::min(i + at_once, history.size())));
    auto decided = backtest.decide(stretch, listeners, memory);
    tally.add(std::move(decided.tally));
    for (auto& [contact, person] : decided.remembered) memory[contact] = std::move(person);
  }
  return tally;
}

TEST(Backtest, says_what_would_be_answered_besides_instead_and_no_more) {
  Rule price = answering("price", {"price"});
  Rule wider = price;
  wider.conditions.keywords.any = {{"cost", MatchKind::word}};
  const Rule stock = answering("stock", {"stock"});
  const Tally tally = tested({price, stock}, {wider, stock},
                             {heard(1, 1, "the price?"), heard(2, 1, "what does it cost"),
                              heard(3, 2, "in stock?"), heard(4, 2, "hello")});
  EXPECT_EQ(tally.messages, 4);
  EXPECT_EQ(tally.answered_before, 2);
  EXPECT_EQ(tally.answered_after, 2);
  EXPECT_EQ(tally.gained, 1);
  EXPECT_EQ(tally.lost, 1);
  EXPECT_EQ(tally.other_rule, 0);
  ASSERT_EQ(tally.examples.size(), 2U);
  EXPECT_EQ(tally.examples[0].kind, Change::Kind::lost);
  EXPECT_EQ(tally.examples[0].before, std::vector<std::string>{"price"});
  EXPECT_EQ(tally.examples[1].message, MessageId{2});
  EXPECT_EQ(tally.rules.at(stock.id).before, 1);
  EXPECT_EQ(tally.rules.at(stock.id).after, 1);
}

TEST(Backtest, another_rule_s_answer_is_a_change) {
  const Rule price = answering("price", {"price"});
  Rule sale = answering("sale", {"price"});
  sale.priority = 5;
  const Tally tally = tested({price}, {price, sale}, {heard(1, 1, "price")});
  EXPECT_EQ(tally.other_rule, 1);
  EXPECT_EQ(tally.examples[0].after, std::vector<std::string>{"sale"});
}

TEST(Backtest, a_cooldown_counts_over_stretches_for_each_side_alone) {
  Rule before = answering("price", {"price"});
  before.cooldown = 1h;
  Rule after = before;
  after.cooldown = Duration::zero();
  const std::vector<Heard> history{heard(1, 1, "price"), heard(2, 1, "price", 10min),
                                   heard(3, 2, "price", 11min), heard(4, 1, "price", 2h)};
  for (const std::size_t at_once : {1U, 2U, 4U}) {
    const Tally tally = tested({before}, {after}, history, at_once);
    EXPECT_EQ(tally.answered_before, 3);
    EXPECT_EQ(tally.answered_after, 4);
  }
}

TEST(Backtest, the_first_message_of_a_person_and_their_language_are_known) {
  Rule greeting = answering("greeting", {});
  greeting.trigger = Trigger::first_contact;
  Rule persian = answering("persian", {});
  persian.conditions.languages = {"fa"};
  const Tally tally = tested(
      {}, {greeting, persian},
      {heard(1, 1, "سلام، این چند است؟"), heard(2, 1, "???"), heard(3, 2, "how are you")}, 1);
  EXPECT_EQ(tally.rules.at(greeting.id).after + tally.rules.at(persian.id).after, 3);
  EXPECT_EQ(tally.gained, 3);
}

TEST(Backtest, keeps_the_newest_examples_only) {
  std::vector<Heard> history;
  for (std::int64_t i = 1; i <= 500; ++i) history.push_back(heard(i, i, "price"));
  const Tally tally = tested({}, {answering("price", {"price"})}, history);
  EXPECT_EQ(tally.gained, 500);
  ASSERT_EQ(tally.examples.size(), Tally::kExamples);
  EXPECT_EQ(tally.examples.back().message, MessageId{500});
}

}  // namespace
}  // namespace dunlin::rules
