#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"
#include "sim/instagram/core.h"
#include "sim/instagram/people_common.h"

namespace dunlin::instagram {
namespace {

constexpr std::size_t kMaxTextBytes = 20'000;
constexpr std::size_t kMaxAttachments = 10;

bool is_known_type(std::string_view type) {
  for (const std::string_view known :
       {"image", "video", "audio", "file", "share", "story_mention", "ig_reel", "reel", "ig_post",
        "ig_story", "story", "media", "ephemeral", "unsupported", "gif"}) {
    if (type == known) return true;
  }
  return false;
}

json::Value attachment_of(const Attached& one, std::int64_t number) {
  if (one.type == "ephemeral" || one.type == "unsupported") return json::Object{{"type", one.type}};
  const std::string url =
      one.url.empty()
          ? fmt::format("https://lookaside.sim.invalid/ig_messaging_cdn/?asset_id={}", number)
          : one.url;
  json::Object payload;
  if (one.type == "ig_post") payload["ig_post_media_id"] = fmt::format("18100{:012}", number);
  if (one.type == "ig_reel") payload["reel_video_id"] = fmt::format("17950{:012}", number);
  if (one.type == "ig_post" || one.type == "ig_reel") payload["title"] = one.title;
  payload["url"] = url;
  return json::Object{{"type", one.type}, {"payload", std::move(payload)}};
}

Status check_draft(const Draft& draft) {
  if (draft.text.empty() && draft.attachments.empty()) {
    return sim_error(Code::invalid, "sim.invalid", "A message needs a text or an attachment.");
  }
  if (draft.text.size() > kMaxTextBytes || !utf8::valid(draft.text)) {
    return sim_error(Code::invalid, "sim.invalid", "The text is too long or no UTF-8.").at("text");
  }
  if (draft.attachments.size() > kMaxAttachments) {
    return sim_error(Code::invalid, "sim.invalid", "At most 10 attachments.").at("attachments");
  }
  for (const Attached& one : draft.attachments) {
    if (!is_known_type(one.type)) {
      return sim_error(Code::invalid, "sim.invalid", "An attachment is of an unknown type.")
          .at("attachments");
    }
  }
  return {};
}

bool is_silent(const Message& message) {
  // GIFs and stickers give no webhook (INSTAGRAM §2.6).
  if (!message.attachments.is_array() || message.attachments.as_array().empty()) return false;
  return message.attachments.as_array().front().at("type") == "gif";
}

void emit_new(Core& core, const Thread& thread, const Message& message) {
  if (is_silent(message)) return;
  const auto how = core.switches().new_message;
  const bool plain_message = !message.postback.is_object();
  if (plain_message && how != Switches::NewMessage::message) {
    core.webhooks.emit(bare_edit_event(thread, message));
    if (how == Switches::NewMessage::edit_only) return;
  }
  core.webhooks.emit(message_event(thread, message, core.switches()));
}

/// A message of the person takes effect: window, consent, webhook.
std::string take_in(Core& core, Thread& thread, Message message) {
  message.mid = core.new_mid();
  message.by = Message::By::person;
  message.via = Message::Via::person;
  if (message.at == Instant{}) message.at = core.now();
  message.readable_at = core.now();
  message.referral = std::exchange(thread.referral, nullptr);
  thread.consent = true;
  thread.folder = Thread::Folder::primary;
  thread.last_inbound = core.now();
  const Message& added = core.add_message(thread, std::move(message));
  emit_new(core, thread, added);
  return added.mid;
}

}  // namespace

Result<std::string> People::writes(const Between& who, const Draft& draft) {
  DUNLIN_TRY(Thread * thread, thread_to_write(core_, who));
  DUNLIN_CHECK(check_draft(draft));
  Message message;
  message.text = draft.text;
  message.quick_reply = draft.quick_reply;
  if (draft.timestamp) message.at = *draft.timestamp;
  if (!draft.reply_to.empty()) {
    DUNLIN_TRY(const Message* to, message_of(core_, *thread, draft.reply_to));
    message.reply_to =
        json::Object{{"mid", to->mid}, {"is_self_reply", to->by == Message::By::person}};
  }
  if (!draft.attachments.empty()) {
    json::Array attachments;
    auto& number = core_.state.ids_given["asset"];
    for (const Attached& one : draft.attachments)
      attachments.push_back(attachment_of(one, ++number));
    message.attachments = std::move(attachments);
  }
  return take_in(core_, *thread, std::move(message));
}

Result<std::string> People::replies_to_story(const Between& who, std::string_view text,
                                             std::string_view story_id) {
  DUNLIN_TRY(Thread * thread, thread_to_write(core_, who));
  DUNLIN_CHECK(check_draft({.text = std::string(text)}));
  const std::string id = story_id.empty() ? "18000000000000001" : std::string(story_id);
  Message message;
  message.text = text;
  const json::Object story{{"id", id}, {"url", "https://cdn.sim.invalid/story/" + id + ".jpg"}};
  message.reply_to = json::Object{{"story", story}};
  return take_in(core_, *thread, std::move(message));
}

Result<std::string> People::mentions_in_story(const Between& who, std::string_view url) {
  const std::string address =
      url.empty() ? "https://cdn.sim.invalid/story/mention.jpg" : std::string(url);
  Draft draft;
  draft.attachments.push_back({.type = "story_mention", .url = address, .title = ""});
  return writes(who, draft);
}

Result<std::string> People::taps(const Between& who, std::string_view title,
                                 std::string_view payload) {
  DUNLIN_TRY(Thread * thread, thread_to_write(core_, who));
  if (title.empty() || payload.empty()) {
    return sim_error(Code::invalid, "sim.invalid",
                     "A tap needs the title and the payload of the button.");
  }
  Message message;
  message.text = title;
  message.postback = json::Object{{"title", title}, {"payload", payload}};
  return take_in(core_, *thread, std::move(message));
}

Result<std::string> People::account_writes(const Between& to, std::string_view text) {
  DUNLIN_TRY(Thread * thread, thread_to_write(core_, to));
  DUNLIN_CHECK(check_draft({.text = std::string(text)}));
  core_.see(*thread, Message::By::account);
  Message message{.mid = core_.new_mid(), .by = Message::By::account, .via = Message::Via::app};
  message.text = text;
  message.at = core_.now();
  message.readable_at = message.at;
  const Message& added = core_.add_message(*thread, std::move(message));
  if (core_.switches().echoes) {
    core_.webhooks.emit(message_event(*thread, added, core_.switches()));
  }
  return added.mid;
}

}  // namespace dunlin::instagram
