#include <array>
#include <utility>

#include "intake/decode_internal.h"

namespace dunlin::intake {
namespace {

Payload read_edit(const Fields& element) {
  const Fields edit = element.object("message_edit");
  return MessageEdited{.mid = edit.required_id("mid"),
                       .text = edit.text("text"),
                       .num_edit = edit.required_number("num_edit", 0, 1'000'000)};
}

Payload read_reaction(const Fields& element) {
  const Fields reaction = element.object("reaction");
  const std::string action = reaction.text("action");
  if (action != "react" && action != "unreact") reaction.refuse();
  return Reaction{.mid = reaction.required_id("mid"),
                  .reaction = reaction.text("reaction"),
                  .emoji = reaction.text("emoji"),
                  .removed = action == "unreact"};
}

Payload read_postback(const Fields& element) {
  const Fields postback = element.object("postback");
  const Fields referral = postback.lenient().object("referral");
  Postback out;
  out.mid = postback.id("mid");
  out.title = postback.text("title");
  out.payload = postback.text("payload");
  out.is_self = element.flag("is_self") || postback.flag("is_self");
  if (referral.present()) out.referral = read_referral(referral);
  return out;
}

Payload read_seen(const Fields& element) {
  return Seen{.mid = element.object("read").required_id("mid")};
}

Payload read_referral_opened(const Fields& element) {
  return ReferralOpened{.referral = read_referral(element.object("referral"))};
}

/// Messenger's shape: Instagram's is not documented (INSTAGRAM §2.6).
Payload read_opt_in(const Fields& element) {
  const Fields opt_in = element.object("optin");
  return OptIn{.type = opt_in.text("type"),
               .payload = opt_in.text("payload"),
               .token = opt_in.text("notification_messages_token")};
}

Payload read_thread_control(const Fields& element, std::string_view kind) {
  const Fields control = element.object(kind);
  const std::string asking = control.id("requested_owner_app_id");
  return Handover{.kind = std::string(kind),
                  .previous_owner_app_id = control.id("previous_owner_app_id"),
                  .new_owner_app_id = asking.empty() ? control.id("new_owner_app_id") : asking,
                  .metadata = control.text("metadata")};
}

Payload read_pass(const Fields& element) {
  return read_thread_control(element, "pass_thread_control");
}
Payload read_take(const Fields& element) {
  return read_thread_control(element, "take_thread_control");
}
Payload read_request(const Fields& element) {
  return read_thread_control(element, "request_thread_control");
}

Payload read_app_roles(const Fields& element) {
  Handover roles;
  roles.kind = "app_roles";
  const json::Value* value = element.find("app_roles");
  if (value != nullptr) roles.metadata = json::print(*value);
  return roles;
}

struct Kind {
  std::string_view key;
  Payload (*read)(const Fields& element);
};

/// Referral last: an element that carries something else besides is that other thing.
constexpr std::array kKinds = {
    Kind{"message", read_message},
    Kind{"message_edit", read_edit},
    Kind{"reaction", read_reaction},
    Kind{"postback", read_postback},
    Kind{"read", read_seen},
    Kind{"optin", read_opt_in},
    Kind{"pass_thread_control", read_pass},
    Kind{"take_thread_control", read_take},
    Kind{"request_thread_control", read_request},
    Kind{"app_roles", read_app_roles},
    Kind{"referral", read_referral_opened},
};

const Kind* kind_of(const Fields& element) {
  for (const Kind& kind : kKinds) {
    if (element.has(kind.key)) return &kind;
  }
  return nullptr;
}

bool is_common(std::string_view key) {
  return key == "sender" || key == "recipient" || key == "timestamp" || key == "is_self";
}

/// The first key that is not common to all elements.
std::string_view distinguishing_key(const json::Object* element) {
  if (element == nullptr) return "";
  for (const auto& [key, value] : *element) {
    if (!is_common(key)) return key;
  }
  return "";
}

}  // namespace

Referral read_referral(const Fields& referral) {
  return {.ref = referral.text("ref"),
          .ad_id = referral.id("ad_id"),
          .source = referral.text("source"),
          .type = referral.text("type"),
          .product_id = referral.object("product").id("id"),
          .ad_title = referral.object("ads_context_data").text("ad_title")};
}

Event messaging_event(const json::Value& element, const EntryHead& head, Channel channel) {
  bool wrong = !element.is_object();
  const Fields fields(element.if_object(), &wrong);
  Event event = event_of(head);
  event.sender_id = fields.object("sender").id("id");
  event.recipient_id = fields.object("recipient").id("id");
  const auto at = instant_of(fields.find("timestamp"));
  if (at) event.at = at;
  event.standby = channel == Channel::standby;

  const Kind* kind = kind_of(fields);
  Payload payload;
  if (kind != nullptr) payload = kind->read(fields);
  if (kind == nullptr || wrong) payload = unknown(element, distinguishing_key(element.if_object()));
  settle(event, element, std::move(payload));
  return event;
}

}  // namespace dunlin::intake
