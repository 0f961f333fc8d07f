#include "pipeline/handle.h"

namespace dunlin::pipeline {

using activity::Outcome;

Result<Outcome> echo_arrived(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                             const intake::Message& message) {
  const Scope& scope = handling.scope;
  DUNLIN_TRY(const contacts::Touched who,
             contacts::touch_outbound(tx, scope, handling.account, arrival.event.person_id(),
                                      handling.ids.next<ContactId>(), event_time(arrival)));
  DUNLIN_TRY(const conversations::Opened opened,
             conversations::open(tx, scope, handling.account, who.contact.id,
                                 handling.ids.next<ConversationId>(), event_time(arrival), false));
  const outbound::EchoSeen echo{.mid = message.mid,
                                .text = message.text,
                                .has_attachments = !message.attachments.empty(),
                                .at = event_time(arrival)};
  DUNLIN_TRY(const bool ours,
             outbound::settle_by_echo(tx, scope, opened.conversation, echo, handling.now));

  activity::Trace trace = begin_trace(handling, arrival);
  trace.conversation = opened.conversation.id;
  trace.contact = who.contact.id;
  trace.outcome = Outcome::recorded;
  if (ours) {
    trace.summary = "Instagram confirmed a message of ours.";
  } else {
    conversations::Message row = to_row(handling, arrival, message);
    row.direction = conversations::Direction::out;
    row.source = conversations::Source::instagram_app;
    row.status = conversations::Status::sent;
    DUNLIN_TRY(const conversations::Recorded recorded,
               conversations::record_echo(tx, scope, opened.conversation, row));
    if (!recorded.is_new) return Outcome::duplicate;
    trace.message = recorded.id;
    trace.summary = "Written in the Instagram app or by another tool.";
  }
  DUNLIN_CHECK(activity::record(tx, scope, trace));
  return trace.outcome;
}

}  // namespace dunlin::pipeline
