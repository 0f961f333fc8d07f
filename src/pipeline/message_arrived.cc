#include "intake/intake.h"
#include "json/json.h"
#include "pipeline/handle.h"
#include "rules/language.h"

namespace dunlin::pipeline {
namespace {

using activity::Outcome;
using conversations::Kind;
using conversations::OpenedBy;
using rules::Trigger;

constexpr std::string_view kUnsent =
    "It was unsent before it came: nothing of it is kept, nothing is answered.";

Kind kind_of_attachment(std::string_view type) {
  if (type == "image") return Kind::image;
  if (type == "video") return Kind::video;
  if (type == "audio") return Kind::audio;
  if (type == "file") return Kind::file;
  if (type == "story_mention") return Kind::story_mention;
  if (type == "ig_reel" || type == "reel") return Kind::reel;
  if (type == "ig_post" || type == "media") return Kind::post;
  if (type == "share" || type == "story" || type == "ig_story") return Kind::share;
  if (type == "ephemeral") return Kind::ephemeral;
  if (type == "template") return Kind::template_;
  return Kind::other;
}

std::string_view kind_word(Kind kind) {
  switch (kind) {
    case Kind::text:
      return "text";
    case Kind::image:
      return "image";
    case Kind::video:
      return "video";
    case Kind::audio:
      return "audio";
    case Kind::file:
      return "file";
    case Kind::share:
      return "share";
    case Kind::story_mention:
      return "story_mention";
    case Kind::story_reply:
      return "story_reply";
    case Kind::reel:
      return "reel";
    case Kind::post:
      return "post";
    case Kind::ephemeral:
      return "ephemeral";
    case Kind::postback:
      return "postback";
    case Kind::quick_reply:
      return "quick_reply";
    case Kind::template_:
      return "template";
    case Kind::unsupported:
      return "unsupported";
    case Kind::other:
      return "other";
  }
  return "other";
}

OpenedBy opener(const intake::Message& message, Kind kind) {
  if (message.reply_to_story) return OpenedBy::story_reply;
  if (kind == Kind::story_mention) return OpenedBy::story_mention;
  if (message.referral && message.referral->source == "ADS") return OpenedBy::ad_click;
  return OpenedBy::message;
}

std::vector<Trigger> triggers_of(const intake::Message& message, Kind kind, bool first_contact) {
  std::vector<Trigger> triggers{Trigger::message};
  if (message.reply_to_story) triggers.push_back(Trigger::story_reply);
  if (kind == Kind::story_mention) triggers.push_back(Trigger::story_mention);
  if (message.referral) triggers.push_back(Trigger::referral);
  if (first_contact) triggers.push_back(Trigger::first_contact);
  return triggers;
}

rules::Facts facts_of(const Handling& handling, const Arrival& arrival,
                      const intake::Message& message, const contacts::Contact& contact, Kind kind) {
  rules::Facts facts;
  facts.text = message.text;
  facts.message_kind = kind_word(kind);
  facts.account_id = to_text(handling.account);
  facts.username = contact.profile.username;
  facts.name = contact.profile.name;
  facts.language = contact.language;
  facts.payload = message.quick_reply_payload;
  facts.is_test = handling.mark_as_test;
  facts.now = handling.now;
  facts.zone = handling.workspace.zone;
  facts.chance = arrival.chance;
  return facts;
}

/// Why a message is stored without being answered, if so.
std::optional<Outcome> not_for_answering(const Handling& handling, const Arrival& arrival,
                                         const intake::Message& message,
                                         const conversations::Opened& opened) {
  if (arrival.event.standby || message.is_self) return Outcome::ignored;
  if (handling.now - event_time(arrival) > handling.answer_age_limit) return Outcome::too_old;
  if (opened.conversation.owner == conversations::Owner::person) return Outcome::person_handles;
  return std::nullopt;
}

std::string_view why_not(Outcome outcome) {
  switch (outcome) {
    case Outcome::ignored:
      return "Stored only: another app controls the thread, or the account wrote to itself.";
    case Outcome::too_old:
      return "Stored only: it was over 24 hours old when it came.";
    case Outcome::person_handles:
      return "A person handles this conversation, so automation stays silent.";
    default:
      return "";
  }
}

/// The newest message that shows a language says which is the person's.
Status keep_language(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                     std::string_view language, const contacts::Contact& contact) {
  const bool newest = contact.last_inbound_at <= event_time(arrival);
  if (language.empty() || language == contact.language || !newest) return {};
  return contacts::set_language(tx, handling.scope, contact.id, language);
}

Kind kind_of(const intake::Message& message) {
  if (message.is_unsupported) return Kind::unsupported;
  if (message.reply_to_story) return Kind::story_reply;
  if (!message.quick_reply_payload.empty()) return Kind::quick_reply;
  if (!message.attachments.empty()) return kind_of_attachment(message.attachments.front().type);
  return Kind::text;
}

}  // namespace

conversations::Message to_row(const Handling& handling, const Arrival& arrival,
                              const intake::Message& message) {
  conversations::Message row;
  row.id = handling.ids.next<MessageId>();
  row.mid = message.mid;
  row.kind = kind_of(message);
  row.text = message.text;
  row.reply_to_mid = message.reply_to_mid;
  row.payload = message.quick_reply_payload;
  if (message.reply_to_story) row.story_id = message.reply_to_story->story_id;
  if (!message.attachments.empty()) {
    json::Array list;
    for (const auto& attachment : message.attachments) {
      list.push_back(json::Object{{"type", attachment.type},
                                  {"url", attachment.url},
                                  {"title", attachment.title},
                                  {"media_id", attachment.media_id}});
    }
    row.attachments = json::print(list);
  }
  row.sent_at = event_time(arrival);
  row.received_at = arrival.body->received_at;
  return row;
}

Result<Outcome> message_arrived(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                                const intake::Message& message) {
  const Scope& scope = handling.scope;
  DUNLIN_TRY(
      const contacts::Touched who,
      contacts::touch(tx, scope, handling.account, arrival.event.person_id(),
                      handling.ids.next<ContactId>(), event_time(arrival), handling.mark_as_test));
  DUNLIN_CHECK(wish_profile(tx, handling, who.contact));
  DUNLIN_TRY(const conversations::Opened opened,
             conversations::open(tx, scope, handling.account, who.contact.id,
                                 handling.ids.next<ConversationId>(), event_time(arrival), true));
  const conversations::Message row = to_row(handling, arrival, message);
  conversations::RowUpdate changes;
  DUNLIN_TRY(const conversations::Recorded recorded,
             conversations::record_inbound(tx, scope, opened.conversation, row,
                                           opener(message, row.kind), changes));
  activity::Trace trace = begin_trace(handling, arrival);
  trace.conversation = opened.conversation.id;
  trace.contact = who.contact.id;
  // Read at Instagram, it may have been stored as it was after an edit; a STOP was said all the
  // same.
  if (!recorded.is_new) {
    DUNLIN_TRY(const bool wished,
               heed_opt_out_silently(tx, handling, arrival, who.contact, recorded.id, trace));
    if (!wished) return Outcome::duplicate;
    trace.outcome = Outcome::opted_out;
    DUNLIN_CHECK(activity::record(tx, scope, trace));
    return trace.outcome;
  }
  trace.message = recorded.id;
  const auto keep_silent = [&](Outcome outcome, std::string_view why) -> Result<Outcome> {
    DUNLIN_CHECK(changes.write(tx, scope, opened.conversation.id));
    DUNLIN_TRY(const bool wished,
               heed_opt_out_silently(tx, handling, arrival, who.contact, recorded.id, trace));
    trace.outcome = wished ? Outcome::opted_out : outcome;
    if (!wished) trace.summary = why;
    DUNLIN_CHECK(activity::record(tx, scope, trace));
    return trace.outcome;
  };
  if (recorded.is_unsent) return keep_silent(Outcome::recorded, kUnsent);
  const std::string_view language = rules::language_of(message.text);
  DUNLIN_CHECK(keep_language(tx, handling, arrival, language, who.contact));
  Happening happening{.conversation = opened.conversation,
                      .contact = who.contact,
                      .message = recorded.id,
                      .facts = facts_of(handling, arrival, message, who.contact, row.kind),
                      .row = changes};
  if (!language.empty()) happening.facts.language = language;
  happening.facts.triggers = triggers_of(message, row.kind, who.created);
  if (const auto silent = not_for_answering(handling, arrival, message, opened)) {
    return keep_silent(*silent, why_not(*silent));
  }
  DUNLIN_TRY(trace.outcome, decide_and_act(tx, handling, arrival, std::move(happening), trace));
  DUNLIN_CHECK(activity::record(tx, scope, trace));
  return trace.outcome;
}

}  // namespace dunlin::pipeline
