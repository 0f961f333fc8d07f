#include "sim/instagram/send_body.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/instagram/graph_call.h"

namespace dunlin::instagram {
namespace {

constexpr std::size_t kMaxTextBytes = 1000;
constexpr std::size_t kMaxQuickReplies = 13;
constexpr std::size_t kMaxTitle = 20;
constexpr std::size_t kMaxPayloadBytes = 1000;
constexpr std::size_t kMaxImages = 10;

GraphError invalid_message(std::string_view why) {
  return bad_parameter(why, 2534015);
}

std::optional<GraphError> read_recipient(const json::Object& body, SendWish& wish) {
  const auto* recipient = object_in(body, "recipient");
  if (recipient == nullptr) return bad_parameter("The parameter recipient is required");
  if (auto error = refuse_unknown_keys(*recipient, "recipient", {"id", "comment_id"})) return error;
  wish.igsid = text_in(*recipient, "id");
  wish.comment_id = text_in(*recipient, "comment_id");
  if (wish.igsid.empty() == wish.comment_id.empty()) {
    return bad_parameter("recipient needs exactly one of id and comment_id, as a string");
  }
  return {};
}

std::optional<GraphError> read_tag(const json::Object& body, SendWish& wish) {
  const std::string type = text_in(body, "messaging_type");
  const std::string tag = text_in(body, "tag");
  if (body.contains("messaging_type") && type != "RESPONSE" && type != "MESSAGE_TAG") {
    return bad_parameter("Param messaging_type must be one of {RESPONSE, MESSAGE_TAG}");
  }
  if (body.contains("tag") && tag != "HUMAN_AGENT") {
    return bad_parameter("Param tag must be one of {HUMAN_AGENT}");
  }
  if (type == "MESSAGE_TAG" && tag.empty()) return bad_parameter("MESSAGE_TAG needs a tag");
  if (type == "RESPONSE" && !tag.empty()) return bad_parameter("RESPONSE takes no tag");
  wish.human_agent = !tag.empty();
  return {};
}

std::optional<GraphError> read_reaction(const json::Object& body, SendWish& wish) {
  const auto* payload = object_in(body, "payload");
  if (payload == nullptr) return bad_parameter("The parameter payload is required");
  if (auto error = refuse_unknown_keys(*payload, "payload", {"message_id", "reaction"}))
    return error;
  wish.mid = text_in(*payload, "message_id");
  wish.reaction = text_in(*payload, "reaction");
  if (wish.mid.empty()) return bad_parameter("payload needs message_id");
  if ((wish.action == "react") == wish.reaction.empty()) {
    return bad_parameter("react needs a reaction, unreact takes none");
  }
  return {};
}

std::optional<GraphError> read_action(const json::Object& body, SendWish& wish) {
  wish.action = text_in(body, "sender_action");
  if (body.contains("message")) return graph_error(100, 2018014);
  if (!wish.comment_id.empty()) return bad_parameter("A sender action needs recipient.id");
  if (wish.action == "react" || wish.action == "unreact") {
    wish.kind = SendWish::Kind::reaction;
    return read_reaction(body, wish);
  }
  wish.kind = SendWish::Kind::sender_action;
  if (auto error = refuse_unknown_keys(body, "body", {"recipient", "sender_action"})) return error;
  for (const std::string_view known : {"typing_on", "typing_off", "mark_seen"}) {
    if (wish.action == known) return {};
  }
  return bad_parameter(
      "Param sender_action must be one of {TYPING_ON, TYPING_OFF, MARK_SEEN, REACT, UNREACT}");
}

std::optional<GraphError> read_quick_reply(json::Value& value) {
  if (!value.is_object()) return bad_parameter("A quick reply must be an object");
  auto& one = value.as_object();
  if (auto error =
          refuse_unknown_keys(one, "quick_replies", {"content_type", "title", "payload"})) {
    return error;
  }
  const std::string type = text_in(one, "content_type");
  if (type == "user_phone_number" || type == "user_email") {
    if (one.size() == 1) return {};
    return bad_parameter("A quick reply of this content_type takes no title and payload");
  }
  if (type != "text") return bad_parameter("A quick reply needs a known content_type");
  const std::string title = text_in(one, "title");
  const std::string payload = text_in(one, "payload");
  if (title.empty()) return bad_parameter("A quick reply needs a title");
  if (payload.empty() || payload.size() > kMaxPayloadBytes) {
    return bad_parameter("A quick reply needs a payload of at most 1000 bytes");
  }
  one["title"] = first_characters(title, kMaxTitle);
  return {};
}

std::optional<GraphError> read_quick_replies(const json::Object& message, Outgoing& out) {
  const auto* value = message.if_contains("quick_replies");
  if (value == nullptr) return {};
  if (out.text.empty()) return invalid_message("Quick replies need a text");
  if (!value->is_array() || value->as_array().empty()) {
    return bad_parameter("quick_replies must be a list");
  }
  if (value->as_array().size() > kMaxQuickReplies) {
    return bad_parameter("quick_replies has more than 13 items");
  }
  out.quick_replies = *value;
  for (json::Value& one : out.quick_replies.as_array()) {
    if (auto error = read_quick_reply(one)) return error;
  }
  return {};
}

std::optional<GraphError> read_text(const json::Object& message, Outgoing& out) {
  if (!message.at("text").is_string()) return bad_parameter("message[text] must be a string");
  out.text = text_in(message, "text");
  if (out.text.empty()) return invalid_message("The message text is empty");
  if (out.text.size() > kMaxTextBytes) {
    return bad_parameter("Length of param message[text] must be less than or equal to 1000");
  }
  return {};
}

std::optional<GraphError> read_images(const json::Value& value, const std::string& ig_id,
                                      const State& state, Outgoing& out) {
  const json::Array list = value.is_array() ? value.as_array() : json::Array{value};
  if (list.empty() || list.size() > kMaxImages) {
    return bad_parameter("message[attachments] takes 1 to 10 images");
  }
  json::Array done;
  for (const json::Value& one : list) {
    if (!one.is_object()) return bad_parameter("An attachment must be an object");
    if (text_in(one.as_object(), "type") != "image") {
      return invalid_message("Several attachments must all be images");
    }
    auto read = read_attachment(one.as_object(), ig_id, state, Reusable::refused);
    if (auto* error = std::get_if<GraphError>(&read)) return std::move(*error);
    done.push_back(std::get<json::Value>(std::move(read)));
  }
  out.attachments = std::move(done);
  return {};
}

std::optional<GraphError> read_one(const json::Value& value, const std::string& ig_id,
                                   const State& state, Outgoing& out) {
  if (!value.is_object()) return bad_parameter("message[attachment] must be an object");
  auto read = read_attachment(value.as_object(), ig_id, state, Reusable::refused);
  if (auto* error = std::get_if<GraphError>(&read)) return std::move(*error);
  auto& attachment = std::get<json::Value>(read);
  const auto& type = attachment.at("type").as_string();
  if (type == "audio" || type == "video") out.weight = Outgoing::Weight::media;
  out.attachments = json::Array{std::move(attachment)};
  return {};
}

}  // namespace

std::variant<Outgoing, GraphError> read_message(const json::Object& message,
                                                const std::string& ig_id, const State& state) {
  Outgoing out;
  if (auto error = refuse_unknown_keys(message, "message",
                                       {"text", "attachment", "attachments", "quick_replies"})) {
    return *std::move(error);
  }
  const auto* one = message.if_contains("attachment");
  const auto* several = message.if_contains("attachments");
  const bool has_text = message.contains("text");
  if (has_text + (one != nullptr) + (several != nullptr) != 1) {
    return invalid_message("A message is exactly one of text, attachment and attachments");
  }
  std::optional<GraphError> error;
  if (has_text) error = read_text(message, out);
  if (one != nullptr) error = read_one(*one, ig_id, state, out);
  if (several != nullptr) error = read_images(*several, ig_id, state, out);
  if (!error) error = read_quick_replies(message, out);
  if (error) return *std::move(error);
  return out;
}

std::variant<SendWish, GraphError> read_send(const json::Object& body, const std::string& ig_id,
                                             const State& state) {
  SendWish wish;
  if (auto error = refuse_unknown_keys(
          body, "body",
          {"recipient", "message", "messaging_type", "tag", "sender_action", "payload"})) {
    return *std::move(error);
  }
  if (auto error = read_recipient(body, wish)) return *std::move(error);
  if (auto error = read_tag(body, wish)) return *std::move(error);
  if (body.contains("sender_action")) {
    if (auto error = read_action(body, wish)) return *std::move(error);
    return wish;
  }
  if (body.contains("payload")) return bad_parameter("payload belongs to a reaction");
  const auto* message = object_in(body, "message");
  if (message == nullptr) return bad_parameter("The parameter message is required");
  auto read = read_message(*message, ig_id, state);
  if (auto* error = std::get_if<GraphError>(&read)) return std::move(*error);
  wish.message = std::get<Outgoing>(std::move(read));
  return wish;
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string_view first_characters(std::string_view utf8, std::size_t count) {
  std::size_t at = 0;
  while (at < utf8.size()) {
    const bool starts = (static_cast<unsigned char>(utf8[at]) & 0xC0) != 0x80;
    if (starts && count-- == 0) break;
    ++at;
  }
  return utf8.substr(0, at);
}

std::string text_in(const json::Object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

const json::Object* object_in(const json::Object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

}  // namespace dunlin::instagram
