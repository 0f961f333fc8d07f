#include "sim/instagram/graph.h"
#include "sim/instagram/send_body.h"
#include "sim/instagram/sign.h"
#include "sim/instagram/windows.h"

namespace dunlin::instagram {
namespace {

std::optional<GraphError> refuse_by_condition(Condition condition) {
  switch (condition) {
    case Condition::ok:
      return {};
    case Condition::restricted:
      return graph_error(10, 1893063);
    case Condition::blocked:
      return graph_error(100, 2534029);
    case Condition::policy_block:
      return graph_error(368, 1390008);
    case Condition::messages_off:
      return graph_error(200, 2534041);
    case Condition::link_broken:
      return graph_error(10, 2534077);
  }
  return {};
}

/// The thread with that person, or what is wrong with the id.
std::variant<Thread*, GraphError> find_recipient(GraphContext& context, const std::string& igsid) {
  State& state = context.core.state;
  Thread* thread = state.thread(igsid);
  if (thread != nullptr && thread->ig_id == context.account.ig_id) return thread;
  if (state.account(igsid) != nullptr) return graph_error(100, 2534014);
  return graph_error(100, 2018001);
}

std::optional<GraphError> check_window(const GraphContext& context, const Thread& thread,
                                       bool human_agent) {
  const Window window = window_at(thread.last_inbound, context.core.now());
  if (window == Window::standard) return {};
  if (!human_agent || window == Window::closed) return graph_error(10, 2534022);
  if (context.core.options.app.human_agent) return {};
  return graph_error(10, 0, "(#10) The app does not have the Human Agent feature");
}

std::string emoji_of(std::string_view reaction) {
  if (reaction == "love") return "\u2764\ufe0f";
  return std::string(reaction);
}

Outcome act(GraphContext& context, Thread& thread, const SendWish& wish) {
  Core& core = context.core;
  if (wish.action == "mark_seen") core.see(thread, Message::By::account);
  if (wish.action == "typing_on") core.show_typing(thread, true);
  if (wish.action == "typing_off") core.show_typing(thread, false);
  return Done{.body = json::Object{{"recipient_id", thread.igsid}}, .effect = true};
}

Outcome react(GraphContext& context, Thread& thread, const SendWish& wish) {
  Core& core = context.core;
  Message* message = core.state.message(wish.mid);
  if (message == nullptr || core.state.thread_of_message(wish.mid) != &thread || message->unsent) {
    return bad_parameter("The message of the reaction does not exist in this conversation");
  }
  if (wish.action == "react") {
    const std::string name = wish.reaction == "love" ? "love" : "other";
    message->by_account = Reaction{.reaction = name, .emoji = emoji_of(wish.reaction)};
  } else {
    message->by_account.reset();
  }
  core.tell_message("message_changed", thread, *message);
  core.changed();
  return Done{.body = json::Object{{"recipient_id", thread.igsid}}, .effect = true};
}

Limits::What limit_for(const SendWish& wish) {
  const bool heavy = wish.message.weight == Outgoing::Weight::media;
  return heavy ? Limits::What::media_sends : Limits::What::sends;
}

std::string what_of(const SendWish& wish) {
  if (wish.kind == SendWish::Kind::sender_action) return "sender_action";
  if (wish.kind == SendWish::Kind::reaction) return "reaction";
  return wish.comment_id.empty() ? "send" : "private_reply";
}

void judge(GraphContext& context, const Thread& thread, const Message& message) {
  context.core.sends.add({.ordinal = context.ordinal,
                          .at = message.at,
                          .ig_id = thread.ig_id,
                          .igsid = thread.igsid,
                          .mid = message.mid,
                          .text = message.text,
                          .text_sha256 = hex_sha256(message.text),
                          .body_sha256 = hex_sha256(context.call.raw_body),
                          .comment_id = message.comment_id,
                          .human_agent = message.human_agent});
}

}  // namespace

Done deliver_message(GraphContext& context, Thread& thread, const SendWish& wish) {
  Core& core = context.core;
  core.see(thread, Message::By::account);
  Message message{.mid = core.new_mid(), .by = Message::By::account, .via = Message::Via::api};
  message.at = core.now();
  message.readable_at = message.at;
  if (core.faults.strikes("read_lag")) message.readable_at += core.faults.drawn_delay("read_lag");
  message.text = wish.message.text;
  message.attachments = wish.message.attachments;
  message.quick_replies = wish.message.quick_replies;
  message.comment_id = wish.comment_id;
  message.human_agent = wish.human_agent;
  const Message& added = core.add_message(thread, std::move(message));
  judge(context, thread, added);
  return {.body = json::Object{{"recipient_id", thread.igsid}, {"message_id", added.mid}},
          .effect = true,
          .echo = message_event(thread, added, core.switches())};
}

Outcome post_message(GraphContext& context) {
  if (auto error = need_scope(context, kManageMessages)) return *std::move(error);
  if (auto error = refuse_unknown_keys(context.call.query, "query", {})) return *std::move(error);
  auto read = read_send(context.call.body, context.account.ig_id, context.core.state);
  if (auto* error = std::get_if<GraphError>(&read)) return std::move(*error);
  const auto& wish = std::get<SendWish>(read);
  context.what = what_of(wish);
  if (auto error = refuse_by_condition(context.account.condition)) return *std::move(error);
  if (!wish.comment_id.empty()) return send_private_reply(context, wish);
  if (auto error = take_limit(context, limit_for(wish))) return *std::move(error);
  auto found = find_recipient(context, wish.igsid);
  if (auto* error = std::get_if<GraphError>(&found)) return std::move(*error);
  Thread& thread = *std::get<Thread*>(found);
  if (thread.blocked) return graph_error(551, 1545041);
  if (auto error = check_window(context, thread, wish.human_agent)) return *std::move(error);
  if (wish.kind == SendWish::Kind::sender_action) return act(context, thread, wish);
  if (wish.kind == SendWish::Kind::reaction) return react(context, thread, wish);
  return deliver_message(context, thread, wish);
}

Outcome post_attachment(GraphContext& context) {
  if (auto error = need_scope(context, kManageMessages)) return *std::move(error);
  if (auto error = refuse_unknown(context.call, {"message"})) return *std::move(error);
  if (auto error = take_limit(context, Limits::What::platform)) return *std::move(error);
  const auto* message = object_in(context.call.body, "message");
  const auto* attachment = message != nullptr ? object_in(*message, "attachment") : nullptr;
  if (attachment == nullptr) return bad_parameter("message[attachment] is required");
  if (auto error = refuse_unknown_keys(*message, "message", {"attachment"}))
    return *std::move(error);
  auto read =
      read_attachment(*attachment, context.account.ig_id, context.core.state, Reusable::welcome);
  if (auto* error = std::get_if<GraphError>(&read)) return std::move(*error);
  const auto& value = std::get<json::Value>(read);
  const std::string id = context.core.state.next_id("1300");
  context.core.state.uploads[id] = {.ig_id = context.account.ig_id,
                                    .type = std::string(value.at("type").as_string()),
                                    .url = std::string(value.at("payload").at("url").as_string())};
  context.core.changed();
  return Done{.body = json::Object{{"attachment_id", id}}, .effect = true};
}

}  // namespace dunlin::instagram
