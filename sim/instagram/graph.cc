#include "sim/instagram/graph.h"

#include <fmt/format.h>

#include "sim/instagram/sign.h"

namespace dunlin::instagram {
namespace {

GraphError unsupported(const GraphCall& call) {
  return graph_error(100, 33, fmt::format("Unsupported {} request.", call.method));
}

bool is_account_node(const Account& account, std::string_view segment) {
  return segment == "me" || segment == account.ig_id || segment == account.asid;
}

/// The state of the token when the call arrives; expiry by age needs no switch.
std::optional<GraphError> check_token(const Core& core, const GraphCall& call, const Token& token) {
  if (token.state == Token::State::revoked) return graph_error(190, 460);
  if (token.state == Token::State::expired || core.now() >= token.expires_at) {
    return graph_error(190, 463);
  }
  if (call.proof.empty()) return {};
  if (call.proof == hex_hmac_sha256(core.options.app.app_secret, call.token)) return {};
  return bad_parameter("Invalid appsecret_proof provided in the API argument");
}

Outcome account_edge(GraphContext& context, std::string_view edge) {
  const std::string& method = context.call.method;
  const bool get = method == "GET";
  const bool post = method == "POST";
  context.what = edge;
  if (edge == "messages" && post) return post_message(context);
  if (edge == "message_attachments" && post) return post_attachment(context);
  if (edge == "conversations" && get) return list_conversations(context);
  if (edge == "subscribed_apps" && (get || post || method == "DELETE"))
    return subscriptions(context);
  if (edge == "media" && get) return list_media(context);
  for (const std::string_view facebook_only :
       {"likes", "accounts", "pass_thread_control", "take_thread_control", "thread_owner"}) {
    if (edge == facebook_only) return graph_error(3);
  }
  return unsupported(context.call);
}

Outcome object_node(GraphContext& context, const std::string& id) {
  State& state = context.core.state;
  const std::string& ig_id = context.account.ig_id;
  if (Thread* thread = state.conversation(id); thread != nullptr && thread->ig_id == ig_id) {
    context.what = "conversation";
    return read_conversation(context, *thread);
  }
  if (Thread* thread = state.thread_of_message(id); thread != nullptr && thread->ig_id == ig_id) {
    context.what = "message";
    return read_one_message(context, *thread, *state.message(id));
  }
  if (Thread* thread = state.thread(id); thread != nullptr && thread->ig_id == ig_id) {
    context.what = "profile";
    return read_profile(context, *thread);
  }
  if (Media* media = state.find_media(id); media != nullptr && media->ig_id == ig_id) {
    context.what = "media_object";
    return read_media_object(context, *media);
  }
  if (Comment* comment = state.comment(id); comment != nullptr && !comment->deleted &&
                                            state.find_media(comment->media_id)->ig_id == ig_id) {
    context.what = "comment";
    return comment_object(context, *comment);
  }
  return graph_error(100, 33);
}

Outcome object_edge(GraphContext& context, const std::string& id, std::string_view edge) {
  State& state = context.core.state;
  const std::string& ig_id = context.account.ig_id;
  if (edge == "comments") {
    Media* media = state.find_media(id);
    if (media == nullptr || media->ig_id != ig_id) return graph_error(100, 33);
    context.what = "comments";
    return media_comments(context, *media);
  }
  if (edge == "replies") {
    Comment* comment = state.comment(id);
    if (comment == nullptr || comment->deleted ||
        state.find_media(comment->media_id)->ig_id != ig_id) {
      return graph_error(100, 33);
    }
    context.what = "replies";
    return comment_replies(context, *comment);
  }
  return graph_error(100, 33);
}

Outcome dispatch(GraphContext& context) {
  const auto& path = context.call.path;
  const bool own = is_account_node(context.account, path[0]);
  if (own && path.size() == 1 && context.call.method == "GET") {
    context.what = "me";
    return read_account(context);
  }
  if (own && path.size() == 2) return account_edge(context, path[1]);
  if (own || path.size() > 2) return unsupported(context.call);
  if (path.size() == 2) return object_edge(context, path[0], path[1]);
  if (context.call.method == "GET") return object_node(context, path[0]);
  Comment* comment = context.core.state.comment(path[0]);
  if (comment == nullptr) return graph_error(100, 33);
  return object_node(context, path[0]);
}

}  // namespace

Outcome answer_graph(Core& core, const GraphCall& call, std::uint64_t ordinal, Call& log) {
  log.what = call.path.empty() ? "" : call.path.back();
  if (call.token.empty()) return graph_error(190, 0, "An access token is required");
  const auto it = core.state.tokens.find(call.token);
  if (it == core.state.tokens.end()) return graph_error(190);
  log.ig_id = it->second.ig_id;
  if (auto error = check_token(core, call, it->second)) return *std::move(error);
  if (call.path.empty()) return unsupported(call);
  if (auto error = core.limits.blocked(log.ig_id, core.world.clock.monotonic())) {
    return *std::move(error);
  }
  GraphContext context{.core = core,
                       .call = call,
                       .account = *core.state.account(log.ig_id),
                       .token = it->second,
                       .what = log.what,
                       .ordinal = ordinal};
  Outcome outcome = dispatch(context);
  log.what = context.what;
  return outcome;
}

}  // namespace dunlin::instagram
