#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/outbound/world.h"

namespace dunlin::outbound::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Fate fate(Fate::Kind kind) {
  return {.kind = kind};
}
Fate error(int code, int subcode = 0, int minutes = 0) {
  return {.kind = Fate::Kind::error, .code = code, .subcode = subcode, .regain_minutes = minutes};
}

NewIntent from_person(std::int64_t number, std::string text) {
  NewIntent out = wished(number, std::move(text));
  out.purpose = Purpose::person;
  out.source = Source::person;
  return out;
}

/// What a person said in the chat about being written to.
void record(World& world, contacts::ConsentKind kind) {
  const auto at = world.now();
  const auto write = [kind, at](db::Tx& tx) {
    return contacts::record_consent(tx, scope(), kContact,
                                    {.kind = kind, .source = "message", .evidence = "m", .at = at});
  };
  ASSERT_TRUE(world.write(write).ok());
}

class Sending : public ::testing::TestWithParam<Marks> {};
INSTANTIATE_TEST_SUITE_P(Marks, Sending, ::testing::Values(Marks::shown, Marks::left_out),
                         [](const auto& way) {
                           return way.param == Marks::shown ? "shown" : "left_out";
                         });

TEST_P(Sending, an_answer_shows_typing_and_leaves_once) {
  World world(GetParam());
  world.start();
  world.want(wished(10, "It is 30."));
  world.advance(seconds{2});
  EXPECT_THAT(world.texts(), ElementsAre("It is 30."));
  EXPECT_EQ(world.graph().marks, GetParam() == Marks::shown ? 1 : 0);
  EXPECT_EQ(world.state(10), IntentState::sent);
  EXPECT_EQ(world.intent(10).mid, "mid1");
  EXPECT_EQ(world.message(10).status, conversations::Status::sent);
  EXPECT_EQ(world.message(10).mid, "mid1");
  ASSERT_EQ(world.settled.size(), 1U);
  EXPECT_EQ(world.settled[0].state, IntentState::sent);
  EXPECT_TRUE(world.sender().idle());
}

TEST_P(Sending, the_same_cause_is_one_intent_and_one_effect) {
  World world(GetParam());
  world.start();
  EXPECT_TRUE(world.want(wished(10, "Hi")).is_new);
  NewIntent again = wished(11, "Hi");
  again.cause = wished(10, "").cause;
  const Enqueued second = world.want(again);
  EXPECT_FALSE(second.is_new);
  EXPECT_EQ(second.id, IntentId{10});
  world.advance(seconds{2});
  EXPECT_EQ(world.graph().delivered.size(), 1U);
}

TEST_P(Sending, the_sends_of_a_conversation_leave_in_order_and_one_at_a_time) {
  World world(GetParam());
  for (int i = 0; i < 5; ++i) world.want(wished(10 + i, "part " + std::to_string(i)));
  world.graph().fates = {fate(Fate::Kind::not_sent)};
  world.start();
  world.advance(seconds{20});
  EXPECT_THAT(world.texts(), ElementsAre("part 0", "part 1", "part 2", "part 3", "part 4"));
}

TEST_P(Sending, an_answer_lost_after_its_effect_is_settled_by_its_echo_and_not_sent_again) {
  World world(GetParam());
  world.graph().fates = {fate(Fate::Kind::lost_after_effect)};
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(seconds{10});
  EXPECT_EQ(world.state(10), IntentState::unknown);
  EXPECT_EQ(world.message(10).status, conversations::Status::checking);
  EXPECT_TRUE(world.echo(world.graph().delivered[0]));
  EXPECT_EQ(world.state(10), IntentState::sent);
  EXPECT_EQ(world.message(10).mid, "mid1");
  world.advance(minutes{30});
  EXPECT_EQ(world.graph().delivered.size(), 1U);
  EXPECT_EQ(world.graph().reads, 0);
}

TEST_P(Sending, without_an_echo_the_conversation_is_read_back) {
  World world(GetParam());
  world.graph().fates = {fate(Fate::Kind::lost_after_effect)};
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(minutes{4});
  EXPECT_EQ(world.state(10), IntentState::sent);
  EXPECT_EQ(world.graph().reads, 1);
  EXPECT_EQ(world.message(10).mid, "mid1");
  EXPECT_EQ(world.settled.size(), 1U);
}

