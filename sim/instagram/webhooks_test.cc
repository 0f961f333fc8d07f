#include "sim/instagram/webhooks.h"

#include "net/signature.h"
#include "sim/instagram/sign.h"
#include "sim/instagram/test_world.h"

namespace dunlin::instagram {
namespace {

using namespace std::chrono_literals;

Task<net::Response> answered_200() {
  co_return net::Response::text(200, "");
}

constexpr std::string_view kSecret = "sim-app-secret-0001";

TEST(Signature, is_that_of_the_documented_vector) {
  const std::string body =
      R"({"object":"instagram","entry":[{"id":"17841499900000001","time":1790000000321,"messaging":[{"sender":{"id":"880011223344556"},"recipient":{"id":"17841499900000001"},"timestamp":1790000000100,"message":{"mid":"aWdfSIM0001","text":"Ol\u00e1 \ud83d\ude42"}}]}]})";
  ASSERT_EQ(body.size(), 258U);
  const HubSignatures signatures = sign(kSecret, body);
  EXPECT_EQ(signatures.sha256,
            "sha256=e7b3d0f1e7a19057ed9d5c5347c90d47f6ffd579e012371672008a75f32f6923");
  EXPECT_EQ(signatures.sha1, "sha1=a9260c7e70861c401045bf0bafc28ab20f7c827d");
}

TEST(Signature, covers_the_ascii_bytes_that_go_out) {
  TestWorld world;
  world.writes("amir", "ارسال دارید؟ 🙂");
  ASSERT_EQ(world.hooks.size(), 1U);
  const net::Request& hook = world.hooks.front();
  for (const char c : hook.body) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
  EXPECT_NE(hook.body.find("\\ud83d\\ude42"), std::string::npos);
  std::vector<Secret<>> secrets;
  secrets.emplace_back(std::string(kSecret));
  const net::SignatureVerifier verifier(std::move(secrets));
  EXPECT_TRUE(verifier.verify(hook.headers.get("X-Hub-Signature-256"), hook.body).has_value());
  EXPECT_EQ(hook.headers.get("X-Hub-Signature"), sign(kSecret, hook.body).sha1);
}

TEST(Webhook, of_a_message_has_the_envelope_of_instagram) {
  TestWorld world;
  const std::string mid = world.writes("leila", "how much is it?");
  ASSERT_EQ(world.hooks.size(), 1U);
  const auto body = json::parse(world.hooks.front().body);
  EXPECT_EQ(body->at("object"), "instagram");
  const auto& entry = body->at("entry").as_array().front();
  EXPECT_EQ(entry.at("id"), json::Value(kDemoIgId));
  EXPECT_EQ(entry.at("time").as_int64(), to_ms(world.seams.clock().now()));
  const auto& item = entry.at("messaging").as_array().front();
  EXPECT_EQ(item.at("sender").at("id"), json::Value(world.leila));
  EXPECT_EQ(item.at("recipient").at("id"), json::Value(kDemoIgId));
  EXPECT_EQ(item.at("message").at("mid"), json::Value(mid));
  EXPECT_GE(mid.size(), 140U);
}

TEST(Webhook, kinds_say_what_people_do) {
  TestWorld world;
  People people = world.fake.people();
  const Between leila{.person = "leila"};
  const std::string mid = world.writes("leila", "one");
  const auto sent = world.send_text(world.leila, "two");
  world.seams.advance(1s);
  EXPECT_TRUE(people.edits(leila, mid, "ones").ok());
  EXPECT_TRUE(people.reacts(leila, sent.text("message_id"), "", "").ok());
  EXPECT_TRUE(people.unreacts(leila, sent.text("message_id")).ok());
  EXPECT_TRUE(people.reads(leila).ok());
  EXPECT_TRUE(people.opens_link(leila, "spring", "").ok());
  EXPECT_TRUE(people.replies_to_story(leila, "nice", "").ok());
  EXPECT_TRUE(people.mentions_in_story(leila, "").ok());
  EXPECT_TRUE(people.taps(leila, "Hours", "HOURS").ok());
  EXPECT_TRUE(people.writes(leila, {.attachments = {{.type = "ephemeral"}}}).ok());
  EXPECT_TRUE(people.writes(leila, {.attachments = {{.type = "gif"}}}).ok());
  EXPECT_TRUE(people.writes(leila, {.attachments = {{.type = "unsupported"}}}).ok());
  EXPECT_TRUE(people.unsends(leila, mid).ok());
  EXPECT_TRUE(people.comments(leila, {.text = "PRICE"}).ok());
  world.seams.advance(1s);
  const auto events = world.events();
  ASSERT_EQ(events.size(), 14U);
  EXPECT_EQ(events[1].at("message").at("is_echo"), true);
  EXPECT_EQ(events[1].at("sender").at("id"), json::Value(kDemoIgId));
  EXPECT_EQ(events[2].at("message_edit").at("num_edit").as_int64(), 1);
  EXPECT_EQ(events[3].at("reaction").at("reaction"), "love");
  EXPECT_FALSE(events[4].at("reaction").as_object().contains("emoji"));
  EXPECT_EQ(events[5].at("read").at("mid"), json::Value(sent.text("message_id")));
  EXPECT_EQ(events[6].at("referral").at("ref"), "spring");
  EXPECT_TRUE(events[7].at("message").at("reply_to").as_object().contains("story"));
  EXPECT_EQ(events[8].at("message").at("attachments").as_array().front().at("type"),
            "story_mention");
  EXPECT_EQ(events[9].at("postback").at("payload"), "HOURS");
  EXPECT_FALSE(events[10]
                   .at("message")
                   .at("attachments")
                   .as_array()
                   .front()
                   .as_object()
                   .contains("payload"));
  EXPECT_EQ(events[11].at("message").at("is_unsupported"), true);
  EXPECT_EQ(events[12].at("message").at("is_deleted"), true);
  EXPECT_EQ(events[13].at("value").at("from").at("username"), "leila.m");
}

TEST(Webhook, a_link_before_the_first_message_is_told_with_it) {
  TestWorld world;
  EXPECT_TRUE(world.fake.people().opens_link({.person = "sam"}, "summer", "").ok());
  world.writes("sam", "hi");
  world.writes("sam", "again");
  const auto events = world.events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].at("message").at("referral").at("ref"), "summer");
  EXPECT_FALSE(events[1].at("message").as_object().contains("referral"));
}

