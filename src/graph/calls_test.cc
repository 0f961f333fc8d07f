#include <deque>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "graph/graph.h"
#include "tests/support/manual_seams.h"

namespace dunlin::graph {
namespace {

/// Answers what the script says, in order, and keeps what it was asked.
class ScriptedClient : public net::Client {
 public:
  Task<net::ClientResult> send(net::ClientRequest request) override {
    requests.push_back(std::move(request));
    net::ClientResult answer = std::move(answers.front());
    answers.pop_front();
    co_return answer;
  }
  void answer(int status, std::string body) {
    answers.push_back(net::ClientResponse{status, {}, std::move(body)});
  }

  std::deque<net::ClientResult> answers;
  std::vector<net::ClientRequest> requests;
};

class Calls : public ::testing::Test {
 protected:
  const net::ClientRequest& asked() const { return client.requests.back(); }
  SendAnswer send_text() {
    const Recipient recipient{.kind = Recipient::Kind::person, .id = "91"};
    return world.run(graph.send(caller, recipient, Text{.text = "Hi", .quick_replies = {}}, false));
  }
  SendAnswer send_answered(int status, std::string body) {
    client.answer(status, std::move(body));
    return send_text();
  }

  testing::ManualSeams world;
  ScriptedClient client;
  Graph graph{client, {}};
  const Caller caller{
      .ig_id = "17841499900000001", .token = Secret<>("IGAA-token"), .proxy = std::nullopt};
};

TEST_F(Calls, a_send_is_one_post_with_the_token_in_a_header_only) {
  client.answer(200, R"({"recipient_id":"91","message_id":"aWdf1"})");
  const SendAnswer answer = send_text();
  const auto& sent = std::get<Sent>(answer.outcome);
  EXPECT_EQ(sent.message_id, "aWdf1");
  EXPECT_EQ(sent.recipient_id, "91");
  EXPECT_EQ(asked().kind, net::ClientRequest::Kind::effect);
  EXPECT_EQ(asked().method, "POST");
  EXPECT_EQ(asked().url, "https://graph.instagram.com/v25.0/17841499900000001/messages");
  EXPECT_EQ(asked().headers.get("Authorization"), "Bearer IGAA-token");
  EXPECT_EQ(asked().headers.get("Content-Type"), "application/json");
  EXPECT_EQ(asked().body, R"({"recipient":{"id":"91"},"message":{"text":"Hi"}})");
  EXPECT_EQ(asked().deadline, std::chrono::seconds{5});
}

TEST_F(Calls, the_account_s_proxy_goes_with_the_request) {
  Caller proxied = caller;
  proxied.proxy.emplace();
  proxied.proxy->host = "proxy.example";
  client.answer(200, R"({"data":[]})");
  world.run(graph.newest_messages(proxied, "91"));
  ASSERT_TRUE(asked().proxy);
  EXPECT_EQ(asked().proxy->host, "proxy.example");
}

TEST_F(Calls, a_proof_of_the_secret_is_added_when_asked_for) {
  Options options;
  options.appsecret_proof = true;
  options.app_secret = Secret<>("sim-app-secret-0001");
  Graph proving(client, options);
  client.answer(200, R"({"user_id":"1784","username":"demo.shop"})");
  world.run(proving.me(caller));
  EXPECT_THAT(asked().url,
              ::testing::MatchesRegex("https://graph.instagram.com/v25.0/"
                                      "me\\?fields=user_id%2Cusername&appsecret_proof=[0-9a-f]+"));
}

TEST_F(Calls, an_error_body_decides_even_under_status_200) {
  const auto answer = send_answered(200, R"({"error":{"code":10,"error_subcode":2534022}})");
  EXPECT_EQ(std::get<GraphError>(answer.outcome).act, ErrorAct::terminal);
}

TEST_F(Calls, whatever_cannot_be_read_is_unknown) {
  EXPECT_TRUE(std::holds_alternative<Unknown>(send_answered(503, "<html>").outcome));
  EXPECT_TRUE(std::holds_alternative<Unknown>(send_answered(500, R"({"error":{}})").outcome));
  EXPECT_TRUE(std::holds_alternative<Unknown>(send_answered(302, "").outcome));
  EXPECT_TRUE(std::holds_alternative<Unknown>(send_answered(200, "OK").outcome));
  EXPECT_TRUE(
      std::holds_alternative<Unknown>(send_answered(200, R"({"recipient_id":"91"})").outcome));
  EXPECT_TRUE(std::holds_alternative<Unknown>(
      send_answered(200, R"({"recipient_id":"91","message_id":)").outcome));
}

TEST_F(Calls, only_a_failure_that_surely_sent_nothing_is_not_sent) {
  client.answers.push_back(net::TransportFailure{net::TransportFailure::Sent::surely_not,
                                                 "net.refused", "No one listens."});
  EXPECT_EQ(std::get<NotSent>(send_text().outcome).id, "net.refused");
  client.answers.push_back(
      net::TransportFailure{net::TransportFailure::Sent::maybe, "net.timeout", "No answer."});
  EXPECT_EQ(std::get<Unknown>(send_text().outcome).id, "net.timeout");
}

TEST_F(Calls, usage_headers_come_with_every_answer) {
  net::ClientResponse response{400, {}, R"({"error":{"code":80002}})"};
  response.headers.add(
      "X-Business-Use-Case-Usage",
      R"({"1":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":7}]})");
  client.answers.push_back(response);
  const auto answer = send_text();
  EXPECT_EQ(answer.usage.percent, 100);
  EXPECT_EQ(answer.usage.regain_after, std::chrono::minutes{7});
}

