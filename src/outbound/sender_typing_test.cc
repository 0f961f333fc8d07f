#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/outbound/world.h"

namespace dunlin::outbound::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Fate error(int code, int subcode = 0, int minutes = 0) {
  return {.kind = Fate::Kind::error, .code = code, .subcode = subcode, .regain_minutes = minutes};
}

TEST(Typing, a_mark_that_is_refused_because_of_the_account_keeps_its_answer_back) {
  World world;
  world.graph().mark_fate = error(190, 463);
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(minutes{5});
  EXPECT_EQ(world.graph().marks, 1);
  EXPECT_THAT(world.texts(), IsEmpty());
  EXPECT_EQ(world.account().state, accounts::State::needs_reconnect);
  EXPECT_EQ(world.state(10), IntentState::queued);
  EXPECT_EQ(world.intent(10).failures, 0);
}

TEST(Typing, a_mark_whose_answer_shows_that_the_calls_are_used_up_keeps_its_answer_back) {
  World world;
  world.graph().mark_fate = error(100, 0, 10);
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(minutes{9});
  EXPECT_EQ(world.graph().marks, 1);
  EXPECT_THAT(world.texts(), IsEmpty());
  EXPECT_TRUE(world.account().paused_until);
  EXPECT_EQ(world.intent(10).failures, 0);
  world.advance(minutes{2});
  EXPECT_THAT(world.texts(), ElementsAre("Hi"));
}

TEST(Typing, a_mark_that_is_refused_for_itself_does_not) {
  World world;
  world.graph().mark_fate = error(100);
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(seconds{2});
  EXPECT_EQ(world.graph().marks, 1);
  EXPECT_THAT(world.texts(), ElementsAre("Hi"));
}

TEST(Typing, an_answer_does_not_wait_long_for_its_mark_and_leaves_once) {
  World world;
  world.graph().latency = seconds{1};
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(milliseconds{1350});
  EXPECT_EQ(world.graph().marks, 1);
  EXPECT_THAT(world.texts(), ElementsAre("Hi"));
  world.advance(seconds{10});
  EXPECT_THAT(world.texts(), ElementsAre("Hi"));
}

TEST(Typing, no_mark_goes_before_an_answer_that_is_tried_again) {
  World world;
  world.graph().fates = {{.kind = Fate::Kind::not_sent}};
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(minutes{1});
  EXPECT_EQ(world.graph().marks, 1);
  EXPECT_THAT(world.texts(), ElementsAre("Hi"));
}

TEST(Typing, a_process_that_dies_between_mark_and_answer_looks_whether_it_arrived_and_sends_once) {
  World world;
  world.graph().latency = milliseconds{200};
  world.start();
  world.want(wished(10, "Hi"));
  world.advance(milliseconds{150});
  world.crash();
  EXPECT_THAT(world.texts(), IsEmpty());
  world.start();
  world.advance(minutes{10});
  EXPECT_GT(world.graph().reads, 0);
  EXPECT_THAT(world.texts(), ElementsAre("Hi"));
}

}  // namespace
}  // namespace dunlin::outbound::test
