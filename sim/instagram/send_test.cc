#include "sim/instagram/test_world.h"

// Sending, as strict as INSTAGRAM §3 and §8.2.
namespace dunlin::instagram {
namespace {

struct Refused {
  const char* name;
  const char* body;  ///< $L: Leila's IGSID
  int code, subcode;
};

std::string filled(std::string text, const std::string& igsid) {
  for (auto at = text.find("$L"); at != std::string::npos; at = text.find("$L")) {
    text.replace(at, 2, igsid);
  }
  return text;
}

class StrictSend : public ::testing::TestWithParam<Refused> {};

TEST_P(StrictSend, is_refused_and_has_no_effect) {
  TestWorld world;
  world.writes("leila", "hi");
  const auto answer =
      world.graph("POST", "/v25.0/me/messages", filled(GetParam().body, world.leila));
  EXPECT_EQ(answer.code(), GetParam().code);
  EXPECT_EQ(answer.subcode(), GetParam().subcode);
  EXPECT_NE(answer.status, 200);
  EXPECT_TRUE(world.fake.sends().all().empty());
  EXPECT_EQ(world.fake.state().thread(world.leila)->messages.size(), 1U);
}

constexpr const char* kThirteenPlusOne =
    R"({"recipient":{"id":"$L"},"message":{"text":"a","quick_replies":[
{"content_type":"text","title":"1","payload":"1"},{"content_type":"text","title":"1","payload":"1"},
{"content_type":"text","title":"1","payload":"1"},{"content_type":"text","title":"1","payload":"1"},
{"content_type":"text","title":"1","payload":"1"},{"content_type":"text","title":"1","payload":"1"},
{"content_type":"text","title":"1","payload":"1"},{"content_type":"text","title":"1","payload":"1"},
{"content_type":"text","title":"1","payload":"1"},{"content_type":"text","title":"1","payload":"1"},
{"content_type":"text","title":"1","payload":"1"},{"content_type":"text","title":"1","payload":"1"},
{"content_type":"text","title":"1","payload":"1"},{"content_type":"text","title":"1","payload":"1"}]}})";

