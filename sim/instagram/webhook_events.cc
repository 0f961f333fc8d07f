#include "sim/instagram/webhook_events.h"

#include <algorithm>

namespace dunlin::instagram {
namespace {

json::Value with_post_share(const json::Value& attachments, Switches::PostShare share) {
  json::Array out;
  for (const auto& one : attachments.as_array()) {
    if (one.at("type") != "ig_post") {
      out.push_back(one);
      continue;
    }
    if (share != Switches::PostShare::ig_post) {
      const json::Object payload{{"url", one.at("payload").at("url")}};
      out.push_back(json::Object{{"type", "share"}, {"payload", payload}});
    }
    if (share != Switches::PostShare::share) out.push_back(one);
  }
  return out;
}

bool is_unsupported(const Message& message) {
  if (!message.attachments.is_array() || message.attachments.as_array().empty()) return false;
  return message.attachments.as_array().front().at("type") == "unsupported";
}

json::Object message_payload(const Message& message, const Switches& switches) {
  json::Object out{{"mid", message.mid}};
  if (!message.text.empty()) out["text"] = message.text;
  if (is_unsupported(message)) {
    out["is_unsupported"] = true;
  } else if (message.attachments.is_array()) {
    out["attachments"] = with_post_share(message.attachments, switches.post_share);
  }
  if (!message.reply_to.is_null()) out["reply_to"] = message.reply_to;
  if (!message.quick_reply.empty()) {
    out["quick_reply"] = json::Object{{"payload", message.quick_reply}};
  }
  if (message.by == Message::By::account) out["is_echo"] = true;
  if (message.referral.is_object()) out["referral"] = message.referral;
  return out;
}

std::int64_t seconds(Instant at) {
  return to_us(at) / 1'000'000;
}

bool is_flat(const Event& event, const Switches& switches) {
  return event.kind == Event::Kind::change &&
         switches.comment_shape == Switches::CommentShape::flat;
}

json::Object entry_around(const Event& event, const Switches& switches) {
  const bool in_ms =
      event.kind == Event::Kind::messaging || switches.entry_time == Switches::EntryTime::all_ms;
  return json::Object{{"id", event.ig_id}, {"time", in_ms ? to_ms(event.at) : seconds(event.at)}};
}

}  // namespace

Event messaging_event(const Thread& thread, Direction direction, Instant at, std::string key,
                      json::Object payload) {
  const bool outgoing = direction == Direction::from_account;
  json::Object item{{"sender", json::Object{{"id", outgoing ? thread.ig_id : thread.igsid}}},
                    {"recipient", json::Object{{"id", outgoing ? thread.igsid : thread.ig_id}}},
                    {"timestamp", to_ms(at)}};
  for (auto& [name, value] : payload) item[name] = std::move(value);
  return {.kind = Event::Kind::messaging,
          .ig_id = thread.ig_id,
          .key = std::move(key),
          .at = at,
          .item = std::move(item)};
}

Event message_event(const Thread& thread, const Message& message, const Switches& switches) {
  const bool echo = message.by == Message::By::account;
  const auto direction = echo ? Direction::from_account : Direction::from_person;
  if (message.postback.is_object()) {
    json::Object postback{{"mid", message.mid}};
    for (const auto& [name, value] : message.postback.as_object()) postback[name] = value;
    return messaging_event(thread, direction, message.at, "postback:" + message.mid,
                           {{"postback", std::move(postback)}});
  }
  return messaging_event(thread, direction, message.at, (echo ? "echo:" : "message:") + message.mid,
                         {{"message", message_payload(message, switches)}});
}

Event bare_edit_event(const Thread& thread, const Message& message) {
  const json::Object edit{{"mid", message.mid}, {"num_edit", 0}};
  return {.kind = Event::Kind::messaging,
          .ig_id = thread.ig_id,
          .key = "message_edit:" + message.mid + ":0",
          .at = message.at,
          .item = json::Object{{"timestamp", to_ms(message.at)}, {"message_edit", edit}}};
}

Event comment_event(const Comment& comment, const Media& media, const State& state,
                    const Switches& switches) {
  const bool own = comment.igsid.empty();
  json::Object from{{"id", own ? media.ig_id : comment.igsid}};
  if (own) {
    from["username"] = state.accounts.at(media.ig_id).username;
    from["self_ig_scoped_id"] = state.accounts.at(media.ig_id).asid;
  } else {
    from["username"] = state.people.at(state.threads.at(comment.igsid).person).username;
  }
  const bool fb_shape = switches.comment_shape == Switches::CommentShape::changes_comment_id;
  json::Object value{{fb_shape ? "comment_id" : "id", comment.id}};
  if (!comment.parent_id.empty()) value["parent_id"] = comment.parent_id;
  value["text"] = comment.text;
  value["from"] = std::move(from);
  value["media"] = json::Object{{"id", media.id}, {"media_product_type", media.product_type}};
  const std::string_view field = media.live ? "live_comments" : "comments";
  return {.kind = Event::Kind::change,
          .ig_id = media.ig_id,
          .key = "comments:" + comment.id,
          .at = comment.at,
          .item = json::Object{{"field", field}, {"value", std::move(value)}}};
}

std::string delivery_body(const std::vector<Event>& events, const Switches& switches,
                          UnknownFields unknown) {
  json::Array entries;
  std::vector<const Event*> owners;
  for (const Event& event : events) {
    const auto joins = [&](const Event* owner) {
      return owner->ig_id == event.ig_id && owner->kind == event.kind;
    };
    const auto owner = std::find_if(owners.begin(), owners.end(), joins);
    const auto place = static_cast<std::size_t>(owner - owners.begin());
    const bool flat = is_flat(event, switches);
    if (owner == owners.end() || flat) {
      owners.push_back(&event);
      entries.push_back(entry_around(event, switches));
    }
    auto& entry = (flat ? entries.back() : entries[place]).as_object();
    if (flat) {
      for (const auto& [name, value] : event.item.as_object()) entry[name] = value;
      continue;
    }
    auto& list = entry[event.kind == Event::Kind::messaging ? "messaging" : "changes"];
    if (!list.is_array()) list = json::Array{};
    json::Value item = event.item;
    if (unknown == UnknownFields::some)
      item.as_object()["new_thing"] = json::Object{{"deep", true}};
    list.as_array().push_back(std::move(item));
  }
  json::Object body{{"object", "instagram"}, {"entry", std::move(entries)}};
  if (unknown == UnknownFields::some) body["schema_hint"] = "2027-01";
  return json::print_ascii(body);
}

}  // namespace dunlin::instagram
