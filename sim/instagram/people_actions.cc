#include <algorithm>

#include <fmt/format.h>

#include "sim/instagram/core.h"
#include "sim/instagram/people_common.h"
#include "sim/instagram/views.h"

namespace dunlin::instagram {
namespace {

constexpr std::size_t kMaxEdits = 5;

bool is_reaction(std::string_view text) {
  for (const std::string_view known : {"love", "like", "laugh", "wow", "sad", "angry", "other"}) {
    if (text == known) return true;
  }
  return false;
}

std::string emoji_for(std::string_view reaction) {
  if (reaction == "love") return "\u2764\ufe0f";
  if (reaction == "like") return "\U0001F44D";
  if (reaction == "laugh") return "\U0001F602";
  if (reaction == "wow") return "\U0001F62E";
  if (reaction == "sad") return "\U0001F622";
  if (reaction == "angry") return "\U0001F621";
  return "\U0001F525";
}

Result<Message*> own_message(Core& core, const Thread& thread, std::string_view mid) {
  DUNLIN_TRY(Message * message, message_of(core, thread, mid));
  if (message->by != Message::By::person) {
    return sim_error(Code::invalid, "sim.invalid", "Only the person's own messages can be changed.")
        .at("mid");
  }
  return message;
}

std::string stamped(std::string_view what, const Thread& thread, Instant at) {
  return fmt::format("{}:{}:{}", what, thread.igsid, to_ms(at));
}

}  // namespace

Status People::edits(const Between& who, std::string_view mid, std::string_view text) {
  DUNLIN_TRY(Thread * thread, thread_of(core_, who));
  DUNLIN_TRY(Message * message, own_message(core_, *thread, mid));
  if (text.empty() || message->text.empty() || message->edits >= static_cast<int>(kMaxEdits)) {
    return sim_error(Code::invalid, "sim.invalid", "A text can be edited five times, to a text.")
        .at("text");
  }
  message->text = text;
  ++message->edits;
  core_.tell_message("message_changed", *thread, *message);
  core_.changed();
  const json::Object edit{{"mid", message->mid}, {"text", text}, {"num_edit", message->edits}};
  core_.webhooks.emit(messaging_event(*thread, Direction::from_person, core_.now(),
                                      fmt::format("message_edit:{}:{}", mid, message->edits),
                                      {{"message_edit", edit}}));
  return {};
}

Status People::unsends(const Between& who, std::string_view mid) {
  DUNLIN_TRY(Thread * thread, thread_of(core_, who));
  DUNLIN_TRY(Message * message, own_message(core_, *thread, mid));
  message->unsent = true;
  message->text.clear();
  message->attachments = nullptr;
  core_.tell_message("message_changed", *thread, *message);
  core_.changed();
  const json::Object gone{{"mid", message->mid}, {"is_deleted", true}};
  core_.webhooks.emit(messaging_event(*thread, Direction::from_person, core_.now(),
                                      fmt::format("message_deleted:{}", mid), {{"message", gone}}));
  return {};
}

Status People::reacts(const Between& who, std::string_view mid, const std::string& reaction,
                      const std::string& emoji) {
  DUNLIN_TRY(Thread * thread, thread_to_write(core_, who));
  DUNLIN_TRY(Message * message, message_of(core_, *thread, mid));
  const std::string name = reaction.empty() ? (emoji.empty() ? "love" : "other") : reaction;
  if (!is_reaction(name))
    return sim_error(Code::invalid, "sim.invalid", "That is no reaction.").at("reaction");
  message->by_person = Reaction{.reaction = name, .emoji = emoji.empty() ? emoji_for(name) : emoji};
  core_.tell_message("message_changed", *thread, *message);
  core_.changed();
  const json::Object facts{
      {"mid", mid}, {"action", "react"}, {"reaction", name}, {"emoji", message->by_person->emoji}};
  core_.webhooks.emit(messaging_event(*thread, Direction::from_person, core_.now(),
                                      fmt::format("reaction:{}:react:{}", mid, to_ms(core_.now())),
                                      {{"reaction", facts}}));
  return {};
}

Status People::unreacts(const Between& who, std::string_view mid) {
  DUNLIN_TRY(Thread * thread, thread_of(core_, who));
  DUNLIN_TRY(Message * message, message_of(core_, *thread, mid));
  if (!message->by_person) {
    return sim_error(Code::not_found, "sim.no_reaction", "This person did not react to it.")
        .at("mid");
  }
  message->by_person.reset();
  core_.tell_message("message_changed", *thread, *message);
  core_.changed();
  const json::Object facts{{"mid", mid}, {"action", "unreact"}};
  core_.webhooks.emit(messaging_event(
      *thread, Direction::from_person, core_.now(),
      fmt::format("reaction:{}:unreact:{}", mid, to_ms(core_.now())), {{"reaction", facts}}));
  return {};
}

Status People::reads(const Between& who) {
  DUNLIN_TRY(Thread * thread, thread_of(core_, who));
  const std::string newest = core_.see(*thread, Message::By::person);
  if (newest.empty()) return {};
  core_.webhooks.emit(messaging_event(*thread, Direction::from_person, core_.now(),
                                      "read:" + newest, {{"read", json::Object{{"mid", newest}}}}));
  return {};
}

Status People::opens_link(const Between& who, std::string_view ref, std::string_view source) {
  DUNLIN_TRY(Thread * thread, thread_to_write(core_, who));
  const std::string from =
      source.empty() ? "https://ig.me/m/" + core_.state.accounts.at(thread->ig_id).username
                     : std::string(source);
  const json::Object referral{{"ref", ref}, {"source", from}, {"type", "OPEN_THREAD"}};
  if (thread->messages.empty()) {
    thread->referral = referral;
    core_.changed();
    return {};
  }
  core_.webhooks.emit(messaging_event(*thread, Direction::from_person, core_.now(),
                                      stamped("referral", *thread, core_.now()),
                                      {{"referral", referral}}));
  return {};
}

Result<std::string> People::comments(const Between& who, const NewComment& wanted) {
  DUNLIN_TRY(Thread * thread, thread_to_write(core_, who));
  State& state = core_.state;
  if (wanted.text.empty())
    return sim_error(Code::invalid, "sim.invalid", "A comment needs a text.").at("text");
  const Media* media = nullptr;
  for (const auto& [id, one] : state.media) {
    const bool wanted_one = wanted.media_id.empty() || wanted.media_id == id;
    if (one.ig_id == thread->ig_id && wanted_one && !one.ended) media = &one;
  }
  if (media == nullptr)
    return sim_error(Code::not_found, "sim.no_media", "There is no such post.").at("media_id");
  const Comment* parent = wanted.parent_id.empty() ? nullptr : state.comment(wanted.parent_id);
  if (!wanted.parent_id.empty() && (parent == nullptr || parent->media_id != media->id)) {
    return sim_error(Code::not_found, "sim.no_comment", "There is no such comment under that post.")
        .at("parent_id");
  }
  Comment comment{.id = state.next_id("17900"), .media_id = media->id};
  if (parent != nullptr)
    comment.parent_id = parent->parent_id.empty() ? parent->id : parent->parent_id;
  comment.text = wanted.text;
  comment.igsid = thread->igsid;
  comment.at = core_.now();
  const std::string id = comment.id;
  const Comment& added = state.comments.emplace(id, std::move(comment)).first->second;
  core_.tell("comment", *thread, {{"comment", view(added, state)}});
  core_.changed();
  core_.webhooks.emit(comment_event(added, *media, state, core_.switches()));
  return id;
}

Status People::deletes_comment(std::string_view comment_id) {
  Comment* comment = core_.state.comment(comment_id);
  if (comment == nullptr || comment->deleted) {
    return sim_error(Code::not_found, "sim.no_comment", "There is no comment of that id.")
        .at("comment_id");
  }
  comment->deleted = true;
  core_.changes->add("comment", {{"account", core_.state.find_media(comment->media_id)->ig_id},
                                 {"comment", view(*comment, core_.state)}});
  core_.changed();
  return {};
}

Status People::sets_block(const Between& who, Blocking blocking) {
  DUNLIN_TRY(Thread * thread, thread_of(core_, who));
  thread->blocked = blocking == Blocking::blocks;
  core_.tell("person", *thread);
  core_.changed();
  return {};
}

}  // namespace dunlin::instagram
