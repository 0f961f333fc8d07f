#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/outbound/world.h"

namespace dunlin::outbound::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;

class OutboundApi : public ::testing::Test {
 protected:
  OutboundApi() { make(accounts::Transport::simulator); }

  void make(accounts::Transport transport) {
    world_.reset();
    world_ = std::make_unique<World>(Marks::shown, transport);
    table_ = endpoints(world_->database(), world_->seams().seams(), [this] { ++wakes; });
  }

  Result<workspace::Reply> ask(std::string_view method, std::string_view pattern, std::string id,
                               std::string_view body = "", std::string key = "k1",
                               net::Request request = {}) {
    workspace::Call call{.scope = scope(),
                         .path = {{"id", std::move(id)}},
                         .request = &request,
                         .body = {},
                         .idempotency_key = std::move(key)};
    if (!body.empty()) call.body = *json::parse(body);
    for (const auto& one : table_) {
      if (one.method == method && one.pattern == pattern)
        return world_->seams().run(one.handle(call));
    }
    return Error(Code::not_found, "test.no_endpoint", "There is no such endpoint");
  }
  Result<workspace::Reply> post(std::string_view body, std::string key = "k1") {
    return ask("POST", "/api/v1/conversations/{id}/messages", to_text(kConversation), body,
               std::move(key));
  }
  Result<workspace::Reply> settle_send(std::int64_t number, std::string_view body) {
    return ask("POST", "/api/v1/sends/{id}/settle", to_text(IntentId{number}), body);
  }
  static std::string text_of(const workspace::Reply& reply, std::string_view field) {
    return std::string(std::string_view(reply.body.at(field).as_string()));
  }
  World& world() { return *world_; }

  int wakes = 0;

 private:
  std::unique_ptr<World> world_;
  std::vector<workspace::Endpoint> table_;
};

TEST_F(OutboundApi, a_member_s_answer_is_queued_wakes_the_sender_and_takes_over) {
  const auto reply = post(R"({"text":"Hello"})");
  ASSERT_TRUE(reply.ok()) << reply.error().text();
  EXPECT_EQ(reply->status, 202);
  EXPECT_EQ(text_of(*reply, "state"), "queued");
  EXPECT_EQ(reply->body.at("unsettled_before"), false);
  EXPECT_EQ(wakes, 1);
  const auto conversation =
      world().write([](db::Tx& tx) { return conversations::find(tx, scope(), kConversation); });
  EXPECT_EQ(conversation->owner, conversations::Owner::person);
  world().start();
  world().advance(seconds{2});
  EXPECT_THAT(world().texts(), ElementsAre("Hello"));
}

TEST_F(OutboundApi, the_same_key_sends_once) {
  const auto first = post(R"({"text":"Hello"})");
  const auto again = post(R"({"text":"Hello"})");
  EXPECT_EQ(text_of(*first, "id"), text_of(*again, "id"));
  EXPECT_NE(text_of(*first, "id"), text_of(*post(R"({"text":"Hello"})", "k2"), "id"));
}

TEST_F(OutboundApi, what_the_gate_would_refuse_is_refused_at_once) {
  EXPECT_EQ(post(R"({"text":""})").error().id, "send.text_empty");
  world().advance(std::chrono::hours{25});
  EXPECT_EQ(post(R"({"text":"Hello"})").error().id, "send.window_closed");
  EXPECT_EQ(wakes, 0);
}

TEST_F(OutboundApi, an_unknown_conversation_is_not_found) {
  EXPECT_EQ(ask("POST", "/api/v1/conversations/{id}/messages", to_text(ConversationId{99}),
                R"({"text":"Hi"})")
                .error()
                .code,
            Code::not_found);
  EXPECT_EQ(
      ask("POST", "/api/v1/conversations/{id}/messages", "cnv_", R"({"text":"Hi"})").error().code,
      Code::not_found);
}

TEST_F(OutboundApi, an_answer_after_one_whose_outcome_is_unknown_says_so) {
  world().graph().fates = {{.kind = Fate::Kind::lost_after_effect}};
  world().start();
  world().want(wished(10, "first"));
  world().advance(seconds{10});
  const auto reply = post(R"({"text":"Hello"})");
  EXPECT_EQ(reply->body.at("unsettled_before"), true);
}

TEST_F(OutboundApi, sends_are_listed_by_state) {
  world().want(wished(10, "Hi"));
  net::Request request;
  request.query = {{"state", "queued"}};
  const auto listed = ask("GET", "/api/v1/sends", "", "", "", request);
  ASSERT_TRUE(listed.ok());
  EXPECT_EQ(listed->body.at("items").as_array().size(), 1U);
  request.query = {{"state", "sent"}};
  EXPECT_TRUE(
      ask("GET", "/api/v1/sends", "", "", "", request)->body.at("items").as_array().empty());
  request.query = {{"state", "lost"}};
  EXPECT_EQ(ask("GET", "/api/v1/sends", "", "", "", request).error().field, "state");
  EXPECT_EQ(text_of(*ask("GET", "/api/v1/sends/{id}", to_text(IntentId{10})), "state"), "queued");
}

