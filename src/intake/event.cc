#include "intake/event.h"

#include <initializer_list>

#include "base/utf8.h"
#include "net/signature.h"

namespace dunlin::intake {
namespace {

constexpr std::size_t kMaxKeyBytes = 512;
constexpr std::size_t kKeyPrefixBytes = 128;

template <class... F>
struct Cases : F... {
  using F::operator()...;
};

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string key;
  for (const std::string_view part : parts) {
    if (!key.empty()) key += ':';
    key += part;
  }
  if (key.size() <= kMaxKeyBytes) return key;
  return std::string(utf8::cut(key, kKeyPrefixBytes)) + "#" + net::to_hex(net::sha256(key));
}

std::string ms_text(const std::optional<Instant>& at) {
  return at ? std::to_string(to_ms(*at)) : std::string("-");
}

std::string reaction_key(const Event& event, const Reaction& reaction) {
  return joined({"reaction", reaction.mid, event.sender_id, reaction.removed ? "unreact" : "react",
                 ms_text(event.at)});
}

std::string postback_key(const Event& event, const Postback& postback) {
  if (!postback.mid.empty()) return joined({"postback", postback.mid});
  return joined({"postback-of", event.sender_id, ms_text(event.at), postback.payload});
}

}  // namespace

const std::string& Event::person_id() const {
  const auto* message = std::get_if<Message>(&payload);
  const bool is_echo = message != nullptr && message->is_echo;
  const bool by_account = !sender_id.empty() && sender_id == account_ig_id;
  return is_echo || by_account ? recipient_id : sender_id;
}

std::string Event::key() const {
  const auto by_digest = [this](std::string_view name) {
    return joined({name, sender_id, ms_text(at), digest});
  };
  return std::visit(
      Cases{
          [](const Message& m) { return joined({"message", m.mid}); },
          [](const MessageDeleted& m) { return joined({"delete", m.mid}); },
          [](const MessageEdited& m) {
            return joined({"edit", m.mid, std::to_string(m.num_edit)});
          },
          [this](const Reaction& r) { return reaction_key(*this, r); },
          [this](const Postback& p) { return postback_key(*this, p); },
          [this](const Seen& s) { return joined({"seen", s.mid, sender_id}); },
          [&](const ReferralOpened&) { return by_digest("referral"); },
          [&](const OptIn&) { return by_digest("opt-in"); },
          [&](const Handover&) { return by_digest("handover"); },
          [](const Comment& c) { return joined({"comment", c.comment_id}); },
          [](const Mention& m) { return joined({"mention", m.media_id, m.comment_id}); },
          [&](const StoryInsights&) { return by_digest("story-insights"); },
          [&](const Unknown&) { return by_digest("unknown"); },
      },
      payload);
}

std::string_view Event::kind() const {
  return std::visit(Cases{
                        [](const Message& m) { return m.is_echo ? "echo" : "message"; },
                        [](const MessageDeleted&) { return "delete"; },
                        [](const MessageEdited&) { return "edit"; },
                        [](const Reaction&) { return "reaction"; },
                        [](const Postback&) { return "postback"; },
                        [](const Seen&) { return "seen"; },
                        [](const ReferralOpened&) { return "referral"; },
                        [](const OptIn&) { return "opt_in"; },
                        [](const Handover&) { return "handover"; },
                        [](const Comment& c) { return c.live ? "live_comment" : "comment"; },
                        [](const Mention&) { return "mention"; },
                        [](const StoryInsights&) { return "story_insights"; },
                        [](const Unknown&) { return "unknown"; },
                    },
                    payload);
}

}  // namespace dunlin::intake
