#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "sim/instagram/graph_call.h"
#include "sim/instagram/send_body.h"

namespace dunlin::instagram {
namespace {

constexpr std::size_t kMaxElements = 10;
constexpr std::size_t kMaxButtons = 3;
constexpr std::size_t kMaxCardText = 80;
constexpr std::size_t kMaxButtonText = 640;
constexpr std::size_t kMaxButtonTitle = 20;

struct MediaKind {
  std::string_view type;
  std::int64_t max_bytes;
  std::array<std::string_view, 6> extensions;
};

// INSTAGRAM §3 "Media limits".
constexpr std::array<MediaKind, 4> kMediaKinds = {{
    {"image", 8 << 20, {"png", "jpg", "jpeg", "gif"}},
    {"video", 25 << 20, {"mp4", "ogg", "avi", "mov", "webm"}},
    {"audio", 25 << 20, {"aac", "m4a", "wav", "mp4"}},
    {"file", 25 << 20, {"pdf"}},
}};

const MediaKind* media_kind(std::string_view type) {
  const auto same = [&](const MediaKind& kind) { return kind.type == type; };
  const auto it = std::find_if(kMediaKinds.begin(), kMediaKinds.end(), same);
  return it == kMediaKinds.end() ? nullptr : &*it;
}

bool is_known_extension(std::string_view extension) {
  return std::any_of(kMediaKinds.begin(), kMediaKinds.end(), [&](const MediaKind& kind) {
    return std::find(kind.extensions.begin(), kind.extensions.end(), extension) !=
           kind.extensions.end();
  });
}

struct UrlParts {
  std::string_view host, path, query;
};

std::optional<UrlParts> split_url(std::string_view url) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!url.starts_with(scheme)) continue;
    url.remove_prefix(scheme.size());
    UrlParts parts;
    const auto host_end = std::min(url.find_first_of("/?#"), url.size());
    parts.host = url.substr(0, host_end);
    url.remove_prefix(host_end);
    const auto path_end = std::min(url.find_first_of("?#"), url.size());
    parts.path = url.substr(0, path_end);
    if (path_end < url.size()) parts.query = url.substr(path_end + 1);
    if (parts.host.empty() || parts.host.find(' ') != std::string_view::npos) return {};
    return parts;
  }
  return {};
}

std::string_view extension_of(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

std::int64_t claimed_bytes(std::string_view query) {
  const auto at = query.find("bytes=");
  if (at == std::string_view::npos) return 0;
  std::int64_t bytes = 0;
  std::from_chars(query.data() + at + 6, query.data() + query.size(), bytes);
  return bytes;
}

std::variant<json::Value, GraphError> read_media(std::string_view type, const json::Object& payload,
                                                 const std::string& ig_id, const State& state,
                                                 Reusable reusable) {
  const bool welcome = reusable == Reusable::welcome;
  auto unknown = welcome ? refuse_unknown_keys(payload, "payload", {"url", "is_reusable"})
                         : refuse_unknown_keys(payload, "payload", {"url", "attachment_id"});
  if (unknown) return *std::move(unknown);
  std::string url = text_in(payload, "url");
  const std::string attachment_id = text_in(payload, "attachment_id");
  if (url.empty() == attachment_id.empty()) {
    return bad_parameter("payload needs exactly one of url and attachment_id");
  }
  if (!attachment_id.empty()) {
    const auto it = state.uploads.find(attachment_id);
    if (it == state.uploads.end() || it->second.ig_id != ig_id) return graph_error(100, 2018074);
    if (it->second.type != type) return graph_error(100, 2018047);
    url = it->second.url;
  } else if (auto error = judge_media_url(type, url)) {
    return *std::move(error);
  }
  return json::Object{{"type", type}, {"payload", json::Object{{"url", url}}}};
}

std::variant<json::Value, GraphError> read_share(const json::Object& payload,
                                                 const std::string& ig_id, const State& state) {
  if (auto error = refuse_unknown_keys(payload, "payload", {"id"})) return *std::move(error);
  const auto it = state.media.find(text_in(payload, "id"));
  if (it == state.media.end() || it->second.ig_id != ig_id) return graph_error(100, 33);
  const json::Object share{{"ig_post_media_id", it->first},
                           {"title", it->second.caption},
                           {"url", "https://www.instagram.com/p/" + it->first}};
  return json::Object{{"type", "ig_post"}, {"payload", share}};
}

std::optional<GraphError> check_button(const json::Value& value) {
  if (!value.is_object()) return bad_parameter("A button must be an object");
  const auto& button = value.as_object();
  const std::string type = text_in(button, "type");
  const std::string title = text_in(button, "title");
  if (title.empty() || characters(title) > kMaxButtonTitle) {
    return bad_parameter("A button needs a title of at most 20 characters");
  }
  if (type == "web_url") {
    if (!split_url(text_in(button, "url")))
      return bad_parameter("A web_url button needs a valid url");
    return refuse_unknown_keys(button, "buttons", {"type", "url", "title"});
  }
  if (type == "postback") {
    if (text_in(button, "payload").empty())
      return bad_parameter("A postback button needs a payload");
    return refuse_unknown_keys(button, "buttons", {"type", "payload", "title"});
  }
  return bad_parameter("Param buttons[type] must be one of {WEB_URL, POSTBACK}");
}

std::optional<GraphError> check_buttons(const json::Object& object) {
  const auto* buttons = object.if_contains("buttons");
  if (buttons == nullptr) return {};
  if (!buttons->is_array() || buttons->as_array().empty() ||
      buttons->as_array().size() > kMaxButtons) {
    return bad_parameter("buttons takes 1 to 3 items");
  }
  for (const auto& button : buttons->as_array()) {
    if (auto error = check_button(button)) return error;
  }
  return {};
}

std::optional<GraphError> check_default_action(const json::Object& element) {
  const auto* value = element.if_contains("default_action");
  if (value == nullptr) return {};
  const auto* action = value->if_object();
  if (action == nullptr || text_in(*action, "type") != "web_url" ||
      !split_url(text_in(*action, "url"))) {
    return bad_parameter("default_action needs type web_url and a valid url");
  }
  return refuse_unknown_keys(*action, "default_action", {"type", "url"});
}

std::optional<GraphError> check_element(const json::Value& value) {
  if (!value.is_object()) return bad_parameter("An element must be an object");
  const auto& element = value.as_object();
  if (auto error = refuse_unknown_keys(
          element, "elements", {"title", "subtitle", "image_url", "default_action", "buttons"})) {
    return error;
  }
  const std::string title = text_in(element, "title");
  if (title.empty() || characters(title) > kMaxCardText) {
    return bad_parameter("An element needs a title of at most 80 characters");
  }
  if (element.size() < 2) return bad_parameter("An element needs a property besides its title");
  if (characters(text_in(element, "subtitle")) > kMaxCardText) {
    return bad_parameter("A subtitle has at most 80 characters");
  }
  if (element.contains("image_url") && !split_url(text_in(element, "image_url"))) {
    return bad_parameter("image_url is not a valid url");
  }
  if (auto error = check_default_action(element)) return error;
  return check_buttons(element);
}

std::optional<GraphError> check_generic(const json::Object& payload) {
  if (auto error = refuse_unknown_keys(payload, "payload", {"template_type", "elements"}))
    return error;
  const auto* elements = payload.if_contains("elements");
  if (elements == nullptr || !elements->is_array() || elements->as_array().empty() ||
      elements->as_array().size() > kMaxElements) {
    return bad_parameter("A generic template needs 1 to 10 elements");
  }
  for (const auto& element : elements->as_array()) {
    if (auto error = check_element(element)) return error;
  }
  return {};
}

std::optional<GraphError> check_button_template(const json::Object& payload) {
  if (auto error = refuse_unknown_keys(payload, "payload", {"template_type", "text", "buttons"})) {
    return error;
  }
  const std::string text = text_in(payload, "text");
  if (text.empty() || characters(text) > kMaxButtonText) {
    return bad_parameter("A button template needs a text of at most 640 characters");
  }
  if (!payload.contains("buttons")) return bad_parameter("A button template needs buttons");
  return check_buttons(payload);
}

}  // namespace

