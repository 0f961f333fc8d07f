#include <algorithm>

#include "pipeline/handle.h"
#include "pipeline/language.h"

namespace dunlin::pipeline {
namespace {

std::string_view notice(contacts::Wish wish, bool persian) {
  if (wish == contacts::Wish::stop) {
    return persian
               ? "باشه، دیگر پیامی از ما نمی‌گیرید. هر وقت "
                 "خواستید "
                 "بنویسید: "
                 "شروع"
               : "You will not get messages from us any more. Write START if you change your mind.";
  }
  return persian ? "خوش آمدید! دوباره به پیام‌های شما پاسخ "
                   "می‌دهیم."
                 : "Welcome back! We will answer your messages again.";
}

Status queue_notice(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                    const Happening& happening, contacts::Wish wish, const activity::Trace& trace) {
  const bool persian = language_of(happening.facts.text) == "fa" ||
                       (happening.facts.language.empty() && handling.workspace.language == "fa");
  outbound::NewIntent intent;
  intent.id = handling.ids.next<IntentId>();
  intent.account = handling.account;
  intent.conversation = happening.conversation.id;
  intent.contact = happening.contact.id;
  intent.message = handling.ids.next<MessageId>();
  intent.recipient = {graph::Recipient::Kind::person, happening.contact.igsid};
  intent.content = graph::Text{.text = std::string(notice(wish, persian)), .quick_replies = {}};
  intent.purpose = outbound::Purpose::opt_out_notice;
  intent.policy = outbound::Policy::at_most_once;
  intent.cause = arrival.event.key() + "|opt_out";
  intent.trace = trace.id;
  intent.not_before = handling.now;
  intent.episode = happening.conversation.episode;
  intent.is_test = handling.mark_as_test;
  DUNLIN_CHECK(outbound::enqueue(tx, handling.scope, happening.conversation, intent, handling.now));
  return {};
}

Status write_ledger(db::Tx& tx, const Handling& handling, ContactId contact,
                    std::optional<MessageId> message, contacts::Wish wish) {
  const contacts::ConsentEvent event{.kind = wish == contacts::Wish::stop
                                                 ? contacts::ConsentKind::opted_out
                                                 : contacts::ConsentKind::opted_in,
                                     .source = "message",
                                     .evidence = message ? to_text(*message) : "",
                                     .at = handling.now};
  return contacts::record_consent(tx, handling.scope, contact, event);
}

/// A STOP that comes late is over when the person has asked to hear from us since.
Result<bool> over_since(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                        ContactId contact, contacts::Wish wish) {
  if (wish != contacts::Wish::stop) return false;
  const Instant said = event_time(arrival);
  DUNLIN_TRY(const auto history, contacts::consent_history(tx, handling.scope, contact));
  return std::ranges::any_of(history, [said](const contacts::ConsentEvent& event) {
    return event.kind == contacts::ConsentKind::opted_in && event.at > said;
  });
}

}  // namespace

Result<bool> heed_opt_out(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                          const Happening& happening, activity::Trace& trace) {
  const contacts::Wish wish =
      contacts::opt_out_wish(arrival.folded, handling.workspace.opt_out_words);
  const bool silent_already = happening.contact.opted_out_at.has_value();
  if (wish == contacts::Wish::none) return false;
  if (wish == contacts::Wish::start && !silent_already) return false;
  if (wish == contacts::Wish::stop && silent_already) {
    trace.summary = "STOP again; this person was already left alone.";
    return true;
  }
  DUNLIN_TRY(const bool over, over_since(tx, handling, arrival, happening.contact.id, wish));
  if (over) {
    trace.summary = "A STOP that came late: the person has asked to hear from us again since.";
    return true;
  }
  DUNLIN_CHECK(write_ledger(tx, handling, happening.contact.id, happening.message, wish));
  DUNLIN_CHECK(queue_notice(tx, handling, arrival, happening, wish, trace));
  trace.summary = wish == contacts::Wish::stop
                      ? "The person said stop: recorded, confirmed once, nothing more is sent."
                      : "The person asked to hear from us again.";
  return true;
}

Result<bool> heed_opt_out_silently(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                                   const contacts::Contact& contact,
                                   std::optional<MessageId> message, activity::Trace& trace) {
  const contacts::Wish wish =
      contacts::opt_out_wish(arrival.folded, handling.workspace.opt_out_words);
  const std::optional<Instant> silent_since = contact.opted_out_at;
#ifdef DUNLIN_BUG_late_stop_is_lost
  return false;
#endif
  const bool stops = wish == contacts::Wish::stop && !silent_since;
  const bool starts =
      wish == contacts::Wish::start && silent_since && *silent_since < event_time(arrival);
  if (!stops && !starts) return false;
  DUNLIN_TRY(const bool over, over_since(tx, handling, arrival, contact.id, wish));
  if (over) return false;
  DUNLIN_CHECK(write_ledger(tx, handling, contact.id, message, wish));
  trace.summary = stops ? "The person said stop: recorded; nothing was to be answered here."
                        : "The person asked to hear from us again.";
  return true;
}

}  // namespace dunlin::pipeline
