#include <algorithm>

#include "contacts/opt_out_words.h"
#include "pipeline/handle.h"
#include "rules/language.h"

namespace dunlin::pipeline {
namespace {

constexpr std::string_view kByMessage = "message";

/// In the language of the message, else of its one word, of the person, of the workspace.
const workspace::ConfirmationText* notice(const Handling& handling, const Arrival& arrival,
                                          const Happening& happening, contacts::Wish wish) {
  const workspace::OptOutTexts& own = handling.workspace.opt_out_texts;
  return workspace::choose(
      wish == contacts::Wish::stop ? own.for_stop() : own.for_start(),
      {rules::language_of(happening.facts.text), contacts::opt_out_language(arrival.folded),
       happening.facts.language, handling.workspace.language});
}

Status queue_notice(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                    const Happening& happening, const std::string& text,
                    const activity::Trace& trace) {
  outbound::NewIntent intent;
  intent.id = handling.ids.next<IntentId>();
  intent.account = handling.account;
  intent.conversation = happening.conversation.id;
  intent.contact = happening.contact.id;
  intent.message = handling.ids.next<MessageId>();
  intent.recipient = {graph::Recipient::Kind::person, happening.contact.igsid};
  intent.content = graph::Text{.text = text, .quick_replies = {}};
  intent.purpose = outbound::Purpose::opt_out_notice;
  intent.policy = outbound::Policy::at_most_once;
  intent.cause = arrival.event.key() + "|opt_out";
  intent.trace = trace.id;
  intent.not_before = handling.now;
  intent.episode = happening.conversation.episode;
  intent.is_test = handling.mark_as_test;
  DUNLIN_CHECK(outbound::enqueue(tx, handling.scope, happening.conversation, intent, handling.now,
                                 happening.row));
  return {};
}

Status write_ledger(db::Tx& tx, const Handling& handling, ContactId contact,
                    std::optional<MessageId> message, contacts::Wish wish) {
  const contacts::ConsentEvent event{.kind = wish == contacts::Wish::stop
                                                 ? contacts::ConsentKind::opted_out
                                                 : contacts::ConsentKind::opted_in,
                                     .source = std::string(kByMessage),
                                     .evidence = message ? to_text(*message) : "",
                                     .at = handling.now};
  return contacts::record_consent(tx, handling.scope, contact, event);
}

/// When the person said it: by Meta's clock where a message tells, as ours may differ from it.
Result<Instant> said_at(db::Tx& tx, const Handling& handling, const contacts::ConsentEvent& event) {
  const auto message =
      event.source == kByMessage ? parse_id<MessageId>(event.evidence) : std::nullopt;
  if (!message) return event.at;
  const auto row = conversations::find_message(tx, handling.scope, *message);
  if (row.ok()) return row->sent_at;
  if (row.error().code != Code::not_found) return row.error();
  return event.at;
}

enum class Confirmed { yes, no };

std::string_view summary(contacts::Wish wish, Confirmed confirmed) {
  if (wish != contacts::Wish::stop) return "The person asked to hear from us again.";
  return confirmed == Confirmed::yes
             ? "The person said stop: recorded, confirmed once, nothing more is sent."
             : "The person said stop: recorded; no confirmation is set, so nothing is sent.";
}

enum class Standing { news, recorded, over };

/// What comes late is over when the person has said the opposite since.
Result<Standing> standing(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                          ContactId contact, std::optional<MessageId> message,
                          contacts::Wish wish) {
  const auto opposite = wish == contacts::Wish::stop ? contacts::ConsentKind::opted_in
                                                     : contacts::ConsentKind::opted_out;
  const std::string evidence = message ? to_text(*message) : "";
  DUNLIN_TRY(const auto history, contacts::consent_history(tx, handling.scope, contact));
  for (const contacts::ConsentEvent& event : history) {
    const bool same = event.source == kByMessage && event.evidence == evidence;
    if (message && same && event.kind != opposite) return Standing::recorded;
    if (event.kind != opposite) continue;
    DUNLIN_TRY(const Instant said, said_at(tx, handling, event));
    if (said > event_time(arrival)) return Standing::over;
  }
  return Standing::news;
}

}  // namespace

Result<bool> heed_opt_out(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                          const Happening& happening, activity::Trace& trace) {
  const contacts::Wish wish =
      contacts::opt_out_wish(arrival.folded, handling.workspace.opt_out_words);
  const bool silent_already = happening.contact.opted_out_at.has_value();
  if (wish == contacts::Wish::none) return false;
  if (wish == contacts::Wish::start && !silent_already) return false;
  DUNLIN_TRY(const Standing stands,
             standing(tx, handling, arrival, happening.contact.id, happening.message, wish));
  if (stands != Standing::news) {
    trace.summary = wish == contacts::Wish::stop
                        ? "A STOP that came late: the person has asked to hear from us since."
                        : "A START that came late: the person has said stop since.";
    return true;
  }
  DUNLIN_CHECK(write_ledger(tx, handling, happening.contact.id, happening.message, wish));
  if (silent_already && wish == contacts::Wish::stop) {
    trace.summary = "STOP again: recorded; this person was already left alone.";
    return true;
  }
  const auto* text = notice(handling, arrival, happening, wish);
  if (text) DUNLIN_CHECK(queue_notice(tx, handling, arrival, happening, text->text, trace));
  trace.summary = summary(wish, text ? Confirmed::yes : Confirmed::no);
  return true;
}

Result<bool> heed_opt_out_silently(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                                   const contacts::Contact& contact,
                                   std::optional<MessageId> message, activity::Trace& trace) {
  const contacts::Wish wish =
      contacts::opt_out_wish(arrival.folded, handling.workspace.opt_out_words);
#ifdef DUNLIN_BUG_late_stop_is_lost
  return false;
#endif
  const bool stops = wish == contacts::Wish::stop;
  if (!stops && !(wish == contacts::Wish::start && contact.opted_out_at)) return false;
  DUNLIN_TRY(const Standing stands, standing(tx, handling, arrival, contact.id, message, wish));
  if (stands != Standing::news) return false;
  DUNLIN_CHECK(write_ledger(tx, handling, contact.id, message, wish));
  trace.summary = stops ? "The person said stop: recorded; nothing was to be answered here."
                        : "The person asked to hear from us again.";
  return true;
}

}  // namespace dunlin::pipeline