TEST(Webhook, switches_change_the_shapes_that_meta_leaves_open) {
  TestWorld world;
  ASSERT_EQ(
      world
          .control(
              "PUT", "/sim/api/switches",
              R"({"comment_shape":"flat","entry_time":"all_ms","new_message":"edit_first","post_share":"both"})")
          .status,
      200);
  EXPECT_TRUE(world.fake.people().comments({.person = "leila"}, {.text = "PRICE"}).ok());
  world.seams.run_ready();
  const auto comment = json::parse(world.hooks.back().body);
  const auto& entry = comment->at("entry").as_array().front();
  EXPECT_EQ(entry.at("field"), "comments");
  EXPECT_GT(entry.at("time").as_int64(), 1'000'000'000'000);
  EXPECT_TRUE(
      world.fake.people().writes({.person = "leila"}, {.attachments = {{.type = "ig_post"}}}).ok());
  world.seams.run_ready();
  const auto events = world.events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_FALSE(events[0].as_object().contains("sender"));
  EXPECT_EQ(events[0].at("message_edit").at("num_edit").as_int64(), 0);
  EXPECT_EQ(events[1].at("message").at("attachments").as_array().size(), 2U);
}

TEST(Webhook, is_not_sent_for_an_account_that_is_not_subscribed) {
  TestWorld world;
  EXPECT_EQ(world.graph("DELETE", "/me/subscribed_apps").status, 200);
  world.writes("leila", "hi");
  EXPECT_TRUE(world.hooks.empty());
  EXPECT_EQ(world.graph("POST", "/me/subscribed_apps?subscribed_fields=messages,comments").status,
            200);
  world.writes("leila", "hi");
  EXPECT_EQ(world.hooks.size(), 1U);
}

