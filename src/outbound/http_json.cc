#include "outbound/http_json.h"

#include "outbound/capability.h"
#include "outbound/content_json.h"

namespace dunlin::outbound {
namespace {

template <class IdType>
json::Value id_json(const std::optional<IdType>& id) {
  return id ? json::Value(to_text(*id)) : json::Value(nullptr);
}

json::Object limits_json(const Capability& row) {
  return {{"text_bytes", row.text_bytes},
          {"quick_replies", row.quick_replies},
          {"quick_reply_title_characters", row.quick_reply_title_chars},
          {"payload_bytes", row.payload_bytes},
          {"button_template_characters", row.button_template_chars},
          {"buttons", row.buttons},
          {"button_title_characters", row.button_title_chars},
          {"cards", row.cards},
          {"card_title_characters", row.card_title_chars},
          {"card_subtitle_characters", row.card_subtitle_chars},
          {"url_bytes", row.url_bytes}};
}

}  // namespace

json::Object send_json(const Intent& intent) {
  json::Object out{{"id", to_text(intent.id)},
                   {"account_id", to_text(intent.account)},
                   {"conversation_id", to_text(intent.conversation)},
                   {"contact_id", to_text(intent.contact)},
                   {"message_id", to_text(intent.message)},
                   {"state", name(intent.state)},
                   {"reason", intent.reason},
                   {"purpose", name(intent.purpose)},
                   {"source", conversations::name(intent.source)},
                   {"content", content_to_json(intent.content)},
                   {"created_at", to_rfc3339(intent.created_at)},
                   {"state_at", to_rfc3339(intent.state_at)},
                   {"mid", intent.mid},
                   {"rule_id", id_json(intent.rule)},
                   {"trace_id", id_json(intent.trace)},
                   {"is_test", intent.is_test}};
  const bool waits = intent.state == IntentState::queued || intent.state == IntentState::unknown;
  out["next_at"] = waits ? json::Value(to_rfc3339(intent.next_at)) : json::Value(nullptr);
  out["held_for"] =
      intent.state == IntentState::held ? json::Value(name(intent.held_for)) : json::Value(nullptr);
  return out;
}

json::Object task_json(const Intent& intent, const contacts::Contact& contact) {
  json::Object out = send_json(intent);
  out["recipient"] = contact.display_name();
  out["text"] = graph::echo_text(intent.content);
  out["open_url"] = contact.profile.username.empty()
                        ? json::Value(nullptr)
                        : json::Value("https://ig.me/m/" + contact.profile.username);
  return out;
}

json::Value capabilities_json() {
  json::Array transports;
  for (const Capability& row : capabilities()) {
    const bool by_server = row.delivery == Capability::Delivery::by_server;
    transports.push_back(
        json::Object{{"transport", row.name},
                     {"delivered_by", by_server ? "server" : "task"},
                     {"needs_open_window", row.window == Capability::Window::needed},
                     {"structured", row.structured == Capability::Structured::yes},
                     {"limits", limits_json(row)}});
  }
  json::Array media;
  for (const MediaCapability& row : media_capabilities()) {
    media.push_back(
        json::Object{{"kind", row.name}, {"max_bytes", row.max_bytes}, {"formats", row.formats}});
  }
  return json::Object{{"transports", std::move(transports)}, {"media", std::move(media)}};
}

}  // namespace dunlin::outbound
