#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/checks/checks.h"

/// What the simulation once found, each as the shortest run that shows it.
namespace dunlin::checks {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using workloads::Conversations;

world::WorldOptions calm() {
  world::WorldOptions options;
  options.app.rules = Conversations::rules();
  return options;
}

struct Shop {
  world::World world;
  std::string person;

  explicit Shop(world::WorldOptions options = calm()) : world(std::move(options)) {
    person = *world.instagram().people().add_person({.id = "mina", .username = "mina"});
    world.run_for(1s);
  }
  std::string says(const std::string& text) {
    const auto mid = world.instagram().people().writes(who(), {.text = text});
    EXPECT_TRUE(mid.ok());
    return *mid;
  }
  [[nodiscard]] instagram::Between who() const { return {.person = person, .ig_id = {}}; }
  /// The next webhook is held for five seconds.
  void delay_next_webhook() {
    instagram::Fault& delay = world.instagram().faults()["webhook_delay"];
    delay.next = 1;
    delay.values["min_ms"] = delay.values["max_ms"] = 5000;
  }
  std::vector<std::string> answers() {
    std::vector<std::string> out;
    for (const auto& send : world.instagram().sends().all()) out.push_back(send.text);
    return out;
  }
};

TEST(Scenario, an_answer_leaves_when_it_is_queued_and_not_when_the_sender_next_looks) {
  Shop shop;
  for (const auto* question : {"question 1", "question 2", "question 3"}) {
    const std::size_t before = shop.answers().size();
    shop.says(question);
    shop.world.run_for(200ms);
    EXPECT_EQ(shop.answers().size(), before + 1) << question;
  }
}

TEST(Scenario, a_stop_that_comes_a_day_late_is_heeded_without_an_answer) {
  Shop shop;
  shop.delay_next_webhook();
  shop.says("stop");
  shop.world.sleep_through(25h);
  shop.world.run_for(10s);
  shop.says("question 1");
  shop.world.run_for(10s);
  EXPECT_THAT(shop.answers(), IsEmpty());
}

TEST(Scenario, a_stop_that_was_unsent_before_it_came_is_heeded) {
  Shop shop;
  shop.delay_next_webhook();
  const std::string mid = shop.says("stop");
  EXPECT_TRUE(shop.world.instagram().people().unsends(shop.who(), mid).ok());
  shop.world.run_for(10s);
  shop.says("question 1");
  shop.world.run_for(10s);
  EXPECT_THAT(shop.answers(), IsEmpty());
}

TEST(Scenario, a_stop_that_was_stored_as_it_was_edited_is_heeded) {
  Shop shop;
  shop.world.instagram().switches().new_message = instagram::Switches::NewMessage::edit_first;
  instagram::Fault& slow = shop.world.instagram().faults()["latency"];
  slow.next = 1;
  slow.values["min_ms"] = slow.values["max_ms"] = 3000;
  const std::string mid = shop.says("stop");
  EXPECT_TRUE(shop.world.instagram().people().edits(shop.who(), mid, "stop it").ok());
  shop.world.run_for(10s);
  shop.says("question 1");
  shop.world.run_for(10s);
  EXPECT_THAT(shop.answers(), Not(Contains("You asked: question 1")));
}

TEST(Scenario, an_edit_that_says_stop_is_heeded) {
  Shop shop;
  const std::string mid = shop.says("remark");
  shop.world.run_for(1s);
  EXPECT_TRUE(shop.world.instagram().people().edits(shop.who(), mid, "STOP").ok());
  shop.world.run_for(10s);
  shop.says("question 1");
  shop.world.run_for(10s);
  EXPECT_THAT(shop.answers(), IsEmpty());
}

TEST(Scenario, a_stop_that_comes_after_the_start_that_followed_it_is_over) {
  Shop shop;
  shop.says("stop");
  shop.world.run_for(10s);
  shop.delay_next_webhook();
  shop.says("stop");
  shop.world.run_for(1s);
  shop.says("start");
  shop.world.run_for(20s);
  shop.says("question 1");
  shop.world.run_for(10s);
  EXPECT_THAT(shop.answers(), Contains("You asked: question 1"));
}

TEST(Scenario, a_start_that_comes_late_does_not_undo_the_stop_that_followed_it) {
  Shop shop;
  shop.says("stop");
  shop.world.run_for(10s);
  shop.delay_next_webhook();
  shop.says("start");
  shop.world.run_for(1s);
  EXPECT_TRUE(shop.world.instagram().people().writes(shop.who(), {.text = "stop"}).ok());
  shop.world.run_for(20s);
  shop.says("question 1");
  shop.world.run_for(10s);
  EXPECT_THAT(shop.answers(), Not(Contains("You asked: question 1")));
}

TEST(Scenario, a_message_that_was_only_announced_and_cannot_be_read_is_parked_with_its_body) {
  Shop shop;
  shop.world.instagram().switches().new_message = instagram::Switches::NewMessage::edit_only;
  instagram::Fault& down = shop.world.instagram().faults()["server_error_before"];
  down.next = 10;
  down.on = instagram::Fault::On::reads;
  shop.says("question 1");
  shop.world.run_for(20s);
  EXPECT_THAT(shop.answers(), IsEmpty());
  shop.world.crash(world::Death::kill);
  EXPECT_EQ(shop.world.query("dunlin.db", "SELECT reason FROM parked_event"),
            std::vector<world::Row>{{"2"}});
  EXPECT_EQ(shop.world.query("journal.db", "SELECT COUNT(*) FROM raw_event"),
            std::vector<world::Row>{{"1"}});
}

TEST(Scenario, a_read_that_is_told_to_wait_holds_back_every_call_of_the_account) {
  Shop shop;
  shop.world.instagram().switches().new_message = instagram::Switches::NewMessage::edit_only;
  instagram::Fault& limit = shop.world.instagram().faults()["rate_limit"];
  limit.next = 1;
  limit.on = instagram::Fault::On::reads;
  shop.says("question 1");
  shop.world.run_for(5s);
  const std::size_t calls = shop.world.instagram().calls().all().size();
  shop.says("question 2");
  shop.world.run_for(40s);
  EXPECT_EQ(shop.world.instagram().calls().all().size(), calls);
}

TEST(Scenario, a_typing_mark_that_is_told_to_wait_holds_back_every_call_of_the_account) {
  Shop shop;
  shop.says("question 1");
  shop.world.run_for(10s);
  const std::size_t calls = shop.world.instagram().calls().all().size();
  shop.world.instagram().faults()["rate_limit"].next = 1;
  shop.says("question 2");
  shop.world.run_for(5s);
  shop.says("question 3");
  shop.world.run_for(40s);
  EXPECT_EQ(shop.world.instagram().calls().all().size(), calls + 1);
  shop.world.run_for(60s);
  EXPECT_THAT(shop.answers(), ElementsAre("You asked: question 1", "You asked: question 2",
                                          "You asked: question 3"));
}

TEST(Scenario, a_read_that_fails_once_does_not_cost_an_announced_message_its_answer) {
  Shop shop;
  shop.world.instagram().switches().new_message = instagram::Switches::NewMessage::edit_only;
  instagram::Fault& down = shop.world.instagram().faults()["server_error_before"];
  down.next = 1;
  down.on = instagram::Fault::On::reads;
  shop.says("question 1");
  shop.world.run_for(20s);
  EXPECT_THAT(shop.answers(), ElementsAre("You asked: question 1"));
}

TEST(Scenario, a_node_that_wakes_while_another_sends_what_it_was_sending_changes_nothing) {
  world::WorldOptions options = calm();
  options.nodes = 2;
  options.app.outbound.typing_indicator = false;
  Shop shop(options);
  instagram::Fault& refused = shop.world.instagram().faults()["graph_error"];
  refused.next = 1;
  refused.on = instagram::Fault::On::sends;
  std::vector<int> senders;
  shop.world.on_send([&](int node) {
    senders.push_back(node);
    if (senders.size() == 1) shop.world.pause(node, 1h);
    if (senders.size() == 2) shop.world.wake(senders.front());
  });
  shop.says("question 1");
  shop.world.run_for(3min);
  ASSERT_EQ(senders.size(), 1U) << "what may have left is not sent again so soon";
  shop.world.instagram().faults()["latency"].probability = 1;
  shop.world.run_for(3min);
  ASSERT_EQ(senders.size(), 2U);
  EXPECT_NE(senders.at(0), senders.at(1));
  EXPECT_THAT(shop.answers(), ElementsAre("You asked: question 1"));
  shop.world.crash(world::Death::kill);
  EXPECT_EQ(shop.world.query("dunlin.db", "SELECT state, epoch FROM intent"),
            (std::vector<world::Row>{{"3", "2"}}));
}

TEST(Scenario, a_node_that_stood_still_since_it_began_shows_no_typing_either) {
  world::WorldOptions options = calm();
  options.nodes = 2;
  options.weather.paused_at_commit = 1;
  Shop shop(options);
  shop.says("question 1");
  shop.world.run_for(7min);
  std::map<std::string, int> calls;
  for (const auto& call : shop.world.instagram().calls().all()) ++calls[call.what];
  EXPECT_EQ(calls["sender_action"], calls["send"]) << "a mark goes only where its message does";
  shop.world.stop_faults();
  shop.world.run_for(20min);
  EXPECT_THAT(shop.answers(), ElementsAre("You asked: question 1"));
}

TEST(Scenario, what_comes_while_a_node_stands_still_is_answered_by_the_others_and_not_again) {
  world::WorldOptions options = calm();
  options.nodes = 2;
  Shop shop(options);
  shop.world.pause(0, 1h);
  shop.world.run_for(1s);
  for (const auto* question : {"question 1", "question 2", "question 3"}) shop.says(question);
  shop.world.run_for(40s);
  EXPECT_THAT(shop.answers(), UnorderedElementsAre("You asked: question 1", "You asked: question 2",
                                                   "You asked: question 3"));
  shop.world.wake(0);
  shop.world.run_for(10s);
  EXPECT_EQ(shop.answers().size(), 3U);
}

}  // namespace
}  // namespace dunlin::checks
