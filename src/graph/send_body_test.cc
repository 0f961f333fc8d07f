#include <gtest/gtest.h>

#include "graph/graph.h"

namespace dunlin::graph {
namespace {

const Recipient kPerson{.kind = Recipient::Kind::person, .id = "9100000000000000001"};

TEST(SendBody, a_text_is_recipient_and_message_only) {
  const Content content = Text{.text = "Hello \xF0\x9F\x99\x82", .quick_replies = {}};
  EXPECT_EQ(send_body(kPerson, content, false),
            "{\"recipient\":{\"id\":\"9100000000000000001\"},\"message\":{\"text\":\"Hello "
            "\xF0\x9F\x99\x82\"}}");
}

TEST(SendBody, a_private_reply_names_the_comment) {
  const Recipient comment{.kind = Recipient::Kind::comment, .id = "17900"};
  EXPECT_EQ(send_body(comment, Text{.text = "Hi", .quick_replies = {}}, false),
            R"({"recipient":{"comment_id":"17900"},"message":{"text":"Hi"}})");
}

TEST(SendBody, the_human_agent_tag_comes_with_its_messaging_type) {
  EXPECT_EQ(
      send_body(kPerson, Text{.text = "Hi", .quick_replies = {}}, true),
      R"({"recipient":{"id":"9100000000000000001"},"message":{"text":"Hi"},"messaging_type":"MESSAGE_TAG","tag":"HUMAN_AGENT"})");
}

TEST(SendBody, quick_replies_carry_type_title_and_payload) {
  const Content content =
      Text{.text = "Size?", .quick_replies = {{.title = "S", .payload = "SIZE_S"}}};
  EXPECT_EQ(
      send_body(kPerson, content, false),
      R"({"recipient":{"id":"9100000000000000001"},"message":{"text":"Size?","quick_replies":[{"content_type":"text","title":"S","payload":"SIZE_S"}]}})");
}

TEST(SendBody, each_kind_of_media_is_one_attachment) {
  for (const auto& [kind, word] : {std::pair{Media::Kind::image, "image"},
                                   {Media::Kind::video, "video"},
                                   {Media::Kind::audio, "audio"},
                                   {Media::Kind::file, "file"}}) {
    EXPECT_EQ(
        send_body(kPerson, Media{.kind = kind, .url = "https://cdn.example/a"}, false),
        std::string(
            R"({"recipient":{"id":"9100000000000000001"},"message":{"attachment":{"type":")") +
            word + R"(","payload":{"url":"https://cdn.example/a"}}}})");
  }
}

TEST(SendBody, a_button_template_has_text_and_buttons) {
  const Content content = ButtonTemplate{
      .text = "Shop?",
      .buttons = {{.kind = Button::Kind::web_url,
                   .title = "Open",
                   .url_or_payload = "https://shop.example"},
                  {.kind = Button::Kind::postback, .title = "Later", .url_or_payload = "LATER"}}};
  EXPECT_EQ(
      send_body(kPerson, content, false),
      R"({"recipient":{"id":"9100000000000000001"},"message":{"attachment":{"type":"template","payload":{"template_type":"button","text":"Shop?","buttons":[{"type":"web_url","url":"https://shop.example","title":"Open"},{"type":"postback","title":"Later","payload":"LATER"}]}}}})");
}

TEST(SendBody, a_generic_template_leaves_out_what_is_empty) {
  const Content content = GenericTemplate{.elements = {{.title = "Bag",
                                                        .subtitle = "Red",
                                                        .image_url = "",
                                                        .default_url = "https://shop.example/1",
                                                        .buttons = {}}}};
  EXPECT_EQ(
      send_body(kPerson, content, false),
      R"({"recipient":{"id":"9100000000000000001"},"message":{"attachment":{"type":"template","payload":{"template_type":"generic","elements":[{"title":"Bag","subtitle":"Red","default_action":{"type":"web_url","url":"https://shop.example/1"}}]}}}})");
}

TEST(EchoText, is_the_text_where_there_is_one) {
  EXPECT_EQ(echo_text(Text{.text = "Hi", .quick_replies = {}}), "Hi");
  EXPECT_EQ(echo_text(ButtonTemplate{.text = "Shop?", .buttons = {}}), "Shop?");
  EXPECT_EQ(echo_text(Media{.kind = Media::Kind::image, .url = "https://cdn.example/a"}), "");
  EXPECT_EQ(echo_text(GenericTemplate{}), "");
}

}  // namespace
}  // namespace dunlin::graph
