#include "sim/instagram/faults.h"

#include "sim/instagram/test_world.h"

namespace dunlin::instagram {
namespace {

using namespace std::chrono_literals;

/// A world where Leila has written, with one fault for the next event.
struct Faulty : TestWorld {
  explicit Faulty(std::string_view fault) {
    writes("leila", "hi");
    hooks.clear();
    hook_times.clear();
    fake.faults()[fault].next = 1;
  }
  std::size_t effects() const { return fake.sends().all().size(); }
};

TEST(GraphFault, lost_before_drops_the_connection_without_effect) {
  Faulty world("lost_before");
  EXPECT_EQ(world.send_text(world.leila, "a").status, 0);
  EXPECT_EQ(world.effects(), 0U);
  EXPECT_EQ(world.send_text(world.leila, "a").status, 200);
}

TEST(GraphFault, lost_after_drops_the_connection_after_the_effect) {
  Faulty world("lost_after");
  EXPECT_EQ(world.send_text(world.leila, "a").status, 0);
  EXPECT_EQ(world.effects(), 1U);
  world.seams.advance(1s);
  EXPECT_EQ(world.events().front().at("message").at("text"), "a");
}

TEST(GraphFault, server_errors_come_before_or_after_the_effect) {
  Faulty before("server_error_before");
  EXPECT_EQ(before.send_text(before.leila, "a").status, 500);
  EXPECT_EQ(before.effects(), 0U);
  Faulty after("server_error_after");
  const auto answer = after.send_text(after.leila, "a");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.code(), 2);
  EXPECT_EQ(after.effects(), 1U);
}

TEST(GraphFault, success_but_error_names_1357046_and_has_its_effect) {
  Faulty world("success_but_error");
  const auto answer = world.send_text(world.leila, "a");
  EXPECT_EQ(answer.code(), 1);
  EXPECT_EQ(answer.subcode(), 1357046);
  EXPECT_EQ(world.effects(), 1U);
}

TEST(GraphFault, garbage_and_huge_bodies_hide_an_effect) {
  Faulty garbage("garbage");
  const auto bytes = garbage.send_text(garbage.leila, "a");
  EXPECT_EQ(bytes.status, 200);
  EXPECT_TRUE(bytes.body.is_null());
  EXPECT_EQ(garbage.effects(), 1U);
  Faulty huge("huge_body");
  const auto response = huge.seams.run(huge.fake.handle(huge.request("GET", "/me")));
  EXPECT_GT(response.body.size(), 4U << 20);
}

TEST(GraphFault, redirect_has_no_effect) {
  Faulty world("redirect");
  EXPECT_EQ(world.send_text(world.leila, "a").status, 307);
  EXPECT_EQ(world.effects(), 0U);
}

TEST(GraphFault, tokens_and_any_error_can_be_drawn) {
  Faulty expired("token_expired");
  EXPECT_EQ(expired.send_text(expired.leila, "a").subcode(), 463);
  Faulty revoked("token_revoked");
  EXPECT_EQ(revoked.send_text(revoked.leila, "a").subcode(), 460);
  Faulty any("graph_error");
  any.fake.faults()["graph_error"].values = {{"code", 368}, {"subcode", 1390008}};
  EXPECT_EQ(any.send_text(any.leila, "a").code(), 368);
  EXPECT_EQ(any.effects(), 0U);
}

TEST(GraphFault, latency_holds_the_answer_for_a_drawn_time) {
  Faulty world("latency");
  const Instant start = world.seams.clock().now();
  EXPECT_EQ(world.send_text(world.leila, "a").status, 200);
  const Duration took = world.seams.clock().now() - start;
  EXPECT_GE(took, 200ms);
  EXPECT_LE(took, 801ms);
}

TEST(GraphFault, can_be_limited_to_sends_or_reads) {
  Faulty world("lost_before");
  world.fake.faults()["lost_before"].on = Fault::On::sends;
  EXPECT_EQ(world.graph("GET", "/me").status, 200);
  EXPECT_EQ(world.send_text(world.leila, "a").status, 0);
}

TEST(GraphFault, read_lag_hides_a_sent_message_from_reads) {
  Faulty world("read_lag");
  const auto sent = world.send_text(world.leila, "a");
  EXPECT_EQ(world.graph("GET", "/" + sent.text("message_id")).subcode(), 33);
  world.seams.advance(2min);
  EXPECT_EQ(world.graph("GET", "/" + sent.text("message_id")).status, 200);
}

TEST(GraphFault, a_comment_can_vanish_before_its_private_reply) {
  Faulty world("comment_deleted");
  const auto comment = world.fake.people().comments({.person = "leila"}, {.text = "PRICE"});
  const auto answer =
      world.graph("POST", "/me/messages",
                  R"({"recipient":{"comment_id":")" + *comment + R"("},"message":{"text":"a"}})");
  EXPECT_EQ(answer.subcode(), 2534025);
}

TEST(Echo, follows_the_answer) {
  TestWorld world;
  world.writes("leila", "hi");
  world.hooks.clear();
  EXPECT_EQ(world.send_text(world.leila, "a").status, 200);
  EXPECT_TRUE(world.hooks.empty());
  world.seams.advance(1s);
  EXPECT_EQ(world.hooks.size(), 1U);
}

TEST(Echo, can_come_before_the_answer) {
  Faulty world("echo_before_answer");
  const auto sent = world.send_text(world.leila, "a");
  ASSERT_EQ(world.hooks.size(), 1U);
  EXPECT_EQ(world.events().front().at("message").at("mid"), json::Value(sent.text("message_id")));
}

TEST(Echo, can_be_late_or_never_come) {
  Faulty late("echo_late");
  EXPECT_EQ(late.send_text(late.leila, "a").status, 200);
  late.seams.advance(900ms);
  EXPECT_TRUE(late.hooks.empty());
  late.seams.advance(2min);
  EXPECT_EQ(late.hooks.size(), 1U);
  Faulty never("echo_lost");
  EXPECT_EQ(never.send_text(never.leila, "a").status, 200);
  never.seams.advance(48h);
  EXPECT_TRUE(never.hooks.empty());
}

TEST(Echo, comes_for_what_the_owner_writes_in_the_app) {
  TestWorld world;
  EXPECT_TRUE(world.fake.people().account_writes({.person = "leila"}, "by hand").ok());
  world.seams.run_ready();
  ASSERT_EQ(world.events().size(), 1U);
  EXPECT_EQ(world.events().front().at("message").at("is_echo"), true);
  EXPECT_TRUE(world.fake.sends().all().empty());
}

TEST(WebhookFault, duplicate_delivers_the_accepted_body_once_more) {
  Faulty world("webhook_duplicate");
  world.writes("leila", "again");
  world.seams.advance(10s);
  ASSERT_EQ(world.hooks.size(), 2U);
  EXPECT_EQ(world.hooks[0].body, world.hooks[1].body);
}

TEST(WebhookFault, delay_lets_later_events_pass) {
  Faulty world("webhook_delay");
  world.writes("leila", "first");
  world.writes("leila", "second");
  world.seams.advance(11s);
  ASSERT_EQ(world.events().size(), 2U);
  EXPECT_EQ(world.events()[0].at("message").at("text"), "second");
}

TEST(WebhookFault, batch_puts_events_of_two_kinds_into_one_body) {
  Faulty world("webhook_batch");
  world.writes("leila", "one");
  world.writes("amir", "two");
  EXPECT_TRUE(world.fake.people().comments({.person = "leila"}, {.text = "PRICE"}).ok());
  EXPECT_TRUE(world.hooks.empty());
  world.seams.advance(1s);
  ASSERT_EQ(world.hooks.size(), 1U);
  EXPECT_EQ(json::parse(world.hooks.front().body)->at("entry").as_array().size(), 2U);
  EXPECT_EQ(world.events().size(), 3U);
}

TEST(WebhookFault, wrong_signature_is_followed_by_the_right_one) {
  Faulty world("webhook_wrong_signature");
  world.writes("leila", "one");
  world.seams.advance(1s);
  ASSERT_EQ(world.hooks.size(), 2U);
  EXPECT_NE(world.hooks[0].headers.get("X-Hub-Signature-256"),
            world.hooks[1].headers.get("X-Hub-Signature-256"));
  EXPECT_EQ(world.fake.deliveries().all().back().attempts.front().fault, "wrong_signature");
}

TEST(WebhookFault, a_lost_answer_brings_the_body_again) {
  Faulty world("webhook_answer_lost");
  world.writes("leila", "one");
  world.seams.advance(1s);
  EXPECT_EQ(world.hooks.size(), 2U);
  EXPECT_EQ(world.fake.deliveries().all().back().state, Delivery::State::accepted);
}

TEST(WebhookFault, lost_means_never_delivered) {
  Faulty world("webhook_lost");
  world.writes("leila", "one");
  world.seams.advance(48h);
  EXPECT_TRUE(world.hooks.empty());
  EXPECT_EQ(world.fake.deliveries().all().back().state, Delivery::State::dropped);
}

TEST(WebhookFault, unknown_fields_appear) {
  Faulty world("unknown_fields");
  world.writes("leila", "one");
  EXPECT_TRUE(world.events().front().as_object().contains("new_thing"));
}

TEST(Faults, are_drawn_about_as_often_as_asked) {
  TestWorld world;
  world.fake.faults()["lost_before"].probability = 0.25;
  int struck = 0;
  for (int i = 0; i < 4000; ++i) struck += world.fake.faults().strikes("lost_before") ? 1 : 0;
  EXPECT_NEAR(struck, 1000, 100);
}

TEST(Faults, bad_settings_are_refused_and_change_nothing) {
  TestWorld world;
  for (const char* body :
       {R"({"nonsense":{}})", R"({"latency":{"probability":2}})", R"({"latency":{"next":-1}})",
        R"({"latency":{"volume":1}})", R"({"lost_after":{"probability":1},"latency":5})",
        R"({"latency":{"on":"everything"}})"}) {
    EXPECT_EQ(world.control("PUT", "/sim/api/faults", body).status, 422) << body;
  }
  EXPECT_FALSE(world.fake.faults().strikes("lost_after"));
}

}  // namespace
}  // namespace dunlin::instagram