TEST_P(Sending, what_never_arrived_is_sent_again_after_two_looks) {
  World world(GetParam());
  world.graph().fates = {fate(Fate::Kind::lost_before_effect)};
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(minutes{3});
  EXPECT_EQ(world.state(10), IntentState::unknown);
  EXPECT_THAT(world.texts(), IsEmpty());
  world.advance(minutes{4});
  EXPECT_EQ(world.graph().reads, 2);
  EXPECT_THAT(world.texts(), ElementsAre("Hi"));
  EXPECT_EQ(world.state(10), IntentState::sent);
}

TEST_P(Sending, at_most_once_is_held_for_a_person_instead) {
  World world(GetParam());
  world.graph().fates = {fate(Fate::Kind::lost_before_effect)};
  world.start();
  NewIntent intent = wished(10, "Hi");
  intent.policy = Policy::at_most_once;
  world.want(intent);
  world.advance(minutes{30});
  EXPECT_EQ(world.state(10), IntentState::held);
  EXPECT_EQ(world.intent(10).held_for, HeldFor::unknown_outcome);
  EXPECT_EQ(world.message(10).status, conversations::Status::needs_you);
  EXPECT_THAT(world.texts(), IsEmpty());
}

TEST_P(Sending, a_crash_while_sending_is_read_back_by_the_next_process) {
  World world(GetParam());
  world.graph().fates = {fate(Fate::Kind::hangs)};
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(seconds{1});
  EXPECT_EQ(world.state(10), IntentState::sending);
  world.crash();
  world.start();
  world.advance(seconds{30});
  EXPECT_EQ(world.state(10), IntentState::unknown);
  world.advance(minutes{4});
  EXPECT_EQ(world.state(10), IntentState::sent);
  EXPECT_EQ(world.graph().delivered.size(), 1U);
}

TEST_P(Sending, a_crash_at_any_moment_neither_loses_nor_repeats) {
  for (int ms = 0; ms < 600; ms += 20) {
    World world(GetParam());
    world.start();
    world.want(wished(10, "Hi"));
    world.want(wished(11, "there"));
    world.advance(std::chrono::milliseconds{ms});
    world.crash();
    world.start();
    world.advance(minutes{15});
    EXPECT_THAT(world.texts(), ElementsAre("Hi", "there")) << "crash after " << ms << " ms";
    EXPECT_EQ(world.state(11), IntentState::sent) << "crash after " << ms << " ms";
  }
}

TEST_P(Sending, an_echo_before_the_answer_settles_and_the_answer_changes_nothing) {
  World world(GetParam());
  world.options.typing_indicator = false;
  world.start();
  world.want(wished(10, "Hi"));
  while (world.state(10) != IntentState::sending) world.seams().scheduler().step();
  const FakeGraph::Delivered ahead{
      .mid = "mid1", .igsid = std::string(kIgsid), .text = "Hi", .at = world.now()};
  EXPECT_TRUE(world.echo(ahead));
  world.advance(seconds{5});
  EXPECT_EQ(world.state(10), IntentState::sent);
  EXPECT_EQ(world.settled.size(), 0U)
      << "the echo's own transaction told the listeners that it was given";
  EXPECT_FALSE(world.account().doubted_at);
}

TEST_P(Sending, a_rate_limit_parks_the_account_and_drains_in_order) {
  World world(GetParam());
  world.graph().fates = {error(80002, 0, 19)};
  world.start();
  for (int i = 0; i < 3; ++i) world.want(wished(10 + i, "part " + std::to_string(i)));
  world.advance(minutes{18});
  EXPECT_THAT(world.texts(), IsEmpty());
  EXPECT_TRUE(world.account().paused_until);
  EXPECT_EQ(world.state(10), IntentState::queued);
  EXPECT_EQ(world.intent(10).failures, 0);
  world.advance(minutes{2});
  EXPECT_THAT(world.texts(), ElementsAre("part 0", "part 1", "part 2"));
}

