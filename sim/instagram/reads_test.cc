#include "sim/instagram/test_world.h"

// Conversations, messages, profiles, accounts and tokens (INSTAGRAM §1, §5).
namespace dunlin::instagram {
namespace {

using namespace std::chrono_literals;

std::string first_conversation(TestWorld& world, const std::string& igsid) {
  const auto list = world.graph("GET", "/me/conversations?platform=instagram&user_id=" + igsid);
  return std::string(list.body.at("data").as_array().front().at("id").as_string());
}

TEST(Reads, a_conversation_lists_its_messages_newest_first) {
  TestWorld world;
  world.writes("leila", "one");
  world.seams.advance(1s);
  const auto sent = world.send_text(world.leila, "two");
  world.seams.advance(1s);
  const auto answer =
      world.graph("GET", "/v25.0/me/conversations?platform=instagram&user_id=" + world.leila +
                             "&fields=messages{id,from,to,message,created_time}");
  ASSERT_EQ(answer.status, 200);
  const auto& data = answer.body.at("data").as_array().front().at("messages").at("data").as_array();
  ASSERT_EQ(data.size(), 2U);
  EXPECT_EQ(data[0].at("id"), json::Value(sent.text("message_id")));
  EXPECT_EQ(data[0].at("message"), "two");
  EXPECT_EQ(data[0].at("from").at("id"), json::Value(kDemoIgId));
  EXPECT_EQ(data[1].at("from").at("id"), json::Value(world.leila));
  EXPECT_EQ(data[1].at("created_time"), "2026-11-20T00:00:00+0000");
}

TEST(Reads, details_are_given_for_the_twenty_newest_messages_only) {
  TestWorld world;
  std::vector<std::string> mids;
  mids.reserve(21);
  for (int i = 0; i < 21; ++i) mids.push_back(world.writes("leila", "m" + std::to_string(i)));
  EXPECT_EQ(world.graph("GET", "/" + mids[0] + "?fields=message").code(), 9000001);
  EXPECT_EQ(world.graph("GET", "/" + mids[1] + "?fields=message").text("message"), "m1");
  world.seams.advance(1s);
  const std::string conversation = first_conversation(world, world.leila);
  const auto all = world.graph("GET", "/" + conversation + "?fields=messages.limit(50){message}");
  const auto& data = all.body.at("messages").at("data").as_array();
  ASSERT_EQ(data.size(), 21U);
  EXPECT_TRUE(data[19].as_object().contains("message"));
  EXPECT_FALSE(data[20].as_object().contains("message"));
}

TEST(Reads, an_unsent_message_is_gone) {
  TestWorld world;
  const std::string mid = world.writes("leila", "secret");
  EXPECT_TRUE(world.fake.people().unsends({.person = "leila"}, mid).ok());
  EXPECT_EQ(world.graph("GET", "/" + mid + "?fields=message").code(), 9000001);
}

TEST(Reads, more_than_two_conversation_calls_a_second_are_refused) {
  TestWorld world;
  const std::string list = "/me/conversations?platform=instagram";
  EXPECT_EQ(world.graph("GET", list).status, 200);
  EXPECT_EQ(world.graph("GET", list).status, 200);
  EXPECT_EQ(world.graph("GET", list).code(), 613);
  EXPECT_TRUE(world.fake.calls().all().back().over_limit);
  world.seams.advance(1s);
  EXPECT_EQ(world.graph("GET", list).status, 200);
}

TEST(Reads, a_request_that_was_never_answered_is_not_listed_after_thirty_days) {
  TestWorld world;
  world.writes("leila", "hi");
  world.writes("amir", "hi");
  EXPECT_EQ(world.send_text(world.amir, "hello").status, 200);
  world.seams.advance(24h * 30);
  const auto list = world.graph("GET", "/me/conversations?platform=instagram&fields=participants");
  ASSERT_EQ(list.body.at("data").as_array().size(), 1U);
  EXPECT_NE(json::print(list.body).find("amir.k"), std::string::npos);
}

TEST(Reads, unknown_fields_and_parameters_are_refused) {
  TestWorld world;
  EXPECT_EQ(world.graph("GET", "/me?fields=id,secrets").code(), 100);
  EXPECT_EQ(world.graph("GET", "/me?field=id").code(), 100);
  EXPECT_EQ(world.graph("GET", "/me?fields=id{").code(), 100);
  EXPECT_EQ(world.graph("GET", "/me/conversations").code(), 100);
  EXPECT_EQ(world.graph("GET", "/4711").subcode(), 33);
  EXPECT_EQ(world.graph("POST", "/me/likes", "{}").code(), 3);
}

TEST(Reads, conversations_are_paged_by_cursor) {
  TestWorld world;
  world.writes("leila", "a");
  world.writes("amir", "b");
  const auto first = world.graph("GET", "/me/conversations?platform=instagram&limit=1");
  ASSERT_EQ(first.body.at("data").as_array().size(), 1U);
  EXPECT_TRUE(first.body.at("paging").as_object().contains("next"));
  const std::string after(first.body.at("paging").at("cursors").at("after").as_string());
  const auto second =
      world.graph("GET", "/me/conversations?platform=instagram&limit=1&after=" + after);
  ASSERT_EQ(second.body.at("data").as_array().size(), 1U);
  EXPECT_NE(first.body.at("data"), second.body.at("data"));
  EXPECT_FALSE(second.body.at("paging").as_object().contains("next"));
}

TEST(Profile, needs_consent_which_a_message_gives_and_a_comment_does_not) {
  TestWorld world;
  EXPECT_TRUE(world.fake.people().comments({.person = "leila"}, {.text = "PRICE"}).ok());
  const std::string path = "/" + world.leila + "?fields=name,username,is_user_follow_business";
  EXPECT_EQ(world.graph("GET", path).code(), 230);
  world.fake.switches().profile_without_consent = 100;
  EXPECT_EQ(world.graph("GET", path).code(), 100);
  world.writes("leila", "hi");
  const auto answer = world.graph("GET", path);
  EXPECT_EQ(answer.text("username"), "leila.m");
  EXPECT_EQ(answer.body.at("is_user_follow_business"), true);
}

TEST(Account, me_gives_both_ids_and_can_be_wrapped) {
  TestWorld world;
  const auto flat = world.graph("GET", "/me?fields=id,user_id,username");
  EXPECT_EQ(flat.text("user_id"), kDemoIgId);
  EXPECT_EQ(flat.text("id"), "25000000000000001");
  world.fake.switches().wrapping = Switches::Wrapping::data;
  const auto wrapped = world.graph("GET", "/me?fields=user_id");
  EXPECT_EQ(wrapped.body.at("data").as_array().front().at("user_id"), json::Value(kDemoIgId));
}

TEST(Token, missing_unknown_expired_and_revoked_are_told_apart) {
  TestWorld world;
  EXPECT_EQ(world.call(world.request("GET", "/me")).code(), 190);
  EXPECT_EQ(world.call(world.request("GET", "/me?access_token=IGnobody")).code(), 190);
  EXPECT_EQ(
      world.control("PUT", "/sim/api/accounts/17841499900000001", R"({"token":"revoked"})").status,
      200);
  EXPECT_EQ(world.graph("GET", "/me").subcode(), 460);
  EXPECT_EQ(
      world.control("PUT", "/sim/api/accounts/17841499900000001", R"({"token":"valid"})").status,
      200);
  EXPECT_EQ(world.graph("GET", "/me").status, 200);
  world.seams.advance(24h * 61);
  EXPECT_EQ(world.graph("GET", "/me").subcode(), 463);
}

TEST(Token, without_the_scope_cannot_send) {
  TestWorld world;
  world.writes("leila", "hi");
  world.fake.state().tokens.begin()->second.scopes = {"instagram_business_basic"};
  const auto answer = world.send_text(world.leila, "a");
  EXPECT_EQ(answer.code(), 10);
  EXPECT_EQ(answer.subcode(), 0);
}

TEST(Token, a_wrong_proof_is_refused) {
  TestWorld world;
  EXPECT_EQ(world.graph("GET", "/me?appsecret_proof=00").code(), 100);
}

TEST(Oauth, a_code_becomes_a_short_then_a_long_token_that_is_refreshed_after_a_day) {
  TestWorld world;
  const std::string uri = "http://127.0.0.1:8080/oauth/callback";
  const auto dialog = world.call(world.request(
      "GET",
      "/oauth/authorize?client_id=880000000000001&response_type=code&state=s1&redirect_uri=" + uri +
          "&scope=instagram_business_basic,instagram_business_manage_messages"));
  ASSERT_EQ(dialog.status, 302);
  const std::string location(dialog.headers.get("Location"));
  const auto begin = location.find("code=") + 5;
  const std::string code = location.substr(begin, location.find('&') - begin);
  EXPECT_TRUE(location.ends_with("&state=s1#_"));
  auto exchange = world.request("POST", "/oauth/access_token");
  exchange.headers.set("Content-Type", "application/x-www-form-urlencoded");
  exchange.body =
      "client_id=880000000000001&client_secret=sim-app-secret-0001&grant_type=authorization_code&"
      "redirect_uri=" +
      uri + "&code=" + code;
  const auto first = world.call(exchange);
  ASSERT_EQ(first.status, 200);
  const auto again = world.call(exchange);
  EXPECT_EQ(again.text("error_message"), "Matching code was not found or was already used");
  const auto lengthened = world.call(world.request(
      "GET",
      "/access_token?grant_type=ig_exchange_token&client_secret=sim-app-secret-0001&access_token=" +
          first.text("access_token")));
  ASSERT_EQ(lengthened.status, 200);
  const std::string refresh = "/refresh_access_token?grant_type=ig_refresh_token&access_token=" +
                              lengthened.text("access_token");
  EXPECT_EQ(world.call(world.request("GET", refresh)).code(), 100);
  world.seams.advance(24h);
  EXPECT_EQ(world.call(world.request("GET", refresh)).status, 200);
}

}  // namespace
}  // namespace dunlin::instagram