std::optional<GraphError> judge_media_url(std::string_view type, std::string_view url) {
  const auto parts = split_url(url);
  const MediaKind* kind = media_kind(type);
  if (!parts || parts->host.ends_with(".invalid")) return graph_error(100, 2018008);
  const auto extension = extension_of(parts->path);
  const bool fits = std::find(kind->extensions.begin(), kind->extensions.end(), extension) !=
                    kind->extensions.end();
  if (is_known_extension(extension) && !fits) return graph_error(100, 2018047);
  if (claimed_bytes(parts->query) > kind->max_bytes) return graph_error(100, 2018109);
  return {};
}

std::variant<json::Value, GraphError> read_template(const json::Object& payload) {
  const std::string type = text_in(payload, "template_type");
  std::optional<GraphError> error;
  if (type == "generic") {
    error = check_generic(payload);
  } else if (type == "button") {
    error = check_button_template(payload);
  } else if (type == "product") {
    error = graph_error(100, 2018320);
  } else {
    error = bad_parameter("Param template_type must be one of {GENERIC, BUTTON, PRODUCT}");
  }
  if (error) return *std::move(error);
  return json::Object{{"type", "template"}, {"payload", payload}};
}

std::variant<json::Value, GraphError> read_attachment(const json::Object& attachment,
                                                      const std::string& ig_id, const State& state,
                                                      Reusable reusable) {
  if (auto error = refuse_unknown_keys(attachment, "attachment", {"type", "payload"})) {
    return *std::move(error);
  }
  const std::string type = text_in(attachment, "type");
  if (type == "like_heart" && reusable == Reusable::refused) {
    if (attachment.contains("payload")) return bad_parameter("like_heart takes no payload");
    return json::Object{{"type", "like_heart"}, {"payload", json::Object{}}};
  }
  const auto* payload = object_in(attachment, "payload");
  if (payload == nullptr) return bad_parameter("An attachment needs a payload");
  if (media_kind(type) != nullptr) return read_media(type, *payload, ig_id, state, reusable);
  if (reusable == Reusable::refused) {
    if (type == "MEDIA_SHARE") return read_share(*payload, ig_id, state);
    if (type == "template") return read_template(*payload);
  }
  return bad_parameter("Param attachment[type] is none that is known");
}

}  // namespace dunlin::instagram
