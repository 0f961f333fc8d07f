#include "sim/instagram/views.h"

#include <algorithm>
#include <array>

#include "sim/instagram/windows.h"

namespace dunlin::instagram {
namespace {

constexpr std::array<std::string_view, 6> kConditions = {
    "ok", "restricted", "blocked", "policy_block", "messages_off", "link_broken"};
constexpr std::array<std::string_view, 3> kTokenStates = {"valid", "expired", "revoked"};
constexpr std::array<std::string_view, 3> kVia = {"person", "api", "app"};
constexpr std::array<std::string_view, 3> kDeliveryStates = {"waiting", "accepted", "dropped"};

template <class Enum, std::size_t n>
std::optional<Enum> named(const std::array<std::string_view, n>& names, std::string_view text) {
  const auto it = std::find(names.begin(), names.end(), text);
  if (it == names.end()) return {};
  return static_cast<Enum>(it - names.begin());
}

template <class Enum, std::size_t n>
std::string_view at(const std::array<std::string_view, n>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

std::string_view first_type(const Message& message) {
  if (!message.attachments.is_array() || message.attachments.as_array().empty()) return {};
  return message.attachments.as_array().front().at("type").as_string();
}

std::string_view kind_of(const Message& message) {
  if (message.postback.is_object()) return "postback";
  if (!message.comment_id.empty()) return "private_reply";
  const auto type = first_type(message);
  if (type == "template") return "template";
  if (type == "story_mention") return "story_mention";
  if (!type.empty()) return "media";
  const bool story = message.reply_to.is_object() && message.reply_to.as_object().contains("story");
  return story ? "story_reply" : "text";
}

json::Array reactions_of(const Message& message) {
  json::Array out;
  const auto add = [&](std::string_view by, const std::optional<Reaction>& one) {
    if (!one) return;
    out.push_back(json::Object{{"by", by}, {"reaction", one->reaction}, {"emoji", one->emoji}});
  };
  add("person", message.by_person);
  add("account", message.by_account);
  return out;
}

void add_content(json::Object& out, const Message& message) {
  if (message.unsent) return;
  if (first_type(message) == "template") {
    out["template"] = message.attachments.as_array().front().at("payload");
  } else if (message.attachments.is_array()) {
    out["attachments"] = message.attachments;
  }
  if (message.quick_replies.is_array()) out["quick_replies"] = message.quick_replies;
  if (!message.reply_to.is_null()) out["reply_to"] = message.reply_to;
  if (message.postback.is_object()) out["postback"] = message.postback;
  if (!message.quick_reply.empty()) out["quick_reply"] = message.quick_reply;
}

}  // namespace

std::string_view name(Condition condition) {
  return at(kConditions, condition);
}

std::string_view name(Token::State state) {
  return at(kTokenStates, state);
}

std::optional<Condition> condition_named(std::string_view text) {
  return named<Condition>(kConditions, text);
}

std::optional<Token::State> token_state_named(std::string_view text) {
  return named<Token::State>(kTokenStates, text);
}

json::Object view(const Message& message) {
  json::Object out{{"mid", message.mid},
                   {"from", message.by == Message::By::account ? "account" : "person"},
                   {"via", at(kVia, message.via)},
                   {"at", to_rfc3339(message.at)},
                   {"kind", kind_of(message)},
                   {"text", message.unsent ? std::string() : message.text}};
  add_content(out, message);
  if (!message.comment_id.empty()) out["comment_id"] = message.comment_id;
  out["reactions"] = reactions_of(message);
  out["edits"] = message.edits;
  out["unsent"] = message.unsent;
  if (message.seen_at) out["seen_at"] = to_rfc3339(*message.seen_at);
  out["human_agent"] = message.human_agent;
  return out;
}

json::Object view(const Send& send) {
  json::Object out{{"ordinal", send.ordinal},
                   {"at", to_rfc3339(send.at)},
                   {"account", send.ig_id},
                   {"igsid", send.igsid},
                   {"mid", send.mid},
                   {"text", send.text},
                   {"text_sha256", send.text_sha256},
                   {"body_sha256", send.body_sha256}};
  if (!send.comment_id.empty()) out["comment_id"] = send.comment_id;
  out["human_agent"] = send.human_agent;
  return out;
}

json::Object view(const Call& call) {
  return {{"ordinal", call.ordinal}, {"at", to_rfc3339(call.at)}, {"account", call.ig_id},
          {"what", call.what},       {"status", call.status},     {"code", call.code},
          {"subcode", call.subcode}, {"effect", call.effect},     {"over_limit", call.over_limit}};
}

json::Object view(const Delivery& delivery) {
  json::Array attempts;
  for (const Attempt& one : delivery.attempts) {
    json::Object attempt{{"at", to_rfc3339(one.at)}, {"status", one.status}};
    if (!one.fault.empty()) attempt["fault"] = one.fault;
    attempts.push_back(std::move(attempt));
  }
  return {{"id", delivery.id},
          {"account", delivery.ig_id},
          {"events", json::Array(delivery.events.begin(), delivery.events.end())},
          {"body_sha256", delivery.body_sha256},
          {"first_at", to_rfc3339(delivery.first_at)},
          {"state", at(kDeliveryStates, delivery.state)},
          {"attempts", std::move(attempts)}};
}

json::Object view(const Comment& comment, const State& state) {
  const bool own = comment.igsid.empty();
  json::Object out{{"id", comment.id}, {"media_id", comment.media_id}};
  if (!comment.parent_id.empty()) out["parent_id"] = comment.parent_id;
  out["by"] = own ? std::string("account") : state.threads.at(comment.igsid).person;
  out["text"] = comment.text;
  out["at"] = to_rfc3339(comment.at);
  out["hidden"] = comment.hidden;
  out["deleted"] = comment.deleted;
  if (!comment.private_reply_mid.empty()) out["private_reply"] = comment.private_reply_mid;
  return out;
}

json::Object view(const Media& media) {
  return {{"id", media.id},
          {"account", media.ig_id},
          {"caption", media.caption},
          {"media_type", media.media_type},
          {"product_type", media.product_type},
          {"live", media.live},
          {"at", to_rfc3339(media.at)}};
}

json::Object media_with_comments(const Media& media, const State& state) {
  json::Object out = view(media);
  json::Array comments;
  for (const auto& [id, comment] : state.comments) {
    if (comment.media_id == media.id) comments.push_back(view(comment, state));
  }
  out["comments"] = std::move(comments);
  return out;
}

json::Object view(const Account& account, const State& state) {
  json::Array media;
  for (const auto& [id, one] : state.media) {
    if (one.ig_id == account.ig_id) media.push_back(view(one));
  }
  auto token = Token::State::expired;
  for (const auto& [text, one] : state.tokens) {
    if (one.ig_id == account.ig_id) token = one.state;
  }
  return {{"ig_id", account.ig_id},
          {"asid", account.asid},
          {"username", account.username},
          {"name", account.name},
          {"subscribed", account.subscribed},
          {"condition", name(account.condition)},
          {"token", name(token)},
          {"media", std::move(media)}};
}

json::Object view(const Person& person, const State& state, Instant now) {
  json::Array threads;
  for (const auto& [igsid, thread] : state.threads) {
    if (thread.person == person.id) threads.push_back(thread_summary(thread, now));
  }
  return {{"id", person.id},
          {"username", person.username},
          {"name", person.name},
          {"verified", person.verified},
          {"threads", std::move(threads)}};
}

json::Object thread_summary(const Thread& thread, Instant now) {
  const auto unseen = std::count_if(
      thread.messages.begin(), thread.messages.end(),
      [](const Message& one) { return one.by == Message::By::account && !one.seen_at; });
  json::Object out{{"account", thread.ig_id},
                   {"igsid", thread.igsid},
                   {"conversation", thread.conversation_id},
                   {"messages", thread.messages.size()},
                   {"unseen", unseen},
                   {"typing", thread.typing_until > now},
                   {"folder", thread.folder == Thread::Folder::primary ? "primary" : "requests"},
                   {"blocked", thread.blocked},
                   {"follows", thread.follows}};
  if (!thread.messages.empty()) out["last"] = view(thread.messages.back());
  if (thread.last_inbound) {
    out["window_until"] = to_rfc3339(*thread.last_inbound + kStandardWindow);
    out["human_window_until"] = to_rfc3339(*thread.last_inbound + kHumanWindow);
  }
  return out;
}

json::Object thread_view(const Thread& thread, Instant now, std::size_t limit) {
  json::Object out = thread_summary(thread, now);
  out["person"] = thread.person;
  const std::size_t first = thread.messages.size() - std::min(limit, thread.messages.size());
  json::Array messages;
  for (std::size_t i = first; i < thread.messages.size(); ++i) {
    messages.push_back(view(thread.messages[i]));
  }
  out["messages"] = std::move(messages);
  out["more"] = first > 0;
  return out;
}

json::Object state_view(Core& core) {
  json::Array accounts, people;
  for (const auto& [id, account] : core.state.accounts)
    accounts.push_back(view(account, core.state));
  for (const auto& [id, person] : core.state.people) {
    people.push_back(view(person, core.state, core.now()));
  }
  return {{"now", to_rfc3339(core.now())},
          {"webhooks", json::Object{{"target", core.target}, {"waiting", core.webhooks.waiting()}}},
          {"accounts", std::move(accounts)},
          {"people", std::move(people)},
          {"faults", core.faults.to_json()},
          {"switches", to_json(core.switches())},
          {"reset", core.options.reset == Options::Reset::allowed ? "allowed" : "refused"},
          {"last_event_id", core.changes->last_id()}};
}

}  // namespace dunlin::instagram
