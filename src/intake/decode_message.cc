#include <algorithm>
#include <utility>

#include "intake/decode_internal.h"

namespace dunlin::intake {
namespace {

/// The title of the first card of a template that the account sent.
std::string card_title(const Fields& payload) {
  const json::Array* cards = payload.object("generic").array("elements");
  if (cards == nullptr || cards->empty()) return {};
  return Fields(cards->front().if_object(), nullptr).text("title");
}

/// A faulty attachment must not cost the text beside it, so nothing here is wrong.
Attachment read_attachment(const json::Value& value) {
  const Fields attachment(value.if_object(), nullptr);
  const Fields payload = attachment.object("payload");
  Attachment out{.type = attachment.text("type"),
                 .url = payload.text("url"),
                 .title = payload.text("title"),
                 .media_id = payload.id("ig_post_media_id")};
  if (out.type.empty()) out.type = "unknown";
  if (out.media_id.empty()) out.media_id = payload.id("reel_video_id");
  if (out.title.empty()) out.title = card_title(payload);
  return out;
}

/// A shared post may come as `share` and `ig_post` of one media (INSTAGRAM §2.6): the second says
/// more.
void drop_shares_of_posts(std::vector<Attachment>& attachments) {
  const std::vector<Attachment> all = attachments;
  std::erase_if(attachments, [&all](const Attachment& share) {
    if (share.type != "share") return false;
    return std::ranges::any_of(all, [&share](const Attachment& post) {
      if (post.type != "ig_post") return false;
      return share.media_id.empty() ? !share.url.empty() && share.url == post.url
                                    : share.media_id == post.media_id;
    });
  });
}

std::vector<Attachment> read_attachments(const Fields& message) {
  std::vector<Attachment> attachments;
  const json::Array* list = message.array("attachments");
  if (list == nullptr) return attachments;
  for (const json::Value& value : *list) attachments.push_back(read_attachment(value));
  drop_shares_of_posts(attachments);
  return attachments;
}

}  // namespace

Payload read_message(const Fields& element) {
  const Fields message = element.object("message");
  std::string mid = message.required_id("mid");
  if (message.flag("is_deleted")) return MessageDeleted{.mid = std::move(mid)};

  const Fields loose = message.lenient();
  const Fields reply = loose.object("reply_to");
  const Fields story = reply.object("story");
  const Fields referral = loose.object("referral");
  Message out;
  out.mid = std::move(mid);
  out.text = message.text("text");
  out.attachments = read_attachments(loose);
  out.quick_reply_payload = loose.object("quick_reply").text("payload");
  out.reply_to_mid = reply.id("mid");
  out.is_echo = message.flag("is_echo");
  out.is_self = element.flag("is_self") || message.flag("is_self");
  out.is_unsupported = message.flag("is_unsupported");
  if (story.present()) out.reply_to_story = StoryReply{story.id("id"), story.text("url")};
  if (referral.present()) out.referral = read_referral(referral);
  return out;
}

}  // namespace dunlin::intake
