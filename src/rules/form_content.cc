#include <fmt/format.h>

#include "rules/form.h"
#include "rules/names.h"

namespace dunlin::rules {
namespace {

/// validate says what Instagram allows; this only keeps nonsense out.
constexpr json::TextLimits kAnyText{.max_bytes = 10'000};
constexpr std::size_t kAnyCount = 100;

json::Array buttons_json(const std::vector<graph::Button>& buttons) {
  json::Array out;
  for (const graph::Button& button : buttons) {
    const std::string_view target = button.kind == graph::Button::Kind::web_url ? "url" : "payload";
    out.push_back(json::Object{{"kind", kButtonNames.of(button.kind)},
                               {"title", button.title},
                               {target, button.url_or_payload}});
  }
  return out;
}

Result<std::vector<graph::Button>> read_buttons(json::Reader& in) {
  std::vector<graph::Button> out;
  const json::Array* items = in.optional_array("buttons", kAnyCount);
  for (std::size_t i = 0; items && i < items->size(); ++i) {
    json::Reader one((*items)[i], in.path(fmt::format("buttons[{}]", i)));
    graph::Button button;
    button.kind = read_named(one, "kind", kButtonNames, graph::Button::Kind::postback);
    button.title = one.text("title", kAnyText);
    button.url_or_payload =
        one.text(button.kind == graph::Button::Kind::web_url ? "url" : "payload", kAnyText);
    DUNLIN_CHECK(one.finish());
    out.push_back(std::move(button));
  }
  return out;
}

json::Object element_json(const graph::Element& element) {
  json::Object out{{"title", element.title}};
  if (!element.subtitle.empty()) out["subtitle"] = element.subtitle;
  if (!element.image_url.empty()) out["image_url"] = element.image_url;
  if (!element.default_url.empty()) out["url"] = element.default_url;
  if (!element.buttons.empty()) out["buttons"] = buttons_json(element.buttons);
  return out;
}

Result<std::vector<graph::Element>> read_elements(json::Reader& in) {
  std::vector<graph::Element> out;
  const json::Array* items = in.optional_array("elements", kAnyCount);
  for (std::size_t i = 0; items && i < items->size(); ++i) {
    json::Reader one((*items)[i], in.path(fmt::format("elements[{}]", i)));
    graph::Element element;
    element.title = one.text("title", kAnyText);
    element.subtitle = one.optional_text("subtitle", kAnyText).value_or("");
    element.image_url = one.optional_text("image_url", kAnyText).value_or("");
    element.default_url = one.optional_text("url", kAnyText).value_or("");
    DUNLIN_TRY(element.buttons, read_buttons(one));
    DUNLIN_CHECK(one.finish());
    out.push_back(std::move(element));
  }
  return out;
}

class ContentWriter {
 public:
  json::Object operator()(const graph::Text& text) const {
    json::Object out{{"type", "text"}, {"text", text.text}};
    if (!text.quick_replies.empty()) out["quick_replies"] = quick_replies_json(text.quick_replies);
    return out;
  }
  json::Object operator()(const graph::Media& media) const {
    return {{"type", "media"}, {"kind", kMediaNames.of(media.kind)}, {"url", media.url}};
  }
  json::Object operator()(const graph::ButtonTemplate& buttons) const {
    return {
        {"type", "buttons"}, {"text", buttons.text}, {"buttons", buttons_json(buttons.buttons)}};
  }
  json::Object operator()(const graph::GenericTemplate& cards) const {
    json::Array elements;
    for (const graph::Element& element : cards.elements) elements.push_back(element_json(element));
    return {{"type", "cards"}, {"elements", std::move(elements)}};
  }
};

}  // namespace

json::Array quick_replies_json(const std::vector<graph::QuickReply>& replies) {
  json::Array out;
  for (const graph::QuickReply& reply : replies)
    out.push_back(json::Object{{"title", reply.title}, {"payload", reply.payload}});
  return out;
}

Result<std::vector<graph::QuickReply>> read_quick_replies(json::Reader& in) {
  std::vector<graph::QuickReply> out;
  const json::Array* items = in.optional_array("quick_replies", kAnyCount);
  for (std::size_t i = 0; items && i < items->size(); ++i) {
    json::Reader one((*items)[i], in.path(fmt::format("quick_replies[{}]", i)));
    graph::QuickReply reply{one.text("title", kAnyText), one.text("payload", kAnyText)};
    DUNLIN_CHECK(one.finish());
    out.push_back(std::move(reply));
  }
  return out;
}

json::Object content_json(const graph::Content& content) {
  return std::visit(ContentWriter{}, content);
}

Result<graph::Content> read_content(json::Reader& in, std::string_view type) {
  if (type == "text") {
    graph::Text text{in.text("text", kAnyText), {}};
    DUNLIN_TRY(text.quick_replies, read_quick_replies(in));
    return graph::Content(std::move(text));
  }
  if (type == "media") {
    graph::Media media;
    media.kind = read_named(in, "kind", kMediaNames, graph::Media::Kind::image);
    media.url = in.text("url", kAnyText);
    return graph::Content(std::move(media));
  }
  if (type == "buttons") {
    graph::ButtonTemplate buttons{in.text("text", kAnyText), {}};
    DUNLIN_TRY(buttons.buttons, read_buttons(in));
    return graph::Content(std::move(buttons));
  }
  graph::GenericTemplate cards;
  DUNLIN_TRY(cards.elements, read_elements(in));
  return graph::Content(std::move(cards));
}

}  // namespace dunlin::rules