TEST(Redelivery, comes_at_once_twice_and_then_slower_until_36_hours) {
  TestWorld world;
  world.app_answers = 503;
  world.writes("leila", "hi");
  const Instant start = world.hook_times.front();
  world.seams.advance(10s);
  std::vector<std::int64_t> seconds;
  seconds.reserve(world.hook_times.size());
  for (const Instant at : world.hook_times) seconds.push_back((at - start) / 1s);
  EXPECT_EQ(seconds, (std::vector<std::int64_t>{0, 0, 0, 1, 3, 7}));
  world.seams.advance(40h);
  EXPECT_LE(world.hook_times.back() - start, 36h);
  EXPECT_EQ(world.fake.deliveries().all().front().state, Delivery::State::dropped);
  EXPECT_EQ(world.fake.webhooks_waiting(), 0U);
}

TEST(Redelivery, ends_with_the_first_200) {
  TestWorld world;
  world.app_answers = 500;
  world.writes("leila", "hi");
  world.app_answers = 200;
  world.seams.advance(1h);
  ASSERT_EQ(world.hooks.size(), 2U);
  EXPECT_EQ(world.hooks.front().body, world.hooks.back().body);
  EXPECT_EQ(world.fake.deliveries().all().front().state, Delivery::State::accepted);
}

TEST(Redelivery, follows_an_answer_that_takes_too_long) {
  TestWorld world;
  world.app_answers = 0;
  world.writes("leila", "hi");
  world.seams.advance(4s);
  EXPECT_EQ(world.hooks.size(), 1U);
  world.seams.advance(2s);
  EXPECT_EQ(world.hooks.size(), 2U);
  EXPECT_EQ(world.fake.deliveries().all().front().attempts.front().status, 0);
}

TEST(Redelivery, can_end_in_unsubscription_after_an_hour) {
  TestWorld world;
  world.fake.switches().retries = Switches::Retries::unsubscribe_after_1_h;
  world.app_answers = 500;
  world.writes("leila", "hi");
  world.seams.advance(3h);
  EXPECT_FALSE(world.fake.state().account(kDemoIgId)->subscribed);
  EXPECT_EQ(world.fake.webhooks_waiting(), 0U);
}

TEST(Redelivery, waits_for_a_target_that_comes_later) {
  TestWorld world;
  world.fake.deliver_with({}, "");
  world.writes("leila", "hi");
  world.seams.advance(10s);
  EXPECT_EQ(world.fake.webhooks_waiting(), 1U);
  int posts = 0;
  const auto count = [&posts](const net::Request&) -> Task<net::Response> {
    ++posts;
    return answered_200();
  };
  world.fake.deliver_with(count, "late");
  world.seams.advance(10s);
  EXPECT_EQ(posts, 1);
  EXPECT_EQ(world.fake.webhooks_waiting(), 0U);
}

TEST(Redelivery, pauses_double_up_to_six_hours) {
  EXPECT_EQ(pause_after_failure(1, 1s), 0s);
  EXPECT_EQ(pause_after_failure(2, 1s), 0s);
  EXPECT_EQ(pause_after_failure(3, 1s), 1s);
  EXPECT_EQ(pause_after_failure(6, 1s), 8s);
  EXPECT_EQ(pause_after_failure(60, 1s), 6h);
}

TEST(Verification, asks_the_callback_for_the_challenge) {
  TestWorld world;
  const auto refused = world.control("POST", "/sim/api/verify", R"({"verify_token":"t"})");
  EXPECT_EQ(refused.status, 502);
  ASSERT_EQ(world.hooks.size(), 1U);
  EXPECT_EQ(world.hooks.front().parameter("hub.mode"), "subscribe");
  EXPECT_EQ(world.hooks.front().parameter("hub.verify_token"), "t");
}

}  // namespace
}  // namespace dunlin::instagram
