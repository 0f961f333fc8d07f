#include "outbound/capability.h"

#include <gtest/gtest.h>

#include "outbound/content_json.h"

namespace dunlin::outbound {
namespace {

using accounts::Transport;

std::string fault(const graph::Content& content, Transport transport = Transport::graph) {
  const Status status = validate(content, transport);
  return status ? "" : status.error().id + " " + status.error().field;
}
graph::Content text(std::string words) {
  return graph::Text{.text = std::move(words), .quick_replies = {}};
}
graph::Button link(std::string title, std::string url) {
  return {.kind = graph::Button::Kind::web_url,
          .title = std::move(title),
          .url_or_payload = std::move(url)};
}
graph::Element card() {
  return {.title = "Bag", .subtitle = "Red", .image_url = "", .default_url = "", .buttons = {}};
}

TEST(Capability, a_text_is_measured_in_bytes) {
  EXPECT_EQ(fault(text(std::string(1000, 'x'))), "");
  EXPECT_EQ(fault(text(std::string(1001, 'x'))), "send.text_too_long text");
  std::string persian;
  for (int i = 0; i < 501; ++i) persian += "\xD8\xB3";
  EXPECT_EQ(fault(text(persian)), "send.text_too_long text");
  EXPECT_EQ(fault(text(" \n")), "send.text_empty text");
  EXPECT_EQ(fault(text("\xFF")), "send.text_encoding text");
}

TEST(Capability, quick_replies_are_counted_and_their_titles_measured_in_characters) {
  graph::Text content{.text = "Size?", .quick_replies = {}};
  for (int i = 0; i < 13; ++i) content.quick_replies.push_back({.title = "S", .payload = "S"});
  EXPECT_EQ(fault(content), "");
  content.quick_replies.push_back({.title = "S", .payload = "S"});
  EXPECT_EQ(fault(content), "send.too_many quick_replies");
  content.quick_replies = {{.title = std::string(21, 'x'), .payload = "S"}};
  EXPECT_EQ(fault(content), "send.title_length quick_replies[0].title");
  content.quick_replies = {{.title = "S", .payload = ""}};
  EXPECT_EQ(fault(content), "send.payload_length quick_replies[0].payload");
}

TEST(Capability, what_a_person_types_by_hand_has_no_buttons) {
  EXPECT_EQ(fault(text("Hi"), Transport::by_hand), "");
  const graph::Text quick{.text = "Hi", .quick_replies = {{.title = "S", .payload = "S"}}};
  EXPECT_EQ(fault(quick, Transport::by_hand), "send.not_by_this_transport quick_replies");
  EXPECT_EQ(fault(graph::GenericTemplate{.elements = {card()}}, Transport::device),
            "send.not_by_this_transport cards");
}

TEST(Capability, media_and_buttons_need_an_address) {
  EXPECT_EQ(
      fault(graph::Media{.kind = graph::Media::Kind::image, .url = "https://cdn.example/a.png"}),
      "");
  for (const char* url :
       {"", "ftp://x/y", "https://", "https:///x", "https://a b", "javascript:alert(1)"}) {
    EXPECT_EQ(fault(graph::Media{.kind = graph::Media::Kind::image, .url = url}),
              "send.url_invalid url")
        << url;
  }
  const graph::ButtonTemplate shape{.text = "Shop", .buttons = {link("Open", "nowhere")}};
  EXPECT_EQ(fault(shape), "send.url_invalid buttons[0].url");
}

TEST(Capability, templates_have_their_limits) {
  graph::ButtonTemplate buttons{.text = "Shop", .buttons = {}};
  EXPECT_EQ(fault(buttons), "send.too_few buttons");
  buttons.buttons.assign(4, link("Open", "https://shop.example"));
  EXPECT_EQ(fault(buttons), "send.too_many buttons");
  buttons.buttons.resize(3);
  EXPECT_EQ(fault(buttons), "");
  buttons.text = std::string(641, 'x');
  EXPECT_EQ(fault(buttons), "send.text_too_long text");

  graph::GenericTemplate cards;
  EXPECT_EQ(fault(cards), "send.too_few cards");
  cards.elements.assign(11, card());
  EXPECT_EQ(fault(cards), "send.too_many cards");
  cards.elements.assign(1, card());
  EXPECT_EQ(fault(cards), "");
  cards.elements[0].subtitle.clear();
  EXPECT_EQ(fault(cards), "send.too_few cards[0]");
}

TEST(Capability, every_transport_has_a_row) {
  for (const auto transport :
       {Transport::graph, Transport::by_hand, Transport::device, Transport::simulator}) {
    EXPECT_EQ(capability(transport).transport, transport);
  }
}

TEST(ContentJson, every_kind_goes_out_and_comes_back_as_the_same) {
  const std::vector<graph::Content> all = {
      graph::Text{.text = "Size?", .quick_replies = {{.title = "S", .payload = "SIZE_S"}}},
      graph::Media{.kind = graph::Media::Kind::audio, .url = "https://cdn.example/a.m4a"},
      graph::ButtonTemplate{.text = "Shop",
                            .buttons = {link("Open", "https://shop.example"),
                                        {.kind = graph::Button::Kind::postback,
                                         .title = "Later",
                                         .url_or_payload = "LATER"}}},
      graph::GenericTemplate{.elements = {{.title = "Bag",
                                           .subtitle = "Red",
                                           .image_url = "https://cdn.example/b.png",
                                           .default_url = "https://shop.example",
                                           .buttons = {link("Open", "https://shop.example")}}}},
  };
  const graph::Recipient person{.kind = graph::Recipient::Kind::person, .id = "91"};
  for (const auto& content : all) {
    const auto again = content_from_json(content_to_json(content));
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ(graph::send_body(person, *again, false), graph::send_body(person, content, false));
  }
}

TEST(ContentJson, a_fault_names_its_place) {
  const auto read = [](std::string_view text) {
    return content_from_json(*json::parse(text), "content");
  };
  EXPECT_EQ(read(R"({"type":"fax"})").error().field, "content.type");
  EXPECT_EQ(read(R"({"type":"text"})").error().field, "content.text");
  EXPECT_EQ(read(R"({"type":"text","text":"Hi","colour":"red"})").error().field, "content.colour");
  EXPECT_EQ(read(R"({"type":"buttons","text":"Hi","buttons":[{"title":"A"}]})").error().field,
            "content.buttons[0]");
  EXPECT_FALSE(read("7").ok());
}

}  // namespace
}  // namespace dunlin::outbound