TEST_F(Calls, a_sender_action_carries_nothing_else) {
  client.answer(200, R"({"recipient_id":"91"})");
  const auto answer = world.run(graph.sender_action(caller, "91", SenderAction::typing_on));
  EXPECT_EQ(asked().body, R"({"recipient":{"id":"91"},"sender_action":"typing_on"})");
  EXPECT_EQ(std::get<Sent>(answer.outcome).recipient_id, "91");
}

TEST_F(Calls, the_newest_messages_come_in_one_read) {
  client.answer(200,
                R"({"data":[{"messages":{"data":[
                  {"id":"m2","created_time":"2026-07-28T22:44:49+0000","from":{"username":"shop","id":"1784"},"to":{"data":[{"id":"91"}]},"message":"Hi"},
                  {"id":"m1","created_time":"2026-07-28T22:44:40+0000"}]},"id":"conv"}]})");
  const auto answer = world.run(graph.newest_messages(caller, "91"));
  EXPECT_EQ(asked().url,
            "https://graph.instagram.com/v25.0/17841499900000001/"
            "conversations?platform=instagram&user_id=91"
            "&fields=messages%7Bid%2Ccreated_time%2Cfrom%2Cto%2Cmessage%7D");
  EXPECT_EQ(asked().kind, net::ClientRequest::Kind::read);
  const auto& messages = std::get<std::vector<ReadMessage>>(answer.outcome);
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].mid, "m2");
  EXPECT_EQ(messages[0].from_id, "1784");
  EXPECT_EQ(messages[0].to_id, "91");
  EXPECT_EQ(messages[0].text, "Hi");
  EXPECT_EQ(to_rfc3339(messages[0].created_at), "2026-07-28T22:44:49Z");
  EXPECT_TRUE(messages[1].deleted_or_too_old);
}

TEST_F(Calls, no_conversation_is_no_message_but_another_shape_is_unknown) {
  client.answer(200, R"({"data":[]})");
  EXPECT_TRUE(
      std::get<std::vector<ReadMessage>>(world.run(graph.newest_messages(caller, "91")).outcome)
          .empty());
  client.answer(200, R"({"data":[{"id":"conv"}]})");
  EXPECT_TRUE(
      std::holds_alternative<Unknown>(world.run(graph.newest_messages(caller, "91")).outcome));
}

TEST_F(Calls, a_message_that_meta_no_longer_shows_is_an_answer) {
  client.answer(400, R"({"error":{"code":9000001,"message":"deleted"}})");
  const auto answer = world.run(graph.message(caller, "m1"));
  EXPECT_TRUE(std::get<ReadMessage>(answer.outcome).deleted_or_too_old);
}

TEST_F(Calls, a_profile_is_read_flat_or_wrapped_and_null_names_are_empty) {
  client.answer(200, R"({"name":null,"username":"leila","id":"91"})");
  const auto flat = world.run(graph.profile(caller, "91"));
  EXPECT_EQ(std::get<ProfileAnswer>(flat.outcome).username, "leila");
  EXPECT_EQ(std::get<ProfileAnswer>(flat.outcome).name, "");
  EXPECT_EQ(std::get<ProfileAnswer>(flat.outcome).follows_account, std::nullopt);
  client.answer(200, R"({"data":[{"user_id":1784,"username":"demo.shop"}]})");
  const auto wrapped = world.run(graph.me(caller));
  EXPECT_EQ(std::get<ProfileAnswer>(wrapped.outcome).id, "1784");
  client.answer(200, R"({"data":[]})");
  EXPECT_TRUE(std::holds_alternative<Unknown>(world.run(graph.me(caller)).outcome));
}

TEST_F(Calls, a_profile_has_the_picture_and_who_follows_whom) {
  client.answer(200,
                R"({"id":"91","username":"leila","name":"Leila","profile_pic":"https://cdn/p.jpg",
    "follower_count":1200,"is_user_follow_business":true,"is_business_follow_user":false,
    "is_verified_user":false})");
  const auto answer = world.run(graph.profile(caller, "91"));
  EXPECT_EQ(asked().url,
            "https://graph.instagram.com/v25.0/91?fields=name%2Cusername%2Cprofile_pic%2C"
            "follower_count%2Cis_user_follow_business%2Cis_business_follow_user%2C"
            "is_verified_user");
  const auto& profile = std::get<ProfileAnswer>(answer.outcome);
  EXPECT_EQ(profile.picture_url, "https://cdn/p.jpg");
  EXPECT_EQ(profile.follower_count, 1200);
  EXPECT_EQ(profile.follows_account, true);
  EXPECT_EQ(profile.followed_by_account, false);
  EXPECT_EQ(profile.verified, false);
}

}  // namespace
}  // namespace dunlin::graph
