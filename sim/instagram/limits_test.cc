#include "sim/instagram/limits.h"

#include "sim/instagram/test_world.h"

namespace dunlin::instagram {
namespace {

using namespace std::chrono_literals;

json::Value usage(const TestWorld::Answer& answer) {
  const auto header = json::parse(answer.headers.get("X-Business-Use-Case-Usage"));
  return header->at(kDemoIgId).as_array().front();
}

TEST(Limits, slide_and_never_let_more_through_in_any_second) {
  SlidingWindow window;
  int taken = 0;
  for (int ms = 0; ms < 1500; ms += 10) {
    if (window.take(Monotonic{std::chrono::milliseconds{ms}}, 100, 1s)) ++taken;
  }
  EXPECT_EQ(taken, 150);
  EXPECT_EQ(window.count(Monotonic{1490ms}, 1s), 100U);
}

TEST(Limits, refuse_the_hundred_and_first_send_of_a_second) {
  TestWorld world;
  world.writes("leila", "hi");
  for (int i = 0; i < 100; ++i) ASSERT_EQ(world.send_text(world.leila, "a").status, 200);
  const auto refused = world.send_text(world.leila, "a");
  EXPECT_EQ(refused.code(), 613);
  EXPECT_EQ(refused.subcode(), 2534040);
  world.seams.advance(1s);
  EXPECT_EQ(world.send_text(world.leila, "a").status, 200);
  EXPECT_EQ(world.fake.sends().all().size(), 101U);
}

TEST(Limits, allow_ten_videos_a_second) {
  TestWorld world;
  world.writes("leila", "hi");
  const std::string video =
      R"({"attachment":{"type":"video","payload":{"url":"https://a.example/x.mp4"}}})";
  for (int i = 0; i < 10; ++i) ASSERT_EQ(world.send_message(world.leila, video).status, 200);
  EXPECT_EQ(world.send_message(world.leila, video).code(), 613);
  EXPECT_EQ(world.send_text(world.leila, "a").status, 200);
}

TEST(Limits, of_the_platform_show_in_the_header_before_they_refuse) {
  TestWorld world;
  world.fake.state().account(kDemoIgId)->impressions = 0;
  TestWorld::Answer answer;
  for (int i = 0; i < 4'800; ++i) answer = world.graph("GET", "/me");
  EXPECT_EQ(usage(answer).at("call_count").as_int64(), 10);
  EXPECT_EQ(usage(answer).at("type"), "instagram");
  EXPECT_EQ(usage(answer).at("estimated_time_to_regain_access").as_int64(), 0);
}

TEST(Limits, a_throttle_refuses_everything_for_its_time_and_grows_by_calls_meanwhile) {
  TestWorld world;
  world.writes("leila", "hi");
  world.fake.faults()["rate_limit"].next = 1;
  world.fake.faults()["rate_limit"].values["code"] = 80002;
  const auto first = world.send_text(world.leila, "a");
  EXPECT_EQ(first.code(), 80002);
  EXPECT_EQ(usage(first).at("call_count").as_int64(), 100);
  EXPECT_EQ(usage(first).at("estimated_time_to_regain_access").as_int64(), 1);
  EXPECT_FALSE(world.fake.calls().all().back().over_limit);
  world.seams.advance(30s);
  EXPECT_EQ(world.graph("GET", "/me").code(), 80002);
  EXPECT_TRUE(world.fake.calls().all().back().over_limit);
  world.seams.advance(39s);
  EXPECT_EQ(world.graph("GET", "/me").code(), 80002);
  world.seams.advance(1min);
  EXPECT_EQ(world.send_text(world.leila, "a").status, 200);
  EXPECT_EQ(world.fake.sends().all().size(), 1U);
}

TEST(Limits, code_four_comes_with_the_apps_usage) {
  TestWorld world;
  world.fake.faults()["rate_limit"].next = 1;
  world.fake.faults()["rate_limit"].values["code"] = 4;
  const auto answer = world.graph("GET", "/me");
  EXPECT_EQ(answer.code(), 4);
  EXPECT_FALSE(answer.headers.get("X-App-Usage").empty());
}

}  // namespace
}  // namespace dunlin::instagram