const Refused kRefused[] = {
    {"no_recipient", R"({"message":{"text":"a"}})", 100, 0},
    {"both_recipients", R"({"recipient":{"id":"$L","comment_id":"1"},"message":{"text":"a"}})", 100,
     0},
    {"id_as_number", R"({"recipient":{"id":9100000000000000001},"message":{"text":"a"}})", 100, 0},
    {"unknown_body_field", R"({"recipient":{"id":"$L"},"message":{"text":"a"},"notify":1})", 100,
     0},
    {"unknown_message_field", R"({"recipient":{"id":"$L"},"message":{"text":"a","metadata":"m"}})",
     100, 0},
    {"unknown_recipient_field", R"({"recipient":{"id":"$L","x":1},"message":{"text":"a"}})", 100,
     0},
    {"no_message", R"({"recipient":{"id":"$L"}})", 100, 0},
    {"empty_message", R"({"recipient":{"id":"$L"},"message":{}})", 100, 2534015},
    {"empty_text", R"({"recipient":{"id":"$L"},"message":{"text":""}})", 100, 2534015},
    {"text_and_attachment",
     R"({"recipient":{"id":"$L"},"message":{"text":"a","attachment":{"type":"like_heart"}}})", 100,
     2534015},
    {"wrong_messaging_type",
     R"({"recipient":{"id":"$L"},"messaging_type":"UPDATE","message":{"text":"a"}})", 100, 0},
    {"old_tag",
     R"({"recipient":{"id":"$L"},"messaging_type":"MESSAGE_TAG","tag":"ACCOUNT_UPDATE","message":{"text":"a"}})",
     100, 0},
    {"tag_type_without_tag",
     R"({"recipient":{"id":"$L"},"messaging_type":"MESSAGE_TAG","message":{"text":"a"}})", 100, 0},
    {"nobody", R"({"recipient":{"id":"42"},"message":{"text":"a"}})", 100, 2018001},
    {"ig_id_as_person", R"({"recipient":{"id":"17841499900000001"},"message":{"text":"a"}})", 100,
     2534014},
    {"action_with_message",
     R"({"recipient":{"id":"$L"},"sender_action":"typing_on","message":{"text":"a"}})", 100,
     2018014},
    {"unknown_action", R"({"recipient":{"id":"$L"},"sender_action":"dance"})", 100, 0},
    {"fourteen_quick_replies", kThirteenPlusOne, 100, 0},
    {"quick_replies_without_text",
     R"({"recipient":{"id":"$L"},"message":{"attachment":{"type":"like_heart"},"quick_replies":[{"content_type":"text","title":"a","payload":"b"}]}})",
     100, 2534015},
    {"quick_reply_without_payload",
     R"({"recipient":{"id":"$L"},"message":{"text":"a","quick_replies":[{"content_type":"text","title":"a"}]}})",
     100, 0},
    {"unreachable_url",
     R"({"recipient":{"id":"$L"},"message":{"attachment":{"type":"image","payload":{"url":"https://a.invalid/x.png"}}}})",
     100, 2018008},
    {"wrong_kind_of_file",
     R"({"recipient":{"id":"$L"},"message":{"attachment":{"type":"image","payload":{"url":"https://a.example/x.mp4"}}}})",
     100, 2018047},
    {"file_too_big",
     R"({"recipient":{"id":"$L"},"message":{"attachment":{"type":"image","payload":{"url":"https://a.example/x.png?bytes=8388609"}}}})",
     100, 2018109},
    {"foreign_attachment_id",
     R"({"recipient":{"id":"$L"},"message":{"attachment":{"type":"image","payload":{"attachment_id":"77"}}}})",
     100, 2018074},
    {"mixed_attachments",
     R"({"recipient":{"id":"$L"},"message":{"attachments":[{"type":"video","payload":{"url":"https://a.example/x.mp4"}}]}})",
     100, 2534015},
    {"template_without_elements",
     R"({"recipient":{"id":"$L"},"message":{"attachment":{"type":"template","payload":{"template_type":"generic","elements":[]}}}})",
     100, 0},
    {"element_with_title_only",
     R"({"recipient":{"id":"$L"},"message":{"attachment":{"type":"template","payload":{"template_type":"generic","elements":[{"title":"a"}]}}}})",
     100, 0},
    {"product_template",
     R"({"recipient":{"id":"$L"},"message":{"attachment":{"type":"template","payload":{"template_type":"product","elements":[{"id":"1"}]}}}})",
     100, 2018320},
    {"reaction_to_nothing",
     R"({"recipient":{"id":"$L"},"sender_action":"react","payload":{"message_id":"no","reaction":"love"}})",
     100, 0},
    {"private_reply_to_nothing", R"({"recipient":{"comment_id":"17"},"message":{"text":"a"}})", 100,
     2534025},
};

INSTANTIATE_TEST_SUITE_P(Table, StrictSend, ::testing::ValuesIn(kRefused),
                         [](const auto& info) { return info.param.name; });

TEST(Send, a_text_reaches_the_person_and_the_judge_sees_it) {
  TestWorld world;
  world.writes("leila", "how much is it?");
  const auto answer = world.send_text(world.leila, "49 euros");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(answer.text("recipient_id"), world.leila);
  ASSERT_EQ(world.fake.sends().all().size(), 1U);
  const Send& send = world.fake.sends().all().front();
  EXPECT_EQ(send.mid, answer.text("message_id"));
  EXPECT_EQ(send.igsid, world.leila);
  EXPECT_EQ(send.text, "49 euros");
  EXPECT_EQ(send.text_sha256, "026ffcf429caaec243e745be88b557af01be14c81245306a50032c16a7b53d27");
}

TEST(Send, text_is_limited_in_bytes_not_characters) {
  TestWorld world;
  world.writes("leila", "hi");
  std::string persian;
  for (int i = 0; i < 500; ++i) persian += "س";
  EXPECT_EQ(world.send_text(world.leila, persian).status, 200);
  EXPECT_EQ(world.send_text(world.leila, persian + "a").code(), 100);
}

