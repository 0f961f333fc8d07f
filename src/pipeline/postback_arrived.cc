#include "pipeline/handle.h"

namespace dunlin::pipeline {

using activity::Outcome;

namespace {

rules::Facts facts_of(const Handling& handling, const Arrival& arrival, std::string text,
                      const contacts::Contact& contact, rules::Trigger trigger) {
  rules::Facts facts;
  facts.triggers = {trigger};
  facts.text = std::move(text);
  facts.account_id = to_text(handling.account);
  facts.username = contact.profile.username;
  facts.name = contact.profile.name;
  facts.language = contact.language;
  facts.is_test = handling.mark_as_test;
  facts.now = handling.now;
  facts.zone = handling.workspace.zone;
  facts.chance = arrival.chance;
  return facts;
}

/// Whether automation may speak at all; else the trace says why not.
bool may_answer(const Handling& handling, const Arrival& arrival,
                const conversations::Conversation& conversation, activity::Trace& trace) {
  if (arrival.event.standby) {
    trace.outcome = Outcome::ignored;
    trace.summary = "Stored only: another app controls the thread.";
  } else if (handling.now - event_time(arrival) > handling.answer_age_limit) {
    trace.outcome = Outcome::too_old;
    trace.summary = "Stored only: it was over 24 hours old when it came.";
  } else if (conversation.owner == conversations::Owner::person) {
    trace.outcome = Outcome::person_handles;
    trace.summary = "A person handles this conversation, so automation stays silent.";
  } else {
    return true;
  }
  return false;
}

struct Met {
  contacts::Contact contact;
  conversations::Conversation conversation;
};

Result<Met> meet(db::Tx& tx, const Handling& handling, const Arrival& arrival) {
  DUNLIN_TRY(
      contacts::Touched who,
      contacts::touch(tx, handling.scope, handling.account, arrival.event.person_id(),
                      handling.ids.next<ContactId>(), event_time(arrival), handling.mark_as_test));
  DUNLIN_TRY(conversations::Opened opened,
             conversations::open(tx, handling.scope, handling.account, who.contact.id,
                                 handling.ids.next<ConversationId>(), event_time(arrival), true));
  return Met{std::move(who.contact), std::move(opened.conversation)};
}

}  // namespace

Result<Outcome> postback_arrived(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                                 const intake::Postback& postback) {
  DUNLIN_TRY(const Met met, meet(tx, handling, arrival));
  DUNLIN_CHECK(wish_profile(tx, handling, met.contact));
  conversations::Message row;
  row.id = handling.ids.next<MessageId>();
  row.mid = postback.mid.empty() ? arrival.event.key() : postback.mid;
  row.kind = conversations::Kind::postback;
  row.text = postback.title;
  row.payload = postback.payload;
  row.sent_at = event_time(arrival);
  row.received_at = arrival.body->received_at;
  conversations::RowUpdate changes;
  DUNLIN_TRY(const conversations::Recorded recorded,
             conversations::record_inbound(tx, handling.scope, met.conversation, row,
                                           conversations::OpenedBy::postback, changes));
  if (!recorded.is_new) return Outcome::duplicate;

  activity::Trace trace = begin_trace(handling, arrival);
  trace.conversation = met.conversation.id;
  trace.contact = met.contact.id;
  trace.message = recorded.id;
  if (may_answer(handling, arrival, met.conversation, trace)) {
    Happening happening{
        .conversation = met.conversation,
        .contact = met.contact,
        .message = recorded.id,
        .facts = facts_of(handling, arrival, postback.title, met.contact, rules::Trigger::postback),
        .row = changes};
    happening.facts.payload = postback.payload;
    happening.facts.message_kind = "postback";
    DUNLIN_TRY(trace.outcome, decide_and_act(tx, handling, arrival, std::move(happening), trace));
  }
  DUNLIN_CHECK(changes.write(tx, handling.scope, met.conversation.id));
  DUNLIN_CHECK(activity::record(tx, handling.scope, trace));
  return trace.outcome;
}

Result<Outcome> reaction_arrived(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                                 const intake::Reaction& reaction) {
  DUNLIN_TRY(const Met met, meet(tx, handling, arrival));
  const std::string& shown = reaction.emoji.empty() ? reaction.reaction : reaction.emoji;
  DUNLIN_TRY(const bool known, conversations::react(tx, handling.scope, handling.account,
                                                    reaction.mid, arrival.event.person_id(), shown,
                                                    reaction.removed, event_time(arrival)));
  activity::Trace trace = begin_trace(handling, arrival);
  trace.conversation = met.conversation.id;
  trace.contact = met.contact.id;
  trace.outcome = Outcome::recorded;
  trace.summary = reaction.removed ? "A reaction was taken back." : "A reaction was kept.";
  trace.detail["message_known"] = known;
  if (!reaction.removed && may_answer(handling, arrival, met.conversation, trace)) {
    conversations::RowUpdate changes;
    Happening happening{
        .conversation = met.conversation,
        .contact = met.contact,
        .message = std::nullopt,
        .facts = facts_of(handling, arrival, shown, met.contact, rules::Trigger::reaction),
        .row = changes};
    happening.facts.message_kind = "reaction";
    DUNLIN_TRY(const Outcome decided,
               decide_and_act(tx, handling, arrival, std::move(happening), trace));
    trace.outcome = decided == Outcome::no_answer ? Outcome::recorded : decided;
  }
  DUNLIN_CHECK(activity::record(tx, handling.scope, trace));
  return trace.outcome;
}

}  // namespace dunlin::pipeline
