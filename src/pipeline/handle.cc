#include "pipeline/handle.h"

#include <algorithm>

#include "intake/intake.h"

namespace dunlin::pipeline {
namespace {

using activity::Outcome;

/// Messages are told apart by mid in their own table; all else by its event key.
Result<bool> seen_before(db::Tx& tx, const Handling& handling, const Arrival& arrival) {
  DUNLIN_TRY(const bool first, intake::first_sight(tx, handling.scope, handling.account,
                                                   arrival.event.key(), handling.now));
  return !first;
}

Result<Outcome> handle_message(db::Tx& tx, const Handling& handling, const Arrival& arrival,
                               const intake::Message& message) {
  if (message.is_echo) return echo_arrived(tx, handling, arrival, message);
  return message_arrived(tx, handling, arrival, message);
}

}  // namespace

Result<Outcome> handle(db::Tx& tx, const Handling& handling, const Arrival& arrival) {
  const intake::Payload& payload = arrival.event.payload;
  if (const auto* message = std::get_if<intake::Message>(&payload)) {
    return handle_message(tx, handling, arrival, *message);
  }
  DUNLIN_TRY(const bool seen, seen_before(tx, handling, arrival));
  if (seen) return Outcome::duplicate;
  if (const auto* postback = std::get_if<intake::Postback>(&payload)) {
    return postback_arrived(tx, handling, arrival, *postback);
  }
  if (const auto* reaction = std::get_if<intake::Reaction>(&payload)) {
    return reaction_arrived(tx, handling, arrival, *reaction);
  }
  return news_arrived(tx, handling, arrival);
}

Instant event_time(const Arrival& arrival) {
  const Instant received = arrival.body->received_at;
#ifdef DUNLIN_BUG_time_of_receipt
  return received;
#endif
  return arrival.event.at ? std::min(*arrival.event.at, received) : received;
}

activity::Trace begin_trace(const Handling& handling, const Arrival& arrival) {
  activity::Trace trace;
  trace.id = handling.ids.next<TraceId>();
  trace.account = handling.account;
  trace.raw = arrival.body->raw;
  trace.position = arrival.position;
  trace.kind = arrival.event.kind();
  trace.at = handling.now;
  trace.is_test = handling.mark_as_test;
  return trace;
}

Status wish_profile(db::Tx& tx, const Handling& handling, const contacts::Contact& contact) {
  if (!contacts::wants_profile(contact, handling.now)) return {};
  return contacts::wish_profile(tx, handling.scope, contact.id, handling.now);
}

}  // namespace dunlin::pipeline
