#include "rules/validate_content.h"

#include <fmt/format.h>

#include "base/utf8.h"
#include "outbound/capability.h"
#include "rules/reply_text.h"
#include "rules/text.h"

namespace dunlin::rules {
namespace {

/// Of the transport that can do most: what another one cannot, its gate says when it comes to that.
const outbound::Capability& allowed() {
  return outbound::capability(accounts::Transport::graph);
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += character_at(text, at).length) ++count;
  return count;
}

void check_text(std::string_view text, std::size_t limit_bytes, const std::string& path,
                Faults& faults) {
  if (text.empty()) faults.add(path, "rules.empty", "must not be empty");
  if (!utf8::valid(text)) faults.add(path, "rules.not_utf8", "must be valid UTF-8");
  faults.at_most(text.size(), limit_bytes, path, "bytes of UTF-8");
}

void check_title(std::string_view title, std::size_t limit, const std::string& path,
                 Faults& faults) {
  if (title.empty()) faults.add(path, "rules.empty", "must not be empty");
  faults.at_most(characters(title), limit, path, "characters");
}

void check_url(std::string_view url, const std::string& path, Faults& faults) {
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  if (!web || url.find_first_of(" \t\r\n\"<>") != std::string_view::npos) {
    faults.add(path, "rules.url_invalid", "must be an address that begins with https://");
  }
  faults.at_most(url.size(), allowed().url_bytes, path, "bytes");
}

void check_quick_replies(const std::vector<graph::QuickReply>& replies, const std::string& path,
                         Faults& faults) {
  faults.at_most(replies.size(), allowed().quick_replies, path, "quick replies");
  for (std::size_t i = 0; i < replies.size(); ++i) {
    const std::string here = fmt::format("{}[{}]", path, i);
    check_title(replies[i].title, allowed().quick_reply_title_chars, here + ".title", faults);
    check_text(replies[i].payload, allowed().payload_bytes, here + ".payload", faults);
  }
}

void check_buttons(const std::vector<graph::Button>& buttons, const std::string& path,
                   Faults& faults) {
  faults.at_most(buttons.size(), allowed().buttons, path, "buttons");
  for (std::size_t i = 0; i < buttons.size(); ++i) {
    const std::string here = fmt::format("{}[{}]", path, i);
    check_title(buttons[i].title, allowed().button_title_chars, here + ".title", faults);
    if (buttons[i].kind == graph::Button::Kind::web_url)
      check_url(buttons[i].url_or_payload, here + ".url", faults);
    else
      check_text(buttons[i].url_or_payload, allowed().payload_bytes, here + ".payload", faults);
  }
}

void check_element(const graph::Element& element, const std::string& path, Faults& faults) {
  check_title(element.title, allowed().card_title_chars, path + ".title", faults);
  faults.at_most(characters(element.subtitle), allowed().card_subtitle_chars, path + ".subtitle",
                 "characters");
  if (!element.image_url.empty()) check_url(element.image_url, path + ".image_url", faults);
  if (!element.default_url.empty()) check_url(element.default_url, path + ".url", faults);
  check_buttons(element.buttons, path + ".buttons", faults);
  if (element.subtitle.empty() && element.image_url.empty() && element.default_url.empty() &&
      element.buttons.empty()) {
    faults.add(path, "rules.element_bare",
               "needs a subtitle, image_url, url or button beside its title");
  }
}

class ContentCheck {
 public:
  ContentCheck(const std::string& path, Faults& faults) : path_(path), faults_(faults) {}
  void operator()(const graph::Text& text) const {
    check_text(text.text, allowed().text_bytes, path_ + ".text", faults_);
    check_quick_replies(text.quick_replies, path_ + ".quick_replies", faults_);
  }
  void operator()(const graph::Media& media) const {
    check_url(media.url, path_ + ".url", faults_);
  }
  void operator()(const graph::ButtonTemplate& buttons) const {
    check_text(buttons.text, allowed().text_bytes, path_ + ".text", faults_);
    faults_.at_most(characters(buttons.text), allowed().button_template_chars, path_ + ".text",
                    "characters");
    if (buttons.buttons.empty())
      faults_.add(path_ + ".buttons", "rules.empty", "must not be empty");
    check_buttons(buttons.buttons, path_ + ".buttons", faults_);
  }
  void operator()(const graph::GenericTemplate& cards) const {
    if (cards.elements.empty())
      faults_.add(path_ + ".elements", "rules.empty", "must not be empty");
    faults_.at_most(cards.elements.size(), allowed().cards, path_ + ".elements", "elements");
    for (std::size_t i = 0; i < cards.elements.size(); ++i) {
      check_element(cards.elements[i], fmt::format("{}.elements[{}]", path_, i), faults_);
    }
  }

 private:
  const std::string& path_;
  Faults& faults_;
};

class ActionCheck {
 public:
  ActionCheck(const std::string& path, Faults& faults) : path_(path), faults_(faults) {}
  void operator()(const Reply& reply) const {
    const std::string variants = path_ + ".variants";
    if (reply.variants.empty()) faults_.add(variants, "rules.empty", "must not be empty");
    faults_.at_most(reply.variants.size(), Limits::variants, variants, "variants");
    for (std::size_t i = 0; i < reply.variants.size(); ++i) {
      const ReplyVariant& variant = reply.variants[i];
      const std::string here = fmt::format("{}[{}]", variants, i);
      check_text(variant.text, allowed().text_bytes, here + ".text", faults_);
      if (const auto parts = parse_reply_text(variant.text); !parts)
        faults_.add(here + ".text", parts.error());
      if (variant.weight < 1 || variant.weight > Limits::weight) {
        faults_.add(here + ".weight", "rules.weight_out_of_range",
                    fmt::format("must be from 1 to {}", Limits::weight));
      }
      check_quick_replies(variant.quick_replies, here + ".quick_replies", faults_);
    }
  }
  void operator()(const ReplyContent& reply) const {
    std::visit(ContentCheck(path_, faults_), reply.content);
  }
  void operator()(const AddTag& tag) const {
    check_text(tag.tag, Limits::tag, path_ + ".tag", faults_);
  }
  void operator()(const HandToPerson&) const {}
  void operator()(const CloseConversation&) const {}

 private:
  const std::string& path_;
  Faults& faults_;
};

}  // namespace

void check_action(const Action& action, const std::string& path, Faults& faults) {
  std::visit(ActionCheck(path, faults), action);
}

}  // namespace dunlin::rules
