#include "sim/instagram/windows.h"

#include "sim/instagram/test_world.h"

namespace dunlin::instagram {
namespace {

using namespace std::chrono_literals;

std::string tagged(const std::string& igsid) {
  return R"({"recipient":{"id":")" + igsid +
         R"("},"messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT","message":{"text":"a"}})";
}

TEST(Window, is_closed_to_a_person_who_never_wrote) {
  TestWorld world;
  const auto answer = world.send_text(world.leila, "a");
  EXPECT_EQ(answer.code(), 10);
  EXPECT_EQ(answer.subcode(), 2534022);
  EXPECT_EQ(answer.status, 403);
}

TEST(Window, closes_exactly_a_day_after_the_last_message) {
  TestWorld world;
  world.writes("leila", "hi");
  world.seams.advance(24h - 1us);
  EXPECT_EQ(world.send_text(world.leila, "a").status, 200);
  world.seams.advance(1us);
  EXPECT_EQ(world.send_text(world.leila, "a").subcode(), 2534022);
  world.writes("leila", "still there?");
  EXPECT_EQ(world.send_text(world.leila, "a").status, 200);
}

TEST(Window, is_a_week_for_people_with_the_tag) {
  TestWorld world;
  world.writes("leila", "hi");
  world.seams.advance(25h);
  EXPECT_EQ(world.graph("POST", "/me/messages", tagged(world.leila)).status, 200);
  EXPECT_TRUE(world.fake.sends().all().back().human_agent);
  world.seams.advance(24h * 6 - 1h);
  EXPECT_EQ(world.graph("POST", "/me/messages", tagged(world.leila)).subcode(), 2534022);
}

TEST(Window, of_a_week_needs_the_feature) {
  Options options;
  options.app.human_agent = false;
  TestWorld world(1, options);
  world.writes("leila", "hi");
  EXPECT_EQ(world.graph("POST", "/me/messages", tagged(world.leila)).status, 200);
  world.seams.advance(25h);
  const auto answer = world.graph("POST", "/me/messages", tagged(world.leila));
  EXPECT_EQ(answer.code(), 10);
  EXPECT_EQ(answer.subcode(), 0);
}

TEST(Window, is_opened_by_the_tap_of_a_button_but_not_by_a_reaction_or_a_referral) {
  TestWorld world;
  EXPECT_TRUE(world.fake.people().taps({.person = "leila"}, "Start", "START").ok());
  EXPECT_EQ(world.send_text(world.leila, "a").status, 200);
  const std::string mid = world.writes("amir", "hi");
  world.seams.advance(25h);
  EXPECT_TRUE(world.fake.people().reacts({.person = "amir"}, mid, "love", "").ok());
  EXPECT_TRUE(world.fake.people().opens_link({.person = "amir"}, "spring", "").ok());
  EXPECT_EQ(world.send_text(world.amir, "a").code(), 10);
}

TEST(Window, function_tells_the_three_states) {
  const Instant start = from_ms(1'790'000'000'000);
  EXPECT_EQ(window_at({}, start), Window::closed);
  EXPECT_EQ(window_at(start, start), Window::standard);
  EXPECT_EQ(window_at(start, start + 24h), Window::human_only);
  EXPECT_EQ(window_at(start, start + 24h * 7), Window::closed);
}

}  // namespace
}  // namespace dunlin::instagram