TEST_F(OutboundApi, a_task_by_hand_is_listed_and_settled_once) {
  make(accounts::Transport::by_hand);
  world().start();
  world().want(wished(10, "Hi"));
  world().advance(seconds{2});
  const auto tasks = ask("GET", "/api/v1/tasks", "");
  ASSERT_EQ(tasks->body.at("items").as_array().size(), 1U);
  EXPECT_EQ(tasks->body.at("items").at(0).at("text"), "Hi");
  const auto settled = settle_send(10, R"({"outcome":"sent"})");
  ASSERT_TRUE(settled.ok()) << settled.error().text();
  EXPECT_EQ(text_of(*settled, "state"), "sent");
  EXPECT_EQ(world().message(10).status, conversations::Status::sent);
  EXPECT_EQ(settle_send(10, R"({"outcome":"sent"})").error().id, "send.not_held");
  EXPECT_TRUE(ask("GET", "/api/v1/tasks", "")->body.at("items").as_array().empty());
}

TEST_F(OutboundApi, a_task_that_was_not_done_fails_and_is_not_sent_by_the_server) {
  make(accounts::Transport::by_hand);
  world().start();
  world().want(wished(10, "Hi"));
  world().advance(seconds{2});
  EXPECT_EQ(settle_send(10, R"({"outcome":"not_sent","send_again":true})").error().id,
            "send.is_task");
  EXPECT_EQ(text_of(*settle_send(10, R"({"outcome":"not_sent"})"), "state"), "failed");
}

TEST_F(OutboundApi, a_held_send_can_be_sent_again_by_a_person_s_word) {
  world().graph().fates = {{.kind = Fate::Kind::lost_before_effect}};
  world().start();
  NewIntent intent = wished(10, "Hi");
  intent.policy = Policy::at_most_once;
  world().want(intent);
  world().advance(minutes{10});
  ASSERT_EQ(world().state(10), IntentState::held);
  ASSERT_TRUE(settle_send(10, R"({"outcome":"not_sent","send_again":true})").ok());
  EXPECT_EQ(wakes, 1);
  world().advance(seconds{5});
  EXPECT_THAT(world().texts(), ElementsAre("Hi"));
}

TEST_F(OutboundApi, what_surely_did_not_arrive_is_sent_again_at_a_person_s_word) {
  world().graph().fates = {{.kind = Fate::Kind::error, .code = 100}};
  world().start();
  world().want(wished(10, "Hi"));
  world().advance(seconds{10});
  ASSERT_EQ(world().state(10), IntentState::failed);
  const auto again = ask("POST", "/api/v1/sends/{id}/retry", to_text(IntentId{10}));
  ASSERT_TRUE(again.ok()) << again.error().text();
  EXPECT_EQ(again->status, 202);
  EXPECT_EQ(world().message(10).status, conversations::Status::queued);
  EXPECT_EQ(wakes, 1);
  world().advance(seconds{5});
  EXPECT_THAT(world().texts(), ElementsAre("Hi"));
  EXPECT_EQ(ask("POST", "/api/v1/sends/{id}/retry", to_text(IntentId{10})).error().id,
            "send.not_safe_to_retry");
}

TEST_F(OutboundApi, what_may_have_arrived_is_not_sent_again) {
  world().graph().fates = {{.kind = Fate::Kind::lost_after_effect}};
  world().start();
  world().want(wished(10, "Hi"));
  world().advance(seconds{10});
  ASSERT_EQ(world().state(10), IntentState::unknown);
  EXPECT_EQ(ask("POST", "/api/v1/sends/{id}/retry", to_text(IntentId{10})).error().id,
            "send.not_safe_to_retry");
}

TEST_F(OutboundApi, a_retry_passes_the_gate_as_any_other_send) {
  world().want(wished(10, "automatic"));
  ASSERT_TRUE(post(R"({"text":"Mine"})").ok());
  world().start();
  world().advance(seconds{5});
  ASSERT_EQ(world().state(10), IntentState::dropped);
  EXPECT_EQ(ask("POST", "/api/v1/sends/{id}/retry", to_text(IntentId{10})).error().id,
            "send.superseded_by_person");
  EXPECT_THAT(world().texts(), ElementsAre("Mine"));
}

TEST_F(OutboundApi, the_capability_table_is_published) {
  const auto reply = ask("GET", "/api/v1/capabilities", "");
  EXPECT_EQ(reply->body.at("transports").as_array().size(), 4U);
  EXPECT_EQ(reply->body.at("transports").at(0).at("limits").at("text_bytes"), 1000);
}

}  // namespace
}  // namespace dunlin::outbound::test
