#include "graph/graph.h"
#include "json/json.h"

namespace dunlin::graph {
namespace {

using json::Array;
using json::Object;

Object button_json(const Button& button) {
  if (button.kind == Button::Kind::web_url) {
    return {{"type", "web_url"}, {"url", button.url_or_payload}, {"title", button.title}};
  }
  return {{"type", "postback"}, {"title", button.title}, {"payload", button.url_or_payload}};
}

Array buttons_json(const std::vector<Button>& buttons) {
  Array out;
  for (const Button& button : buttons) out.push_back(button_json(button));
  return out;
}

Object element_json(const Element& element) {
  Object out{{"title", element.title}};
  if (!element.subtitle.empty()) out["subtitle"] = element.subtitle;
  if (!element.image_url.empty()) out["image_url"] = element.image_url;
  if (!element.default_url.empty()) {
    out["default_action"] = Object{{"type", "web_url"}, {"url", element.default_url}};
  }
  if (!element.buttons.empty()) out["buttons"] = buttons_json(element.buttons);
  return out;
}

std::string_view name(Media::Kind kind) {
  switch (kind) {
    case Media::Kind::image:
      return "image";
    case Media::Kind::video:
      return "video";
    case Media::Kind::audio:
      return "audio";
    case Media::Kind::file:
      return "file";
  }
  return "file";
}

Object attachment(std::string_view type, Object payload) {
  return {{"attachment", Object{{"type", type}, {"payload", std::move(payload)}}}};
}

struct MessageBody {
  Object operator()(const Text& text) const {
    Object out{{"text", text.text}};
    if (text.quick_replies.empty()) return out;
    Array replies;
    for (const QuickReply& reply : text.quick_replies) {
      replies.push_back(
          Object{{"content_type", "text"}, {"title", reply.title}, {"payload", reply.payload}});
    }
    out["quick_replies"] = std::move(replies);
    return out;
  }
  Object operator()(const Media& media) const {
    return attachment(name(media.kind), {{"url", media.url}});
  }
  Object operator()(const ButtonTemplate& shape) const {
    return attachment("template", {{"template_type", "button"},
                                   {"text", shape.text},
                                   {"buttons", buttons_json(shape.buttons)}});
  }
  Object operator()(const GenericTemplate& shape) const {
    Array elements;
    for (const Element& element : shape.elements) elements.push_back(element_json(element));
    return attachment("template",
                      {{"template_type", "generic"}, {"elements", std::move(elements)}});
  }
};

struct EchoText {
  std::string operator()(const Text& text) const { return text.text; }
  std::string operator()(const ButtonTemplate& shape) const { return shape.text; }
  std::string operator()(const Media&) const { return {}; }
  std::string operator()(const GenericTemplate&) const { return {}; }
};

}  // namespace

std::string send_body(const Recipient& recipient, const Content& content, bool human_agent) {
  const std::string_view key = recipient.kind == Recipient::Kind::comment ? "comment_id" : "id";
  Object body{{"recipient", Object{{key, recipient.id}}},
              {"message", std::visit(MessageBody{}, content)}};
  if (human_agent) {
    // Meta's collection sends the tag alone, working clients both (INSTAGRAM §3).
    body["messaging_type"] = "MESSAGE_TAG";
    body["tag"] = "HUMAN_AGENT";
  }
  return json::print(body);
}

std::string echo_text(const Content& content) {
  return std::visit(EchoText{}, content);
}

}  // namespace dunlin::graph