TEST_P(Sending, while_meta_is_down_everything_waits_and_then_drains_in_order) {
  World world(GetParam());
  for (int i = 0; i < 40; ++i) world.graph().fates.push_back(fate(Fate::Kind::not_sent));
  world.start();
  for (int i = 0; i < 3; ++i) world.want(wished(10 + i, "part " + std::to_string(i)));
  world.advance(minutes{10});
  EXPECT_THAT(world.texts(), IsEmpty());
  world.advance(hours{1});
  EXPECT_THAT(world.texts(), ElementsAre("part 0", "part 1", "part 2"));
}

TEST_P(Sending, who_says_stop_before_the_send_is_not_written_to) {
  World world(GetParam());
  world.want(wished(10, "Hi"));
  record(world, contacts::ConsentKind::opted_out);
  NewIntent notice = wished(11, "You will hear no more.");
  notice.purpose = Purpose::opt_out_notice;
  world.want(notice);
  NewIntent second = wished(12, "Really.");
  second.purpose = Purpose::opt_out_notice;
  world.want(second);
  world.start();
  world.advance(seconds{5});
  EXPECT_THAT(world.texts(), ElementsAre("You will hear no more."));
  EXPECT_EQ(world.state(10), IntentState::refused);
  EXPECT_EQ(world.state(12), IntentState::refused);
  EXPECT_EQ(world.message(10).status, conversations::Status::refused);
  EXPECT_FALSE(world.message(10).reason.empty());
}

TEST_P(Sending, a_window_that_closes_while_it_waits_refuses) {
  World world(GetParam());
  const auto pause = [](db::Tx& tx) { return workspace::set_automation_paused(tx, scope(), true); };
  ASSERT_TRUE(world.write(pause).ok());
  world.want(wished(10, "Hi"));
  world.advance(hours{23} + minutes{58});
  world.start();
  world.advance(seconds{5});
  EXPECT_EQ(world.state(10), IntentState::queued);
  world.advance(minutes{2});
  const auto resume = [](db::Tx& tx) {
    return workspace::set_automation_paused(tx, scope(), false);
  };
  ASSERT_TRUE(world.write(resume).ok());
  world.advance(minutes{1});
  EXPECT_EQ(world.state(10), IntentState::refused);
  EXPECT_THAT(world.texts(), IsEmpty());
}

TEST_P(Sending, a_paused_automation_goes_on_after_the_pause_and_people_never_wait) {
  World world(GetParam());
  const auto pause = [](db::Tx& tx) { return workspace::set_automation_paused(tx, scope(), true); };
  ASSERT_TRUE(world.write(pause).ok());
  world.start();
  world.want(wished(10, "automatic"));
  world.want(from_person(11, "by a person"));
  world.advance(seconds{5});
  EXPECT_THAT(world.texts(), ElementsAre("by a person"));
  const auto resume = [](db::Tx& tx) {
    return workspace::set_automation_paused(tx, scope(), false);
  };
  ASSERT_TRUE(world.write(resume).ok());
  world.advance(seconds{20});
  EXPECT_THAT(world.texts(), ElementsAre("by a person", "automatic"));
}

TEST_P(Sending, a_person_passes_an_automatic_send_whose_outcome_is_unknown_and_automation_waits) {
  World world(GetParam());
  world.graph().fates = {fate(Fate::Kind::lost_after_effect)};
  world.start();
  world.want(wished(10, "first"));
  world.advance(seconds{10});
  ASSERT_EQ(world.state(10), IntentState::unknown);
  world.want(wished(11, "second"));
  world.want(from_person(12, "by a person"));
  world.advance(seconds{10});
  EXPECT_THAT(world.texts(), ElementsAre("first", "by a person"));
  EXPECT_EQ(world.state(11), IntentState::queued);
  world.advance(minutes{4});
  EXPECT_THAT(world.texts(), ElementsAre("first", "by a person", "second"));
}

