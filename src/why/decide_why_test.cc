#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "tests/support/sentences.h"
#include "why/why.h"

namespace dunlin::why {
namespace {

using activity::Outcome;
using outbound::IntentState;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using ::testing::Not;

constexpr Instant kNow = from_ms(1'790'000'000'000);

Facts arrived(Outcome outcome) {
  Facts facts{.now = kNow, .username = "leila"};
  facts.account.emplace().username = "shop";
  facts.contact.emplace().profile.username = "leila";
  facts.conversation.emplace().window.opened_at = kNow;
  facts.message.emplace().received_at = kNow;
  facts.trace.emplace().outcome = outcome;
  facts.trace->at = kNow;
  facts.trace->detail["rules"] = json::Object{
      {"fired", json::Array{}},
      {"losers",
       json::Array{json::Object{
           {"rule", "rul_2"}, {"name", "Price"}, {"reason", "its keywords do not occur"}}}}};
  return facts;
}

Facts fired(std::vector<IntentState> states) {
  Facts facts = arrived(Outcome::answered);
  facts.trace->detail["rules"] =
      json::Object{{"fired", json::Array{json::Object{{"rule", "rul_3"}, {"name", "Hours"}}}},
                   {"losers", json::Array{}}};
  for (const IntentState state : states) {
    facts.sends.push_back({.send = {.id = IntentId{21}, .state = state, .next_at = kNow}});
  }
  return facts;
}

std::vector<std::string> ids(const Story& story) {
  std::vector<std::string> out;
  for (const Step& step : story.steps) out.emplace_back(step.id);
  return out;
}

TEST(Why, a_message_that_was_answered_is_followed_to_its_end) {
  Facts facts = fired({IntentState::sent});
  const Story story = tell(facts);
  EXPECT_EQ(story.verdict, Verdict::answered);
  EXPECT_THAT(ids(story), ElementsAre("arrival.received", "owner.automation", "consent.free",
                                      "rules.fired", "send.sent"));
  EXPECT_EQ(story.says, "The answer was sent.");
  EXPECT_EQ(story.steps.at(3).values.at("rule_id"), json::Value("rul_3"));
  facts.sends.front().seen = true;
  EXPECT_EQ(tell(facts).steps.back().id, "send.seen");
}

TEST(Why, where_no_rule_fired_every_loser_is_named_with_its_reason) {
  Facts facts = arrived(Outcome::no_answer);
  const Story story = tell(facts);
  EXPECT_EQ(story.verdict, Verdict::no_rule);
  EXPECT_THAT(ids(story), ElementsAre("arrival.received", "owner.automation", "consent.free",
                                      "rules.none", "rules.lost"));
  EXPECT_EQ(story.steps.back().says, "The rule \"Price\" did not fire: its keywords do not occur.");
  EXPECT_FALSE(story.steps.at(3).todo.empty());
  json::Array many(20, json::Object{{"rule", "rul_2"}, {"name", "a"}, {"reason", "b"}});
  facts.trace->detail["rules"] = json::Object{{"losers", many}};
  facts.rules_changed = true;
  EXPECT_THAT(ids(tell(facts)), IsSupersetOf({"rules.more", "rules.changed_since"}));
}

TEST(Why, it_ends_where_the_message_was_not_to_be_answered) {
  const auto verdict = [](Outcome outcome) { return tell(arrived(outcome)).verdict; };
  EXPECT_EQ(verdict(Outcome::too_old), Verdict::not_for_answering);
  EXPECT_EQ(verdict(Outcome::ignored), Verdict::not_for_answering);
  EXPECT_EQ(verdict(Outcome::unknown_kind), Verdict::not_for_answering);
  EXPECT_EQ(verdict(Outcome::recorded), Verdict::not_for_answering);
  EXPECT_EQ(verdict(Outcome::person_handles), Verdict::person_handles);
  EXPECT_EQ(verdict(Outcome::opted_out), Verdict::opted_out);
  EXPECT_THAT(ids(tell(arrived(Outcome::person_handles))),
              ElementsAre("arrival.received", "owner.person"));
}

TEST(Why, a_stop_is_told_from_a_message_of_somebody_who_said_stop_before) {
  Facts facts = arrived(Outcome::opted_out);
  EXPECT_EQ(tell(facts).steps.back().id, "consent.opted_out");
  facts.said = contacts::ConsentKind::opted_out;
  facts.sends.push_back({.send = {.id = IntentId{21}, .state = IntentState::sent}});
  const Story story = tell(facts);
  EXPECT_EQ(story.verdict, Verdict::opted_out);
  EXPECT_THAT(ids(story), IsSupersetOf({"consent.stop", "send.sent"}));
}

TEST(Why, of_several_sends_the_one_that_went_worst_decides) {
  const auto verdict = [](std::vector<IntentState> states) {
    return tell(fired(std::move(states))).verdict;
  };
  EXPECT_EQ(verdict({IntentState::sent, IntentState::failed}), Verdict::failed);
  EXPECT_EQ(verdict({IntentState::refused, IntentState::sent}), Verdict::refused);
  EXPECT_EQ(verdict({IntentState::dropped}), Verdict::refused);
  EXPECT_EQ(verdict({IntentState::sending}), Verdict::on_its_way);
  EXPECT_EQ(verdict({IntentState::queued}), Verdict::on_its_way);
  EXPECT_EQ(verdict({IntentState::unknown}), Verdict::waiting);
  EXPECT_EQ(verdict({IntentState::held}), Verdict::needs_you);
  EXPECT_EQ(verdict({}), Verdict::no_answer_wished);
}

TEST(Why, what_waits_names_each_switch_that_holds_it) {
  Facts facts = fired({IntentState::queued});
  facts.sends.front().send.reason = "All sending is paused on this installation.";
  facts.switches = {.automation_paused = true, .sending_paused = true};
  facts.account->automation_paused = true;
  facts.account->state = accounts::State::needs_reconnect;
  facts.account->paused_until = kNow + std::chrono::minutes{5};
  const Story story = tell(facts);
  EXPECT_EQ(story.verdict, Verdict::waiting);
  EXPECT_THAT(ids(story),
              IsSupersetOf({"send.waiting", "switch.installation", "switch.workspace",
                            "switch.account", "switch.disconnected", "switch.told_to_wait"}));
  facts.sends.front().send.state = IntentState::sent;
  EXPECT_THAT(ids(tell(facts)), Not(Contains("switch.workspace")));
}

TEST(Why, a_task_and_an_outcome_that_nobody_knows_are_told_apart) {
  Facts facts = fired({IntentState::held});
  facts.sends.front().send.held_for = outbound::HeldFor::by_hand;
  EXPECT_EQ(tell(facts).steps.back().id, "send.task");
  facts.sends.front().send.held_for = outbound::HeldFor::unknown_outcome;
  EXPECT_EQ(tell(facts).steps.back().id, "send.held");
}

TEST(Why, what_stands_today_is_told_beside_what_was) {
  Facts facts = arrived(Outcome::no_answer);
  facts.conversation->owner = conversations::Owner::person;
  facts.conversation->window.opened_at = kNow - std::chrono::hours{30};
  EXPECT_THAT(ids(tell(facts)), IsSupersetOf({"owner.person_now", "window.closed"}));
}

TEST(Why, what_never_came_names_what_else_may_be_the_cause) {
  Facts facts{.now = kNow, .username = "leila"};
  facts.silent.push_back({.username = "shop", .heard_at = std::nullopt});
  Story story = tell(facts);
  EXPECT_EQ(story.verdict, Verdict::not_arrived);
  EXPECT_THAT(ids(story), ElementsAre("arrival.nobody", "arrival.account_never_heard"));
  facts.parked = 2;
  story = tell(facts);
  EXPECT_EQ(story.verdict, Verdict::parked);
  EXPECT_EQ(story.says, "Some events could not be processed and wait to be replayed: 2.");
}

TEST(Why, the_businesss_own_messages_are_told_to_be_such) {
  Facts facts = arrived(Outcome::answered);
  facts.trace.reset();
  facts.message->direction = conversations::Direction::out;
  facts.message->source = conversations::Source::instagram_app;
  EXPECT_EQ(tell(facts).steps.front().id, "arrival.echo");
  facts.message->source = conversations::Source::rule;
  facts.sends.push_back({.send = {.id = IntentId{21}, .state = IntentState::failed}});
  const Story story = tell(facts);
  EXPECT_EQ(story.verdict, Verdict::own_message);
  EXPECT_THAT(ids(story), IsSupersetOf({"arrival.own_message", "send.failed"}));
}

TEST(Why, a_message_without_a_record_may_be_parked) {
  Facts facts = arrived(Outcome::answered);
  facts.trace.reset();
  EXPECT_EQ(tell(facts).steps.back().id, "arrival.no_record");
  facts.parked = 1;
  EXPECT_EQ(tell(facts).verdict, Verdict::parked);
}

/// Every combination of the facts that branch.
template <class Visit>
void every_story(Visit visit) {
  for (int outcome = 0; outcome <= static_cast<int>(Outcome::ignored); ++outcome) {
    for (int state = -1; state <= static_cast<int>(IntentState::dropped); ++state) {
      for (int flags = 0; flags < 64; ++flags) {
        Facts facts = state < 0 ? arrived(static_cast<Outcome>(outcome))
                                : fired({static_cast<IntentState>(state)});
        facts.trace->outcome = static_cast<Outcome>(outcome);
        if (flags & 1) facts.trace.reset();
        if (flags & 2) facts.message.reset();
        if (flags & 4) facts.message.reset(), facts.contact.reset(), facts.conversation.reset();
        if (flags & 8) facts.parked = 3;
        if (flags & 16) facts.switches = {.automation_paused = true, .sending_paused = true};
        if (flags & 32) facts.account->state = accounts::State::paused;
        visit(tell(facts));
      }
    }
  }
}

TEST(Why, all_that_can_be_said_is_listed_for_those_who_say_it_in_another_language) {
  json::Object said;
  for (const Sentence& one : sentences()) {
    said[one.id] = json::Object{{"says", one.says}, {"todo", one.todo}};
  }
  EXPECT_EQ(testing::sentences_of("why"), said) << json::print(said);
}

TEST(Why, every_story_ends_with_a_reason_that_the_contract_names) {
  const YAML::Node schemas = YAML::LoadFile("api/openapi.yaml")["components"]["schemas"];
  std::set<std::string> steps, verdicts;
  for (const auto& id : schemas["WhyStep"]["properties"]["id"]["enum"]) {
    steps.insert(id.as<std::string>());
  }
  for (const auto& id : schemas["Why"]["properties"]["verdict"]["enum"]) {
    verdicts.insert(id.as<std::string>());
  }
  every_story([&](const Story& story) {
    ASSERT_TRUE(verdicts.contains(std::string(name(story.verdict))));
    ASSERT_FALSE(story.says.empty());
    ASSERT_NE(std::ranges::find(story.steps, story.says, &Step::says), story.steps.end());
    for (const Step& step : story.steps) {
      ASSERT_TRUE(steps.contains(std::string(step.id))) << step.id;
      ASSERT_TRUE(step.says.ends_with('.')) << step.says;
    }
  });
}

}  // namespace
}  // namespace dunlin::why
