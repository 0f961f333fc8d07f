#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "intake/decode_internal.h"

namespace dunlin::intake {
namespace {

/// Messaging fields come as changes from the dashboard's Test button; the names vary by page
/// (INSTAGRAM §2.1, §2.4).
constexpr std::array<std::string_view, 15> kMessagingFields = {"messages",
                                                               "message_echoes",
                                                               "message_edit",
                                                               "message_edits",
                                                               "message_reactions",
                                                               "messaging_reactions",
                                                               "messaging_postbacks",
                                                               "messaging_referral",
                                                               "messaging_referrals",
                                                               "messaging_seen",
                                                               "messaging_optins",
                                                               "messaging_handover",
                                                               "messaging_handovers",
                                                               "message_reads",
                                                               "standby"};

bool is_messaging(std::string_view field) {
  return std::ranges::find(kMessagingFields, field) != kMessagingFields.end();
}

Payload read_comment(const Fields& value, bool live) {
  const Fields from = value.object("from");
  const Fields media = value.object("media");
  return Comment{
      .comment_id = value.has("id") ? value.required_id("id") : value.required_id("comment_id"),
      .parent_id = value.id("parent_id"),
      .text = value.text("text"),
      .from_id = from.id("id"),
      .from_username = from.lenient().text("username"),
      .media_id = media.id("id"),
      .media_product_type = media.lenient().text("media_product_type"),
      .ad_id = media.lenient().id("ad_id"),
      .live = live};
}

Payload read_change(const std::string& field, const Fields& value) {
  if (field == "comments" || field == "live_comments") {
    return read_comment(value, field == "live_comments");
  }
  if (field == "mentions") {
    return Mention{.media_id = value.required_id("media_id"), .comment_id = value.id("comment_id")};
  }
  if (field == "story_insights") return StoryInsights{value.required_id("media_id"), {}};
  value.refuse();
  return Unknown{};
}

}  // namespace

Event change_event(const json::Value& change, const EntryHead& head) {
  bool wrong = !change.is_object();
  const Fields fields(change.if_object(), &wrong);
  const std::string field = fields.text("field");
  if (is_messaging(field) && fields.has("value")) {
    const Channel channel = field == "standby" ? Channel::standby : Channel::messaging;
    return messaging_event(*fields.find("value"), head, channel);
  }
  const Fields value = fields.object("value");
  Payload payload = read_change(field, value);
  if (wrong) return unknown_event(change, head, field);

  Event event = event_of(head);
  if (auto* insights = std::get_if<StoryInsights>(&payload)) {
    insights->json = json::print(*fields.find("value"));
  }
  if (const auto* comment = std::get_if<Comment>(&payload)) event.sender_id = comment->from_id;
  settle(event, change, std::move(payload));
  return event;
}

}  // namespace dunlin::intake
