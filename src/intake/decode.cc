#include <utility>
#include <variant>

#include "base/utf8.h"
#include "intake/decode_internal.h"
#include "intake/event.h"
#include "net/signature.h"

namespace dunlin::intake {
namespace {

constexpr std::size_t kMaxKindBytes = 64;

bool is_head(std::string_view key) {
  return key == "id" || key == "time" || key == "uid" || key == "changed_fields";
}

EntryHead head_of(const json::Object* entry) {
  const Fields fields(entry, nullptr);
  return {.account_ig_id = fields.id("id"), .sent_at = instant_of(fields.find("time"))};
}

void read_elements(std::string_view key, const json::Value& value, const EntryHead& head,
                   std::vector<Event>& events) {
  const json::Array* list = value.if_array();
  if (list == nullptr) {
    events.push_back(unknown_event(value, head, key));
    return;
  }
  for (const json::Value& element : *list) {
    if (key == "changes") {
      events.push_back(change_event(element, head));
    } else {
      events.push_back(
          messaging_event(element, head, key == "standby" ? Channel::standby : Channel::messaging));
    }
  }
}

/// Every element of an entry's lists, and what stands beside them. False when there is neither.
bool read_parts(const json::Object& entry, const EntryHead& head, std::vector<Event>& events) {
  bool any = false;
  for (const auto& [key, part] : entry) {
    if (is_head(key) || (key == "value" && entry.contains("field"))) continue;
    if (key == "messaging" || key == "standby" || key == "changes") {
      any = true;
      read_elements(key, part, head, events);
    } else if (part.is_structured()) {
      any = true;
      events.push_back(unknown_event(part, head, key));
    }
  }
  return any;
}

void read_entry(const json::Value& value, std::vector<Event>& events) {
  const json::Object* entry = value.if_object();
  const EntryHead head = head_of(entry);
  const bool is_change = entry != nullptr && entry->contains("field");
  if (is_change) events.push_back(change_event(value, head));
  const bool any = entry != nullptr && read_parts(*entry, head, events);
  if (!any && !is_change) events.push_back(unknown_event(value, head, ""));
}

/// An envelope of another object than Instagram (a Page's own field) is not ours to read: one
/// Unknown an entry.
void read_foreign(const json::Array& entries, std::string_view object, std::vector<Event>& events) {
  for (const json::Value& entry : entries) {
    events.push_back(unknown_event(entry, head_of(entry.if_object()), object));
  }
}

enum class Envelope { read, missing };

Envelope read_envelope(const json::Value& value, std::vector<Event>& events) {
  const Fields envelope(value.if_object(), nullptr);
  const json::Array* entries = envelope.array("entry");
  if (entries == nullptr) return Envelope::missing;
  const std::string object = envelope.text("object");
  if (envelope.has("object") && object != "instagram") {
    read_foreign(*entries, object, events);
    return Envelope::read;
  }
  for (const json::Value& entry : *entries) read_entry(entry, events);
  return Envelope::read;
}

Decoded undecodable(std::string why) {
  return {.events = {}, .undecodable = std::move(why)};
}

Decoded read_array(const json::Array& items) {
  Decoded decoded;
  bool any = false;
  for (const json::Value& item : items) {
    const Envelope envelope = read_envelope(item, decoded.events);
    any = any || envelope == Envelope::read;
    if (envelope == Envelope::missing) {
      decoded.events.push_back(unknown_event(item, EntryHead{}, ""));
    }
  }
  if (!any) return undecodable("The body is a list without a webhook envelope.");
  return decoded;
}

bool has_own_id(const Payload& payload) {
  return !std::holds_alternative<ReferralOpened>(payload) &&
         !std::holds_alternative<OptIn>(payload) && !std::holds_alternative<Handover>(payload) &&
         !std::holds_alternative<StoryInsights>(payload) &&
         !std::holds_alternative<Unknown>(payload);
}

}  // namespace

Event event_of(const EntryHead& head) {
  Event event;
  event.account_ig_id = head.account_ig_id;
  event.at = head.sent_at;
  event.dashboard_test = head.account_ig_id == "0";
  return event;
}

void settle(Event& event, const json::Value& element, Payload payload) {
  event.payload = std::move(payload);
  if (!has_own_id(event.payload)) event.digest = net::to_hex(net::sha256(json::print(element)));
}

Unknown unknown(const json::Value& element, std::string_view kind) {
  return {.kind = std::string(utf8::cut(kind, kMaxKindBytes)), .json = json::print(element)};
}

Event unknown_event(const json::Value& element, const EntryHead& head, std::string_view kind) {
  Event event = event_of(head);
  settle(event, element, unknown(element, kind));
  return event;
}

Decoded decode(std::string_view body) {
  Result<json::Value> value = json::parse(body);
  if (!value && value.error().id == "json.syntax") value = json::parse(repaired_text(body));
  if (!value) return undecodable(value.error().message);
  if (const json::Array* items = value->if_array()) return read_array(*items);
  Decoded decoded;
  if (read_envelope(*value, decoded.events) == Envelope::missing) {
    return undecodable("The body is JSON, but not a webhook: it has no list \"entry\".");
  }
  return decoded;
}

}  // namespace dunlin::intake
