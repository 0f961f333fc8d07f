#include "sim/instagram/embedded.h"
#include "sim/instagram/test_world.h"

namespace dunlin::instagram {
namespace {

using namespace std::chrono_literals;

struct Collected final : net::BodyStream {
  std::string text;
  Task<Status> write(std::string part) override {
    text += part;
    co_return Status();
  }
};

TEST(Control, state_shows_the_demo_world) {
  TestWorld world;
  const auto state = world.control("GET", "/sim/api/state");
  ASSERT_EQ(state.status, 200);
  EXPECT_EQ(state.body.at("accounts").as_array().front().at("username"),
            json::Value(kDemoUsername));
  ASSERT_EQ(state.body.at("people").as_array().size(), 3U);
  const auto& leila = state.body.at("people").as_array()[1];
  EXPECT_EQ(leila.at("id"), "leila");
  EXPECT_EQ(leila.at("threads").as_array().front().at("igsid"), json::Value(world.leila));
}

TEST(Control, a_person_writes_and_sees_the_answer_on_the_phone) {
  TestWorld world;
  const auto wrote =
      world.control("POST", "/sim/api/people/leila/write", R"({"text":"how much is it?"})");
  ASSERT_EQ(wrote.status, 201);
  EXPECT_EQ(world.send_text(world.leila, "49 euros").status, 200);
  const auto thread = world.control("GET", "/sim/api/people/leila/thread");
  const auto& messages = thread.body.at("messages").as_array();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].at("mid"), json::Value(wrote.text("mid")));
  EXPECT_TRUE(messages[0].as_object().contains("seen_at"));
  EXPECT_EQ(messages[1].at("from"), "account");
  EXPECT_EQ(messages[1].at("kind"), "text");
  EXPECT_EQ(thread.body.at("unseen").as_int64(), 1);
  EXPECT_EQ(world.control("POST", "/sim/api/people/leila/read", "{}").status, 200);
  EXPECT_EQ(world.control("GET", "/sim/api/people/9100000000000000001/thread")
                .body.at("unseen")
                .as_int64(),
            0);
}

TEST(Control, every_act_of_a_person_has_an_address) {
  TestWorld world;
  const std::string base = "/sim/api/people/leila/";
  const std::string mid = world.control("POST", base + "write", R"({"text":"a"})").text("mid");
  const std::string with_mid = R"({"mid":")" + mid + R"("})";
  EXPECT_EQ(world.control("POST", base + "react", with_mid).status, 200);
  EXPECT_EQ(world.control("POST", base + "unreact", with_mid).status, 200);
  EXPECT_EQ(world.control("POST", base + "edit", R"({"mid":")" + mid + R"(","text":"b"})").status,
            200);
  EXPECT_EQ(world.control("POST", base + "unsend", with_mid).status, 200);
  EXPECT_EQ(world.control("POST", base + "unsend", with_mid).status, 404);
  EXPECT_EQ(world.control("POST", base + "story-reply", R"({"text":"nice"})").status, 201);
  EXPECT_EQ(world.control("POST", base + "story-mention", "{}").status, 201);
  EXPECT_EQ(
      world.control("POST", base + "postback", R"({"title":"Hours","payload":"HOURS"})").status,
      201);
  EXPECT_EQ(world.control("POST", base + "referral", R"({"ref":"spring"})").status, 200);
  const auto comment = world.control("POST", base + "comment", R"({"text":"PRICE"})");
  ASSERT_EQ(comment.status, 201);
  EXPECT_EQ(world.control("GET", "/sim/api/comments").body.at("media").as_array().size(), 2U);
  EXPECT_EQ(world
                .control("POST", base + "delete-comment",
                         R"({"comment_id":")" + comment.text("comment_id") + R"("})")
                .status,
            200);
  EXPECT_EQ(world.control("POST", base + "block", "{}").status, 200);
  EXPECT_EQ(world.control("POST", base + "write", R"({"text":"a"})").status, 409);
  EXPECT_EQ(world.control("POST", base + "unblock", "{}").status, 200);
  EXPECT_EQ(world.control("POST", "/sim/api/people", R"({"name":"Nika"})").text("id"), "nika");
  EXPECT_EQ(world.control("POST", "/sim/api/media", R"({"caption":"new"})").status, 201);
  EXPECT_EQ(world
                .control("POST", "/sim/api/accounts/17841499900000001/write",
                         R"({"person":"leila","text":"by hand"})")
                .status,
            201);
  const auto second = world.control("POST", "/sim/api/accounts", R"({"username":"other.shop"})");
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(
      world.control("GET", "/sim/api/people/nika/thread?account=" + second.text("ig_id")).status,
      200);
}

