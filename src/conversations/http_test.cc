#include "conversations/conversation_fixture_test.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/plain_seams.h"

namespace dunlin::conversations {
namespace {

class ConversationApi : public ConversationTest {
 protected:
  void SetUp() override {
    ConversationTest::SetUp();
    clock().set(at(60));
    seams_.emplace(clock(), executor());
    caller_.emplace(endpoints(database(), seams_->seams()));
    record(inbound("m1", 10, "price?"));
  }
  Result<workspace::Reply> call(std::string_view method, std::string target,
                                json::Value body = nullptr, std::int64_t workspace = 1) {
    return wait(caller_->start(testing::scope_of(workspace), method, target, std::move(body)));
  }

  const std::string path_ = "/api/v1/conversations/" + to_text(kConversation);
  std::optional<testing::PlainSeams> seams_;
  std::optional<testing::EndpointCaller> caller_;
};
DUNLIN_ON_BOTH_ENGINES(ConversationApi);

TEST_P(ConversationApi, shows_who_it_is_and_until_when_to_answer) {
  const auto one = call("GET", path_);
  ASSERT_TRUE(one.ok()) << one.error().text();
  EXPECT_EQ(one->body.at("contact_name").as_string(), "Instagram user …son9");
  const auto& automation = one->body.at("window").at("automation");
  EXPECT_EQ(automation.at("leave").as_string(), "open");
  EXPECT_EQ(automation.at("closes_at").as_string(),
            to_rfc3339(at(10) + std::chrono::hours{24} - std::chrono::seconds{60}));
  clock().advance(std::chrono::hours{48});
  const auto late = call("GET", path_);
  EXPECT_EQ(late->body.at("window").at("person").at("leave").as_string(), "closed");
  EXPECT_TRUE(late->body.at("window").at("person").at("closes_at").is_null());
}

TEST_P(ConversationApi, lists_by_state_and_closes_and_hands_over) {
  const auto count = [this](const std::string& query) {
    return call("GET", "/api/v1/conversations" + query)->body.at("items").as_array().size();
  };
  EXPECT_EQ(count(""), 1u);
  EXPECT_EQ(count("?state=closed"), 0u);
  const auto changed = call("PATCH", path_, json::Object{{"owner", "person"}, {"state", "closed"}});
  ASSERT_TRUE(changed.ok()) << changed.error().text();
  EXPECT_EQ(changed->body.at("owner").as_string(), "person");
  EXPECT_EQ(changed->body.at("state").as_string(), "closed");
  EXPECT_EQ(count(""), 0u);
  EXPECT_EQ(count("?state=closed"), 1u);
  EXPECT_EQ(call("GET", "/api/v1/conversations?state=lost").error().field, "state");
  EXPECT_EQ(call("PATCH", path_, json::Object{{"state", "open"}}).error().code, Code::invalid);
}

TEST_P(ConversationApi, shows_messages_with_their_reactions) {
  Message picture = inbound("m2", 20, "");
  picture.kind = Kind::image;
  picture.attachments = R"([{"type":"image","url":"https://cdn/x"}])";
  record(picture);
  ASSERT_TRUE(write([scope = scope_](db::Tx& tx) {
                return react(tx, scope, kAccount, "m1", "ig7", "heart", false, at(30));
              }).ok());
  const auto page = call("GET", path_ + "/messages");
  ASSERT_TRUE(page.ok()) << page.error().text();
  const auto& items = page->body.at("items").as_array();
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items.at(0).at("kind").as_string(), "image");
  EXPECT_EQ(items.at(0).at("attachments").at(0).at("url").as_string(), "https://cdn/x");
  EXPECT_TRUE(items.at(0).at("reactions").as_array().empty());
  EXPECT_EQ(items.at(1).at("text").as_string(), "price?");
  EXPECT_EQ(items.at(1).at("reactions").at(0).at("emoji").as_string(), "heart");
  EXPECT_TRUE(items.at(1).at("send_id").is_null());
}

TEST_P(ConversationApi, another_workspace_gets_the_same_answer_as_for_nothing) {
  const std::string nothing = "/api/v1/conversations/cnv_2";
  for (const std::string more : {"", "/messages"}) {
    const auto theirs = call("GET", path_ + more, nullptr, 2);
    ASSERT_FALSE(theirs.ok());
    EXPECT_EQ(theirs.error().text(), call("GET", nothing + more).error().text());
  }
  EXPECT_EQ(call("PATCH", path_, json::Object{{"state", "closed"}}, 2).error().code,
            Code::not_found);
  EXPECT_TRUE(
      call("GET", "/api/v1/conversations", nullptr, 2)->body.at("items").as_array().empty());
}

}  // namespace
}  // namespace dunlin::conversations
