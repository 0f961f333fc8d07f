#include "outbound/capability.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/utf8.h"

namespace dunlin::outbound {
namespace {

using accounts::Transport;

constexpr std::array kCapabilities = {
    Capability{.transport = Transport::graph,
               .name = "graph",
               .delivery = Capability::Delivery::by_server,
               .window = Capability::Window::needed,
               .structured = Capability::Structured::yes},
    Capability{.transport = Transport::by_hand,
               .name = "by_hand",
               .delivery = Capability::Delivery::by_task,
               .window = Capability::Window::not_needed,
               .structured = Capability::Structured::no},
    Capability{.transport = Transport::device,
               .name = "device",
               .delivery = Capability::Delivery::by_task,
               .window = Capability::Window::not_needed,
               .structured = Capability::Structured::no},
    Capability{.transport = Transport::simulator,
               .name = "simulator",
               .delivery = Capability::Delivery::by_server,
               .window = Capability::Window::needed,
               .structured = Capability::Structured::yes},
};

constexpr std::size_t kMegabyte = 1'000'000;
constexpr std::array kMedia = {
    MediaCapability{graph::Media::Kind::image, "image", 8 * kMegabyte, "png, jpeg, gif"},
    MediaCapability{graph::Media::Kind::video, "video", 25 * kMegabyte, "mp4, ogg, avi, mov, webm"},
    MediaCapability{graph::Media::Kind::audio, "audio", 25 * kMegabyte, "aac, m4a, wav, mp4"},
    MediaCapability{graph::Media::Kind::file, "file", 25 * kMegabyte, "pdf"},
};

Status fault(std::string_view id, std::string_view field, std::string message) {
  return Error(Code::invalid, id, std::move(message)).at(field);
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Status check_text(std::string_view text, std::string_view field, std::size_t max_bytes) {
  if (blank(text)) return fault("send.text_empty", field, "The text is empty");
  if (!utf8::valid(text)) return fault("send.text_encoding", field, "The text is not valid UTF-8");
  if (text.size() > max_bytes) {
    return fault("send.text_too_long", field,
                 fmt::format("The text has {} bytes, at most {} go into one message", text.size(),
                             max_bytes));
  }
  return {};
}

Status check_title(std::string_view title, const std::string& field, std::size_t max_chars) {
  DUNLIN_CHECK(check_text(title, field, 4 * max_chars));
  if (characters(title) <= max_chars) return {};
  return fault("send.title_length", field, fmt::format("It has at most {} characters", max_chars));
}

Status check_url(std::string_view url, const std::string& field, std::size_t max_bytes) {
  const bool scheme = url.starts_with("https://") || url.starts_with("http://");
  const std::size_t host = scheme ? url.find("//") + 2 : 0;
  const bool has_host = scheme && host < url.size() && url[host] != '/' && url[host] != '?';
  const bool clean =
      std::ranges::all_of(url, [](char c) { return static_cast<unsigned char>(c) > 0x20; });
  if (has_host && clean && url.size() <= max_bytes && utf8::valid(url)) return {};
  return fault(
      "send.url_invalid", field,
      fmt::format("It must be an address that begins with https:// and has at most {} bytes",
                  max_bytes));
}

Status check_count(std::size_t count, std::string_view field, std::size_t least, std::size_t most) {
  if (count < least)
    return fault("send.too_few", field, fmt::format("At least {} must be given", least));
  if (count > most)
    return fault("send.too_many", field, fmt::format("At most {} are possible", most));
  return {};
}

Status check_payload(std::string_view payload, const std::string& field, const Capability& limits) {
  if (!payload.empty() && payload.size() <= limits.payload_bytes && utf8::valid(payload)) return {};
  return fault("send.payload_length", field,
               fmt::format("It has 1 to {} bytes", limits.payload_bytes));
}

std::string item(std::string_view list, std::size_t at) {
  return fmt::format("{}[{}]", list, at);
}

Status check_buttons(const std::vector<graph::Button>& buttons, const std::string& field,
                     const Capability& limits) {
  for (std::size_t i = 0; i < buttons.size(); ++i) {
    const auto& button = buttons[i];
    const std::string path = item(field, i);
    DUNLIN_CHECK(check_title(button.title, path + ".title", limits.button_title_chars));
    const bool web = button.kind == graph::Button::Kind::web_url;
    DUNLIN_CHECK(web ? check_url(button.url_or_payload, path + ".url", limits.url_bytes)
                     : check_payload(button.url_or_payload, path + ".payload", limits));
  }
  return {};
}

Status structured_possible(const Capability& limits, std::string_view field) {
  if (limits.structured == Capability::Structured::yes) return {};
  return fault("send.not_by_this_transport", field,
               fmt::format("Quick replies, buttons and cards cannot go by \"{}\"", limits.name));
}

struct Validate {
  const Capability& limits;

  Status operator()(const graph::Text& text) const {
    DUNLIN_CHECK(check_text(text.text, "text", limits.text_bytes));
    if (text.quick_replies.empty()) return {};
    DUNLIN_CHECK(structured_possible(limits, "quick_replies"));
    DUNLIN_CHECK(check_count(text.quick_replies.size(), "quick_replies", 0, limits.quick_replies));
    for (std::size_t i = 0; i < text.quick_replies.size(); ++i) {
      const std::string path = item("quick_replies", i);
      const auto& reply = text.quick_replies[i];
      DUNLIN_CHECK(check_title(reply.title, path + ".title", limits.quick_reply_title_chars));
      DUNLIN_CHECK(check_payload(reply.payload, path + ".payload", limits));
    }
    return {};
  }
  Status operator()(const graph::Media& media) const {
    return check_url(media.url, "url", limits.url_bytes);
  }
  Status operator()(const graph::ButtonTemplate& shape) const {
    DUNLIN_CHECK(structured_possible(limits, "buttons"));
    DUNLIN_CHECK(check_text(shape.text, "text", limits.text_bytes));
    if (characters(shape.text) > limits.button_template_chars) {
      return fault("send.text_too_long", "text",
                   fmt::format("A text with buttons has at most {} characters",
                               limits.button_template_chars));
    }
    DUNLIN_CHECK(check_count(shape.buttons.size(), "buttons", 1, limits.buttons));
    return check_buttons(shape.buttons, "buttons", limits);
  }
  Status operator()(const graph::GenericTemplate& shape) const {
    DUNLIN_CHECK(structured_possible(limits, "cards"));
    DUNLIN_CHECK(check_count(shape.elements.size(), "cards", 1, limits.cards));
    for (std::size_t i = 0; i < shape.elements.size(); ++i) {
      DUNLIN_CHECK(check_card(shape.elements[i], item("cards", i)));
    }
    return {};
  }
  Status check_card(const graph::Element& card, const std::string& path) const {
    DUNLIN_CHECK(check_title(card.title, path + ".title", limits.card_title_chars));
    if (card.subtitle.empty() && card.image_url.empty() && card.default_url.empty() &&
        card.buttons.empty()) {
      return fault("send.too_few", path,
                   "A card needs a subtitle, an image, an address or a button beside its title");
    }
    if (!card.subtitle.empty()) {
      DUNLIN_CHECK(check_title(card.subtitle, path + ".subtitle", limits.card_subtitle_chars));
    }
    if (!card.image_url.empty())
      DUNLIN_CHECK(check_url(card.image_url, path + ".image_url", limits.url_bytes));
    if (!card.default_url.empty())
      DUNLIN_CHECK(check_url(card.default_url, path + ".url", limits.url_bytes));
    DUNLIN_CHECK(check_count(card.buttons.size(), path + ".buttons", 0, limits.buttons));
    return check_buttons(card.buttons, path + ".buttons", limits);
  }
};

}  // namespace

std::span<const Capability> capabilities() {
  return kCapabilities;
}

std::span<const MediaCapability> media_capabilities() {
  return kMedia;
}

const Capability& capability(Transport transport) {
  const auto* found = std::ranges::find(kCapabilities, transport, &Capability::transport);
  check(found != kCapabilities.end(), "every transport has a row in the capability table");
  return *found;
}

Status validate(const graph::Content& content, Transport transport) {
  return std::visit(Validate{capability(transport)}, content);
}

}  // namespace dunlin::outbound
