#include "outbound/content_json.h"

#include "json/reader.h"

namespace dunlin::outbound {
namespace {

// Far above what any transport takes: these only bound what is read. validate() says what is too
// long.
constexpr json::TextLimits kAnyText{.min_bytes = 0, .max_bytes = 20'000};
constexpr std::size_t kMostItems = 50;

json::Array buttons_to_json(const std::vector<graph::Button>& buttons) {
  json::Array out;
  for (const graph::Button& button : buttons) {
    const bool web = button.kind == graph::Button::Kind::web_url;
    out.push_back(
        json::Object{{"title", button.title}, {web ? "url" : "payload", button.url_or_payload}});
  }
  return out;
}

json::Object card_to_json(const graph::Element& element) {
  json::Object out{{"title", element.title}};
  if (!element.subtitle.empty()) out["subtitle"] = element.subtitle;
  if (!element.image_url.empty()) out["image_url"] = element.image_url;
  if (!element.default_url.empty()) out["url"] = element.default_url;
  if (!element.buttons.empty()) out["buttons"] = buttons_to_json(element.buttons);
  return out;
}

std::string_view name(graph::Media::Kind kind) {
  switch (kind) {
    case graph::Media::Kind::image:
      return "image";
    case graph::Media::Kind::video:
      return "video";
    case graph::Media::Kind::audio:
      return "audio";
    case graph::Media::Kind::file:
      return "file";
  }
  return "file";
}

struct ToJson {
  json::Value operator()(const graph::Text& text) const {
    json::Object out{{"type", "text"}, {"text", text.text}};
    if (text.quick_replies.empty()) return out;
    json::Array replies;
    for (const auto& reply : text.quick_replies) {
      replies.push_back(json::Object{{"title", reply.title}, {"payload", reply.payload}});
    }
    out["quick_replies"] = std::move(replies);
    return out;
  }
  json::Value operator()(const graph::Media& media) const {
    return json::Object{{"type", name(media.kind)}, {"url", media.url}};
  }
  json::Value operator()(const graph::ButtonTemplate& shape) const {
    return json::Object{
        {"type", "buttons"}, {"text", shape.text}, {"buttons", buttons_to_json(shape.buttons)}};
  }
  json::Value operator()(const graph::GenericTemplate& shape) const {
    json::Array cards;
    for (const auto& element : shape.elements) cards.push_back(card_to_json(element));
    return json::Object{{"type", "cards"}, {"cards", std::move(cards)}};
  }
};

/// Reads each object of an array field with `read(item, reader of the item)`.
template <class T, class Read>
Result<std::vector<T>> read_items(json::Reader& in, std::string_view field, const Read& read) {
  std::vector<T> out;
  const json::Array* array = in.optional_array(field, kMostItems);
  if (!array) return out;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const std::string path = in.path(field) + "[" + std::to_string(i) + "]";
    json::Reader item((*array)[i], path);
    DUNLIN_TRY(T value, read(item));
    DUNLIN_CHECK(item.finish());
    out.push_back(std::move(value));
  }
  return out;
}

Result<graph::QuickReply> read_quick_reply(json::Reader& in) {
  graph::QuickReply out;
  out.title = in.text("title", kAnyText);
  out.payload = in.optional_text("payload", kAnyText).value_or(out.title);
  return out;
}

Result<graph::Button> read_button(json::Reader& in) {
  graph::Button out;
  out.title = in.text("title", kAnyText);
  const auto url = in.optional_text("url", kAnyText);
  const auto payload = in.optional_text("payload", kAnyText);
  if (url.has_value() == payload.has_value()) {
    in.fault("", "send.button_target", "A button has either a url or a payload");
  }
  out.kind = url ? graph::Button::Kind::web_url : graph::Button::Kind::postback;
  out.url_or_payload = url ? *url : payload.value_or("");
  return out;
}

Result<graph::Element> read_card(json::Reader& in) {
  graph::Element out;
  out.title = in.text("title", kAnyText);
  out.subtitle = in.optional_text("subtitle", kAnyText).value_or("");
  out.image_url = in.optional_text("image_url", kAnyText).value_or("");
  out.default_url = in.optional_text("url", kAnyText).value_or("");
  DUNLIN_TRY(out.buttons, read_items<graph::Button>(in, "buttons", read_button));
  return out;
}

Result<graph::Content> read_text(json::Reader& in) {
  graph::Text out;
  out.text = in.text("text", kAnyText);
  DUNLIN_TRY(out.quick_replies,
             read_items<graph::QuickReply>(in, "quick_replies", read_quick_reply));
  return graph::Content(std::move(out));
}

Result<graph::Content> read_buttons(json::Reader& in) {
  graph::ButtonTemplate out;
  out.text = in.text("text", kAnyText);
  DUNLIN_TRY(out.buttons, read_items<graph::Button>(in, "buttons", read_button));
  return graph::Content(std::move(out));
}

Result<graph::Content> read_cards(json::Reader& in) {
  graph::GenericTemplate out;
  DUNLIN_TRY(out.elements, read_items<graph::Element>(in, "cards", read_card));
  return graph::Content(std::move(out));
}

Result<graph::Content> read_media(json::Reader& in, std::string_view type) {
  graph::Media out;
  for (const auto kind : {graph::Media::Kind::image, graph::Media::Kind::video,
                          graph::Media::Kind::audio, graph::Media::Kind::file}) {
    if (name(kind) == type) out.kind = kind;
  }
  out.url = in.text("url", kAnyText);
  return graph::Content(std::move(out));
}

Result<graph::Content> read_typed(json::Reader& in, std::string_view type) {
  if (type == "text") return read_text(in);
  if (type == "buttons") return read_buttons(in);
  if (type == "cards") return read_cards(in);
  return read_media(in, type);
}

}  // namespace

json::Value content_to_json(const graph::Content& content) {
  return std::visit(ToJson{}, content);
}

Result<graph::Content> content_from_json(const json::Value& value, std::string_view path) {
  json::Reader in(value, std::string(path));
  const auto type =
      in.optional_choice("type", {"text", "image", "video", "audio", "file", "buttons", "cards"});
  const bool misnamed = !type && value.is_object() && value.get_object().contains("type");
  if (misnamed || !value.is_object()) {
    DUNLIN_CHECK(in.finish());
    return Error(Code::invalid, "input.choice", "The type of the content is empty")
        .at(in.path("type"));
  }
  DUNLIN_TRY(graph::Content content, read_typed(in, type.value_or("text")));
  DUNLIN_CHECK(in.finish());
  return content;
}

}  // namespace dunlin::outbound
