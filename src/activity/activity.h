#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "json/json.h"
#include "workspace/endpoint.h"
#include "workspace/page.h"
#include "workspace/scope.h"

/// Why: one trace per event that came in, and the counters. Owns trace, trace_rule, send_step,
/// counter_delta, counter.
namespace dunlin::activity {

/// The terminal state of an event, as people read it.
enum class Outcome {
  answered = 0,        ///< at least one send was queued
  no_answer = 1,       ///< decided, nothing to send (no rule, cooldown, refused by a condition)
  person_handles = 2,  ///< a person owns the conversation
  recorded = 3,        ///< seen, reaction, edit, unsend, echo, …: stored, asks for no answer
  duplicate = 4,
  too_old = 5,  ///< over 24 h when it came: stored, never answered
  unknown_kind = 6,
  opted_out = 7,  ///< the message was a STOP, or its author had said stop
  test_event = 8,
  ignored = 9,  ///< own comment, standby, self message
};
std::string_view name(Outcome outcome);
std::optional<Outcome> outcome_named(std::string_view name);

struct Trace {
  TraceId id;
  AccountId account;
  std::optional<ConversationId> conversation;
  std::optional<ContactId> contact;
  std::optional<MessageId> message;
  RawEventId raw;
  int position = 0;
  std::string kind;  ///< of the event
  Outcome outcome = Outcome::recorded;
  std::string summary;  ///< a sentence without message text
  Instant at;
  bool is_test = false;
  /// Steps as rules/ and outbound/ explain them: {"rules": {...}, "sends": [...], …}.
  json::Object detail;
  /// Those that fired: by which it is found. Only `record` looks at them.
  std::vector<RuleId> rules{};
};
Status record(db::Tx& tx, const Scope& scope, const Trace& trace);
/// trace.not_found
Result<Trace> find(db::Tx& tx, const Scope& scope, TraceId id);

struct Filter {
  enum class Traffic { any, real, test };
  std::optional<Outcome> outcome{};
  std::optional<std::string> kind{};
  std::optional<AccountId> account{};
  std::optional<ConversationId> conversation{};
  std::optional<RuleId> rule{};
  std::optional<Instant> from{}, before{};
  Traffic traffic = Traffic::any;
};
/// Newest first, without detail. Walks the index of what is asked for that is rarest, over no more
/// than kScanned traces a call, so a page can be short, even empty, and still have a `next`.
inline constexpr int kScanned = 5000;
Result<workspace::Page<Trace>> list(db::Tx& tx, const Scope& scope, const Filter& filter,
                                    const workspace::PageAsked& asked);

/// The trace of a message that came, with its detail. `since`: when the message was received.
Result<std::optional<Trace>> find_by_message(db::Tx& tx, const Scope& scope,
                                             ConversationId conversation, MessageId message,
                                             Instant since);
/// When something came for this account last; nothing when nothing ever did.
Result<std::optional<Instant>> last_heard(db::Tx& tx, const Scope& scope, AccountId account);

/// What became of a send, told step by step: gate answers, attempts, settlements. Appended by
/// outbound/.
struct SendStep {
  IntentId intent;
  std::optional<TraceId> trace;  ///< the event that caused it
  std::string step;  ///< "gate", "sending", "sent", "unknown", "settled_by_echo", "refused", …
  json::Object detail;
  Instant at;
};
Status record_send_step(db::Tx& tx, const Scope& scope, std::int64_t id, const SendStep& step);
/// Oldest first.
Result<std::vector<SendStep>> send_steps(db::Tx& tx, const Scope& scope, TraceId trace);

/// Counters are appended in the transaction of their cause and folded by a leased job: no hot row.
Status count(db::Tx& tx, const Scope& scope, std::int64_t id, std::string_view name,
             std::string_view subject, std::int64_t amount, Instant at);
/// At most `limit` deltas; returns how many. On several nodes at once each takes others.
Result<int> fold_counters(db::Tx& tx, const NodeScope&, int limit);
/// Sum over the UTC days that [from, to) touches, deltas not yet folded included.
Result<std::int64_t> counter(db::Tx& tx, const Scope& scope, std::string_view name,
                             std::string_view subject, Instant from, Instant to);

/// GET /api/v1/activity (filters: outcome, kind, account, conversation, rule, from, to, test;
/// newest first, keyset) and /api/v1/activity/{id}.
std::vector<workspace::Endpoint> endpoints(db::Database database);

}  // namespace dunlin::activity