TEST_P(Sending, a_person_who_takes_over_drops_what_automation_wished) {
  World world(GetParam());
  world.want(wished(10, "automatic"));
  const auto take = [](db::Tx& tx) {
    return conversations::set_owner(tx, scope(), kConversation, conversations::Owner::person);
  };
  ASSERT_TRUE(world.write(take).ok());
  world.start();
  world.advance(seconds{5});
  EXPECT_EQ(world.state(10), IntentState::dropped);
  EXPECT_THAT(world.texts(), IsEmpty());
  ASSERT_EQ(world.settled.size(), 1U);
  EXPECT_EQ(world.settled[0].state, IntentState::dropped);
}

TEST_P(Sending, a_person_s_late_answer_carries_the_human_agent_tag) {
  World world(GetParam());
  accounts::NewAccount granted;
  granted.id = kAccount;
  granted.ig_id = kIgId;
  granted.username = "demo.shop";
  granted.human_agent = true;
  const auto grant = [&](db::Tx& tx) {
    return accounts::connect(tx, scope(), world.vault(), granted, world.now());
  };
  ASSERT_TRUE(world.write(grant).ok());
  world.advance(hours{48});
  world.start();
  world.want(wished(10, "automatic"));
  world.want(from_person(11, "by a person"));
  world.advance(seconds{5});
  EXPECT_THAT(world.texts(), ElementsAre("by a person"));
  EXPECT_TRUE(world.graph().delivered.at(0).human_agent);
  EXPECT_EQ(world.state(10), IntentState::refused);
}

TEST_P(Sending, a_dead_token_keeps_everything_until_the_account_is_connected_again) {
  World world(GetParam());
  world.graph().fates = {error(190, 463)};
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(minutes{5});
  EXPECT_EQ(world.account().state, accounts::State::needs_reconnect);
  EXPECT_EQ(world.state(10), IntentState::queued);
  const auto reconnect = [](db::Tx& tx) {
    return accounts::set_state(tx, scope(), kAccount, accounts::State::active, "", std::nullopt);
  };
  ASSERT_TRUE(world.write(reconnect).ok());
  world.advance(seconds{30});
  EXPECT_THAT(world.texts(), ElementsAre("Hi"));
}

TEST_P(Sending, an_answer_that_means_stop_is_kept_in_the_ledger) {
  World world(GetParam());
  world.graph().fates = {error(551)};
  world.start();
  world.want(wished(10, "Hi"));
  world.want(wished(11, "still there?"));
  world.advance(seconds{10});
  EXPECT_EQ(world.state(10), IntentState::failed);
  EXPECT_EQ(world.state(11), IntentState::refused);
  const auto contact =
      world.write([](db::Tx& tx) { return contacts::find(tx, scope(), kContact); });
  EXPECT_TRUE(contact->opted_out_at);
}

TEST_P(Sending, a_passing_fault_is_retried_three_times_with_growing_pauses) {
  World world(GetParam());
  for (int i = 0; i < 4; ++i) world.graph().fates.push_back(error(-1, 2207001));
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(minutes{2});
  EXPECT_EQ(world.state(10), IntentState::failed);
  EXPECT_EQ(world.message(10).status, conversations::Status::failed);
  EXPECT_TRUE(world.graph().fates.empty());
}

TEST_P(Sending, by_hand_an_intent_becomes_a_task_and_nothing_leaves) {
  World world(GetParam(), accounts::Transport::by_hand);
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(seconds{5});
  EXPECT_EQ(world.state(10), IntentState::held);
  EXPECT_EQ(world.intent(10).held_for, HeldFor::by_hand);
  EXPECT_THAT(world.texts(), IsEmpty());
  EXPECT_EQ(world.graph().marks, 0);
  const FakeGraph::Delivered typed{
      .mid = "app1", .igsid = std::string(kIgsid), .text = "Hi", .at = world.now()};
  EXPECT_TRUE(world.echo(typed)) << "whoever typed it in the app has performed the task";
  EXPECT_EQ(world.state(10), IntentState::sent);
}

TEST_P(Sending, an_echo_that_comes_after_the_second_sending_makes_the_account_careful) {
  World world(GetParam());
  world.graph().fates = {fate(Fate::Kind::lost_before_effect)};
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(minutes{8});
  ASSERT_EQ(world.state(10), IntentState::sent);
  const FakeGraph::Delivered late{
      .mid = "late", .igsid = std::string(kIgsid), .text = "Hi", .at = world.now()};
  EXPECT_FALSE(world.echo(late));
  EXPECT_TRUE(world.account().doubted_at);
}