TEST(Send, quick_reply_titles_are_cut_to_twenty_characters) {
  TestWorld world;
  world.writes("leila", "hi");
  const auto answer = world.send_message(
      world.leila,
      R"({"text":"Which?","quick_replies":[{"content_type":"text","title":"The very long title of it","payload":"P"}]})");
  ASSERT_EQ(answer.status, 200);
  const auto thread = world.control("GET", "/sim/api/people/leila/thread");
  const auto& buttons = thread.body.at("messages").as_array().back().at("quick_replies");
  EXPECT_EQ(buttons.as_array().front().at("title"), "The very long title ");
}

TEST(Send, forms_with_json_strings_are_accepted_and_the_version_may_be_left_out) {
  TestWorld world;
  world.writes("leila", "hi");
  auto request = world.request("POST", "/17841499900000001/messages");
  request.headers.set("Content-Type", "application/x-www-form-urlencoded");
  request.body =
      "recipient=%7B%22id%22%3A%22" + world.leila +
      "%22%7D&message=%7B%22text%22%3A%22a%22%7D&access_token=" + std::string(kDemoToken);
  EXPECT_EQ(world.call(std::move(request)).status, 200);
}

TEST(Send, an_uploaded_attachment_can_be_sent_by_its_id) {
  TestWorld world;
  world.writes("leila", "hi");
  const auto upload = world.graph(
      "POST", "/me/message_attachments",
      R"({"message":{"attachment":{"type":"image","payload":{"url":"https://a.example/x.png","is_reusable":true}}}})");
  ASSERT_EQ(upload.status, 200);
  const auto sent = world.send_message(
      world.leila, R"({"attachment":{"type":"image","payload":{"attachment_id":")" +
                       upload.text("attachment_id") + R"("}}})");
  EXPECT_EQ(sent.status, 200);
}

TEST(Send, typing_shows_and_ends_with_the_message_or_after_twenty_seconds) {
  TestWorld world;
  world.writes("leila", "hi");
  const std::string typing =
      R"({"recipient":{"id":")" + world.leila + R"("},"sender_action":"typing_on"})";
  const auto shows = [&] {
    return world.control("GET", "/sim/api/people/leila/thread").body.at("typing").as_bool();
  };
  EXPECT_EQ(world.graph("POST", "/me/messages", typing).status, 200);
  EXPECT_TRUE(shows());
  EXPECT_EQ(world.send_text(world.leila, "a").status, 200);
  EXPECT_FALSE(shows());
  EXPECT_EQ(world.graph("POST", "/me/messages", typing).status, 200);
  world.seams.advance(std::chrono::seconds{21});
  EXPECT_FALSE(shows());
  EXPECT_EQ(world.fake.sends().all().size(), 1U);
}

TEST(Send, a_reaction_shows_on_the_persons_message) {
  TestWorld world;
  const std::string mid = world.writes("leila", "hi");
  const auto answer = world.graph("POST", "/me/messages",
                                  R"({"recipient":{"id":")" + world.leila +
                                      R"("},"sender_action":"react","payload":{"message_id":")" +
                                      mid + R"(","reaction":"love"}})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(world.fake.state().message(mid)->by_account->reaction, "love");
}

struct Trouble {
  Condition condition;
  int code, subcode;
};

TEST(Send, what_meta_has_against_an_account_refuses_its_sends) {
  for (const Trouble& one :
       {Trouble{Condition::restricted, 10, 1893063}, Trouble{Condition::blocked, 100, 2534029},
        Trouble{Condition::policy_block, 368, 1390008},
        Trouble{Condition::messages_off, 200, 2534041},
        Trouble{Condition::link_broken, 10, 2534077}}) {
    TestWorld world;
    world.writes("leila", "hi");
    world.fake.state().account(kDemoIgId)->condition = one.condition;
    const auto answer = world.send_text(world.leila, "a");
    EXPECT_EQ(answer.code(), one.code);
    EXPECT_EQ(answer.subcode(), one.subcode);
  }
}

TEST(Send, a_person_who_blocks_the_account_is_out_of_reach) {
  TestWorld world;
  world.writes("leila", "hi");
  EXPECT_TRUE(world.fake.people().sets_block({.person = "leila"}, People::Blocking::blocks).ok());
  EXPECT_EQ(world.send_text(world.leila, "a").code(), 551);
  EXPECT_FALSE(world.fake.people().writes({.person = "leila"}, {.text = "a"}).ok());
}

}  // namespace
}  // namespace dunlin::instagram
