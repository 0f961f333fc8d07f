#include "sim/instagram/graph.h"
#include "sim/instagram/send_body.h"
#include "sim/instagram/views.h"
#include "sim/instagram/windows.h"

namespace dunlin::instagram {
namespace {

bool is_text_or_template(const Outgoing& message) {
  if (!message.text.empty()) return true;
  return message.attachments.as_array().front().at("type") == "template";
}

std::optional<GraphError> check_comment(GraphContext& context, const Comment* comment) {
  Core& core = context.core;
  const auto invalid = [] { return graph_error(100, 2534025); };
  if (comment == nullptr || comment->deleted) return invalid();
  const Media& media = *core.state.find_media(comment->media_id);
  if (media.ig_id != context.account.ig_id || comment->igsid.empty()) return invalid();
  if (!comment->private_reply_mid.empty()) {
    const int code = core.switches().second_private_reply;
    return graph_error(code, code == 10 ? 2534022 : 0);
  }
  if (core.state.thread(comment->igsid)->blocked || media.ended) return graph_error(10903);
  if (core.now() >= comment->at + kPrivateReplyWindow) return graph_error(10, 2534022);
  return {};
}

}  // namespace

Outcome send_private_reply(GraphContext& context, const SendWish& wish) {
  Core& core = context.core;
  if (auto error = need_scope(context, kManageComments)) return *std::move(error);
  if (wish.human_agent) return bad_parameter("A private reply takes no tag");
  Comment* comment = core.state.comment(wish.comment_id);
  const bool live = comment != nullptr && core.state.find_media(comment->media_id)->live;
  const auto limit = live ? Limits::What::live_replies : Limits::What::private_replies;
  if (auto error = take_limit(context, limit)) return *std::move(error);
  if (comment != nullptr && core.faults.strikes("comment_deleted", Faults::Kind::send)) {
    comment->deleted = true;
    core.changed();
  }
  if (auto error = check_comment(context, comment)) return *std::move(error);
  if (!is_text_or_template(wish.message)) {
    return bad_parameter("A private reply is a text or a template", 2534015);
  }
  Thread& thread = *core.state.thread(comment->igsid);
  if (thread.messages.empty() && !thread.follows) thread.folder = Thread::Folder::requests;
  Done done = deliver_message(context, thread, wish);
  comment->private_reply_mid = thread.messages.back().mid;
  core.tell("comment", thread, {{"comment", view(*comment, core.state)}});
  return done;
}

}  // namespace dunlin::instagram
