#include <array>

#include "sim/instagram/control_routes.h"
#include "sim/instagram/people_common.h"
#include "sim/instagram/views.h"

namespace dunlin::instagram {
namespace {

using Answer = Result<ControlAnswer>;

/// Path parameter and the field "account".
Between who(const ControlCall& call, json::Reader& in) {
  return {.person = call.parameter(0),
          .ig_id = in.optional_text("account", {.max_bytes = 40}).value_or("")};
}

std::string mid_in(json::Reader& in) {
  return in.text("mid", {.min_bytes = 1, .max_bytes = 512});
}

Answer with_mid(const std::string& mid) {
  return ControlAnswer{201, json::Object{{"mid", mid}}};
}

Answer post_person(ControlCall& call) {
  json::Reader in(call.body);
  NewPerson wanted;
  wanted.name = in.text("name", {.min_bytes = 1, .max_bytes = 100});
  wanted.id = in.optional_text("id", {.max_bytes = 30}).value_or("");
  wanted.username = in.optional_text("username", {.max_bytes = 60}).value_or("");
  wanted.follows = in.optional_flag("follows").value_or(false);
  wanted.verified = in.optional_flag("verified").value_or(false);
  DUNLIN_CHECK(in.finish());
  DUNLIN_TRY(const std::string id, People(call.core).add_person(wanted));
  return ControlAnswer{201, view(call.core.state.people.at(id), call.core.state, call.core.now())};
}

Answer get_thread(ControlCall& call) {
  DUNLIN_TRY(const Thread* thread,
             thread_of(call.core, {.person = call.parameter(0), .ig_id = call.query("account")}));
  DUNLIN_TRY(const std::int64_t limit, call.number("limit", 200, 1000));
  return ControlAnswer{.body =
                           thread_view(*thread, call.core.now(), static_cast<std::size_t>(limit))};
}

std::vector<Attached> attachments_in(json::Reader& in) {
  std::vector<Attached> out;
  const auto* list = in.optional_array("attachments", 10);
  if (list == nullptr) return out;
  for (std::size_t i = 0; i < list->size(); ++i) {
    json::Reader one((*list)[i], in.path("attachments") + "[" + std::to_string(i) + "]");
    Attached attached{.type = one.text("type", {.min_bytes = 1, .max_bytes = 40}),
                      .url = one.optional_text("url", {.max_bytes = 2000}).value_or(""),
                      .title = one.optional_text("title", {.max_bytes = 2200}).value_or("")};
    if (const Status valid = one.finish(); !valid) {
      in.fault("attachments", valid.error().id, valid.error().message);
    }
    out.push_back(std::move(attached));
  }
  return out;
}

Answer write(ControlCall& call) {
  json::Reader in(call.body);
  const Between between = who(call, in);
  Draft draft;
  draft.text = in.optional_text("text", {.max_bytes = 20'000}).value_or("");
  draft.attachments = attachments_in(in);
  draft.reply_to = in.optional_text("reply_to", {.max_bytes = 512}).value_or("");
  draft.quick_reply = in.optional_text("quick_reply", {.max_bytes = 1000}).value_or("");
  if (const auto ms = in.optional_integer("timestamp_ms", 0, 4'000'000'000'000)) {
    draft.timestamp = from_ms(*ms);
  }
  DUNLIN_CHECK(in.finish());
  DUNLIN_TRY(const std::string mid, People(call.core).writes(between, draft));
  return with_mid(mid);
}

Answer story_reply(ControlCall& call) {
  json::Reader in(call.body);
  const Between between = who(call, in);
  const std::string text = in.text("text", {.min_bytes = 1, .max_bytes = 20'000});
  const std::string story = in.optional_text("story_id", {.max_bytes = 60}).value_or("");
  DUNLIN_CHECK(in.finish());
  DUNLIN_TRY(const std::string mid, People(call.core).replies_to_story(between, text, story));
  return with_mid(mid);
}

Answer story_mention(ControlCall& call) {
  json::Reader in(call.body);
  const Between between = who(call, in);
  const std::string url = in.optional_text("url", {.max_bytes = 2000}).value_or("");
  DUNLIN_CHECK(in.finish());
  DUNLIN_TRY(const std::string mid, People(call.core).mentions_in_story(between, url));
  return with_mid(mid);
}

Answer postback(ControlCall& call) {
  json::Reader in(call.body);
  const Between between = who(call, in);
  const std::string title = in.text("title", {.min_bytes = 1, .max_bytes = 400});
  const std::string payload = in.text("payload", {.min_bytes = 1, .max_bytes = 1000});
  DUNLIN_CHECK(in.finish());
  DUNLIN_TRY(const std::string mid, People(call.core).taps(between, title, payload));
  return with_mid(mid);
}

Answer edit(ControlCall& call) {
  json::Reader in(call.body);
  const Between between = who(call, in);
  const std::string mid = mid_in(in);
  const std::string text = in.text("text", {.min_bytes = 1, .max_bytes = 20'000});
  DUNLIN_CHECK(in.finish());
  DUNLIN_CHECK(People(call.core).edits(between, mid, text));
  return ControlAnswer{};
}

Answer unsend(ControlCall& call) {
  json::Reader in(call.body);
  const Between between = who(call, in);
  const std::string mid = mid_in(in);
  DUNLIN_CHECK(in.finish());
  DUNLIN_CHECK(People(call.core).unsends(between, mid));
  return ControlAnswer{};
}

Answer react(ControlCall& call) {
  json::Reader in(call.body);
  const Between between = who(call, in);
  const std::string mid = mid_in(in);
  const std::string reaction = in.optional_text("reaction", {.max_bytes = 40}).value_or("");
  const std::string emoji = in.optional_text("emoji", {.max_bytes = 40}).value_or("");
  DUNLIN_CHECK(in.finish());
  DUNLIN_CHECK(People(call.core).reacts(between, mid, reaction, emoji));
  return ControlAnswer{};
}

Answer unreact(ControlCall& call) {
  json::Reader in(call.body);
  const Between between = who(call, in);
  const std::string mid = mid_in(in);
  DUNLIN_CHECK(in.finish());
  DUNLIN_CHECK(People(call.core).unreacts(between, mid));
  return ControlAnswer{};
}

Answer read(ControlCall& call) {
  json::Reader in(call.body);
  const Between between = who(call, in);
  DUNLIN_CHECK(in.finish());
  DUNLIN_CHECK(People(call.core).reads(between));
  return ControlAnswer{};
}

Answer referral(ControlCall& call) {
  json::Reader in(call.body);
  const Between between = who(call, in);
  const std::string ref = in.text("ref", {.min_bytes = 1, .max_bytes = 2083});
  const std::string source = in.optional_text("source", {.max_bytes = 2083}).value_or("");
  DUNLIN_CHECK(in.finish());
  DUNLIN_CHECK(People(call.core).opens_link(between, ref, source));
  return ControlAnswer{};
}

Answer comment(ControlCall& call) {
  json::Reader in(call.body);
  const Between between = who(call, in);
  NewComment wanted;
  wanted.text = in.text("text", {.min_bytes = 1, .max_bytes = 8800});
  wanted.media_id = in.optional_text("media_id", {.max_bytes = 60}).value_or("");
  wanted.parent_id = in.optional_text("parent_id", {.max_bytes = 60}).value_or("");
  DUNLIN_CHECK(in.finish());
  DUNLIN_TRY(const std::string id, People(call.core).comments(between, wanted));
  return ControlAnswer{201, json::Object{{"comment_id", id}}};
}

Answer delete_comment(ControlCall& call) {
  json::Reader in(call.body);
  who(call, in);
  const std::string id = in.text("comment_id", {.min_bytes = 1, .max_bytes = 60});
  DUNLIN_CHECK(in.finish());
  DUNLIN_CHECK(People(call.core).deletes_comment(id));
  return ControlAnswer{};
}

Answer set_block(ControlCall& call, People::Blocking blocking) {
  json::Reader in(call.body);
  const Between between = who(call, in);
  DUNLIN_CHECK(in.finish());
  DUNLIN_CHECK(People(call.core).sets_block(between, blocking));
  return ControlAnswer{};
}

Answer block(ControlCall& call) {
  return set_block(call, People::Blocking::blocks);
}

Answer unblock(ControlCall& call) {
  return set_block(call, People::Blocking::unblocks);
}

constexpr std::array kRoutes = {
    ControlRoute{"POST", "/sim/api/people", post_person},
    ControlRoute{"GET", "/sim/api/people/{id}/thread", get_thread},
    ControlRoute{"POST", "/sim/api/people/{id}/write", write},
    ControlRoute{"POST", "/sim/api/people/{id}/story-reply", story_reply},
    ControlRoute{"POST", "/sim/api/people/{id}/story-mention", story_mention},
    ControlRoute{"POST", "/sim/api/people/{id}/postback", postback},
    ControlRoute{"POST", "/sim/api/people/{id}/edit", edit},
    ControlRoute{"POST", "/sim/api/people/{id}/unsend", unsend},
    ControlRoute{"POST", "/sim/api/people/{id}/react", react},
    ControlRoute{"POST", "/sim/api/people/{id}/unreact", unreact},
    ControlRoute{"POST", "/sim/api/people/{id}/read", read},
    ControlRoute{"POST", "/sim/api/people/{id}/referral", referral},
    ControlRoute{"POST", "/sim/api/people/{id}/comment", comment},
    ControlRoute{"POST", "/sim/api/people/{id}/delete-comment", delete_comment},
    ControlRoute{"POST", "/sim/api/people/{id}/block", block},
    ControlRoute{"POST", "/sim/api/people/{id}/unblock", unblock},
};

}  // namespace

std::span<const ControlRoute> people_routes() {
  return kRoutes;
}

}  // namespace dunlin::instagram