TEST_P(Sending, the_budget_of_an_hour_is_kept_and_typing_stops_at_its_half) {
  World world(GetParam());
  world.options.budgets.account_calls_per_hour = 20;
  world.start();
  for (int i = 0; i < 30; ++i) {
    world.want(wished(10 + i, std::to_string(i)));
    world.advance(seconds{10});
  }
  EXPECT_EQ(world.graph().marks + static_cast<int>(world.graph().delivered.size()), 20);
  EXPECT_LE(world.graph().marks, 10);
  world.advance(minutes{62});
  EXPECT_EQ(world.graph().delivered.size(), 30U);
}

TEST_P(Sending, the_app_s_budget_of_a_day_is_kept_across_restarts) {
  World world(GetParam());
  world.options.budgets = {.account_calls_per_hour = 1'000, .app_calls_per_day = 60};
  world.options.typing_indicator = false;
  for (int round = 0; round < 4; ++round) {
    world.start();
    for (int i = 0; i < 20; ++i) world.want(wished(100 * (round + 1) + i, std::to_string(i)));
    world.advance(minutes{12});
    world.crash();
  }
  EXPECT_LE(world.graph().delivered.size(), 60U);
  EXPECT_GE(world.graph().delivered.size(), 40U);
}

TEST_P(Sending, it_stops_when_asked_and_leaves_the_rest_as_rows) {
  World world(GetParam());
  world.graph().fates = {fate(Fate::Kind::lost_after_effect)};
  world.options.typing_indicator = false;
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(seconds{1});
  world.sender().stop();
  world.want(wished(11, "later"));
  world.advance(seconds{10});
  EXPECT_TRUE(world.sender().idle());
  EXPECT_EQ(world.state(10), IntentState::unknown);
  EXPECT_EQ(world.state(11), IntentState::queued);
}

TEST_P(Sending, a_long_queue_leaves_in_batches_and_each_once) {
  World world(GetParam());
  constexpr std::int64_t kPeople = 150;
  const auto fill = [&](db::Tx& tx) -> Status {
    for (std::int64_t i = 0; i < kPeople; ++i) {
      NewIntent intent = wished(1000 + 2 * i, std::to_string(i));
      intent.contact = ContactId{1000 + 2 * i};
      intent.conversation = ConversationId{1001 + 2 * i};
      intent.recipient.id = std::to_string(9'100'000'000'000'001'000 + i);
      DUNLIN_CHECK(add_person(tx, 1000 + 2 * i, intent.recipient.id, world.now()));
      DUNLIN_CHECK(enqueue_now(tx, intent, world.now()));
    }
    return {};
  };
  ASSERT_TRUE(world.write(fill).ok());
  world.options.budgets.account_calls_per_hour = 10'000;
  world.start();
  world.advance(seconds{10});
  std::vector<std::string> texts = world.texts();
  EXPECT_EQ(texts.size(), std::size_t{kPeople});
  std::ranges::sort(texts);
  EXPECT_EQ(std::ranges::unique(texts).size(), 0U) << "none twice";
  EXPECT_TRUE(world.sender().idle());
}

TEST_P(Sending, other_conversations_do_not_wait_for_one_that_hangs) {
  World world(GetParam());
  const auto add = [&](db::Tx& tx) {
    return add_person(tx, 5, "9100000000000000002", world.now());
  };
  ASSERT_TRUE(world.write(add).ok());
  world.options.typing_indicator = false;
  world.graph().fates = {fate(Fate::Kind::hangs)};
  world.start();
  world.want(wished(10, "hangs"));
  world.advance(seconds{1});
  NewIntent other = wished(11, "Hi");
  other.contact = ContactId{5};
  other.conversation = ConversationId{6};
  other.recipient.id = "9100000000000000002";
  world.want(other);
  world.advance(seconds{1});
  EXPECT_THAT(world.texts(), ElementsAre("hangs", "Hi"));
}

}  // namespace
}  // namespace dunlin::outbound::test