TEST(Control, bad_requests_are_told_what_is_wrong) {
  TestWorld world;
  EXPECT_EQ(world.control("POST", "/sim/api/people/leila/write", R"({"txt":"a"})").status, 422);
  EXPECT_EQ(world.control("POST", "/sim/api/people/leila/write", "[]").status, 422);
  EXPECT_EQ(world.control("POST", "/sim/api/people/leila/write", "{}").text("code"), "sim.invalid");
  EXPECT_EQ(world.control("POST", "/sim/api/people/nobody/write", R"({"text":"a"})").status, 404);
  EXPECT_EQ(world.control("GET", "/sim/api/nothing").status, 404);
  EXPECT_EQ(world.control("DELETE", "/sim/api/state").status, 405);
  auto form = world.request("POST", "/sim/api/people/leila/write", R"({"text":"a"})");
  form.headers.set("Content-Type", "text/plain");
  EXPECT_EQ(world.seams.run(world.fake.control(std::move(form))).status, 422);
}

TEST(Control, the_judges_logs_are_paged) {
  TestWorld world;
  world.writes("leila", "hi");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(world.send_text(world.leila, "a").status, 200);
  const auto first = world.control("GET", "/sim/api/sends?limit=2");
  EXPECT_EQ(first.body.at("items").as_array().size(), 2U);
  EXPECT_EQ(first.body.at("more"), true);
  const auto rest = world.control("GET", "/sim/api/sends?after=2");
  EXPECT_EQ(rest.body.at("items").as_array().size(), 1U);
  EXPECT_EQ(rest.body.at("next").as_int64(), 3);
  EXPECT_EQ(world.control("GET", "/sim/api/calls").body.at("items").as_array().size(), 3U);
  const auto deliveries = world.control("GET", "/sim/api/deliveries");
  EXPECT_EQ(deliveries.body.at("items").as_array().front().at("state"), "accepted");
}

TEST(Control, reset_starts_over_unless_it_is_refused) {
  TestWorld world;
  world.writes("leila", "hi");
  EXPECT_EQ(world.control("POST", "/sim/api/reset", "{}").status, 200);
  EXPECT_TRUE(world.fake.state().thread(world.leila)->messages.empty());
  Options options;
  options.reset = Options::Reset::refused;
  TestWorld firm(1, options);
  EXPECT_EQ(firm.control("POST", "/sim/api/reset", "{}").status, 403);
}

TEST(Events, are_streamed_and_resumed_by_id) {
  TestWorld world;
  auto request = world.request("GET", "/sim/api/events");
  const auto response = world.seams.run(world.fake.control(request));
  ASSERT_TRUE(response.stream);
  Collected live;
  spawn(world.seams.seams().executor, response.stream(live));
  world.seams.run_ready();
  world.writes("leila", "hi");
  EXPECT_NE(live.text.find("\"type\":\"message\""), std::string::npos);
  EXPECT_NE(live.text.find("\"type\":\"delivery\""), std::string::npos);
  world.seams.advance(11s);
  EXPECT_NE(live.text.find(": beat\n\n"), std::string::npos);

  request.headers.set("Last-Event-ID", "0");
  Collected resumed;
  const auto again = world.seams.run(world.fake.control(request));
  spawn(world.seams.seams().executor, again.stream(resumed));
  world.seams.run_ready();
  EXPECT_NE(resumed.text.find("id: 1\n"), std::string::npos);
  EXPECT_EQ(resumed.text.find("\"type\":\"reset\""), std::string::npos);
  world.fake.stop_watching();
  world.seams.run_ready();
}

TEST(Events, of_a_place_that_is_gone_begin_with_a_reset) {
  Options options;
  options.changes_kept = 2;
  TestWorld world(1, options);
  world.writes("leila", "hi");
  auto request = world.request("GET", "/sim/api/events?last_event_id=1");
  Collected resumed;
  const auto response = world.seams.run(world.fake.control(request));
  spawn(world.seams.seams().executor, response.stream(resumed));
  world.seams.run_ready();
  EXPECT_NE(resumed.text.find("\"type\":\"reset\""), std::string::npos);
  world.fake.stop_watching();
  world.seams.run_ready();
}

}  // namespace
}  // namespace dunlin::instagram
