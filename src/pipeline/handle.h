#pragma once

#include "activity/activity.h"
#include "contacts/contacts.h"
#include "conversations/conversations.h"
#include "outbound/outbound.h"
#include "pipeline/arrival.h"
#include "workspace/workspace.h"

namespace dunlin::pipeline {

/// What the handlers of one transaction share.
struct Handling {
  const Scope& scope;
  AccountId account;
  const workspace::Workspace& workspace;
  const rules::Snapshot& rules;
  IdSource& ids;
  Instant now;
  Duration answer_age_limit;
  bool mark_as_test = false;
};

/// Records one event and all that follows from it, in this transaction; answers its terminal state.
/// Nothing here waits for anything but the database.
Result<activity::Outcome> handle(db::Tx& tx, const Handling& handling, const Arrival& arrival);

// One file each; `handle` chooses by the payload.
Result<activity::Outcome> message_arrived(db::Tx& tx, const Handling& handling,
                                          const Arrival& arrival, const intake::Message& message);
Result<activity::Outcome> postback_arrived(db::Tx& tx, const Handling& handling,
                                           const Arrival& arrival,
                                           const intake::Postback& postback);
Result<activity::Outcome> echo_arrived(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                                       const intake::Message& message);
Result<activity::Outcome> reaction_arrived(db::Tx& tx, const Handling& handling,
                                           const Arrival& arrival,
                                           const intake::Reaction& reaction);
/// Edit, unsend, seen, referral, opt-in, handover, comment, mention, insights, unknown.
Result<activity::Outcome> news_arrived(db::Tx& tx, const Handling& handling,
                                       const Arrival& arrival);

/// A message's row without direction and source; the kind its first part says.
conversations::Message to_row(const Handling& handling, const Arrival& arrival,
                              const intake::Message& message);

/// The trace every handler starts with.
activity::Trace begin_trace(const Handling& handling, const Arrival& arrival);
/// Meta's time of the event, never later than our receipt.
Instant event_time(const Arrival& arrival);

/// Evaluates the rules for what happened and carries out the actions: queues sends, tags, hands
/// over. Fills the trace and answers the outcome.
struct Happening {
  const conversations::Conversation& conversation;
  const contacts::Contact& contact;
  std::optional<MessageId> message;
  rules::Facts facts;
  conversations::RowUpdate& row;  ///< noted so far; decide_and_act writes it
};
Result<activity::Outcome> decide_and_act(db::Tx& tx, const Handling& handling,
                                         const Arrival& arrival, Happening happening,
                                         activity::Trace& trace);

/// STOP and START: writes the ledger and queues the one confirmation.
Result<bool> heed_opt_out(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                          const Happening& happening, activity::Trace& trace);
/// The same where nothing may be answered (too old, another app's or a person's conversation, a
/// text that was changed or unsent since): the ledger only, no confirmation. The newer of a STOP
/// and a START counts.
Result<bool> heed_opt_out_silently(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                                   const contacts::Contact& contact,
                                   std::optional<MessageId> message, activity::Trace& trace);

/// They wrote or tapped, which is the consent that Meta asks for: the profile is read when it is
/// not known or old.
Status wish_profile(db::Tx& tx, const Handling& handling, const contacts::Contact& contact);

}  // namespace dunlin::pipeline
