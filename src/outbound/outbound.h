#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts.h"
#include "base/seams.h"
#include "conversations/conversations.h"
#include "db/db.h"
#include "graph/graph.h"
#include "json/json.h"
#include "workspace/endpoint.h"
#include "workspace/scope.h"

/// Everything that leaves: intents, the send gate, limiters, four transports, the sender and the
/// settling of unknown outcomes (RELIABILITY §2.1, PRODUCT §6). Owns intent, limiter.
namespace dunlin::outbound {

using conversations::Source;

/// QUEUED → CLAIMED → SENDING → SENT | NOT_SENT | UNKNOWN → SENT | QUEUED | HELD
enum class IntentState {
  queued = 0,
  claimed = 1,
  sending = 2,
  sent = 3,
  unknown = 4,
  held = 5,
  refused = 6,
  failed = 7,
  dropped = 8
};
enum class HeldFor { nothing = 0, unknown_outcome = 1, by_hand = 2, device = 3 };
/// What a send is for: the gate asks each kind different questions.
enum class Purpose {
  answer = 0,          ///< inside a conversation that the person is holding
  business = 1,        ///< the business starts it: needs a consent basis and keeps the cooldown
  opt_out_notice = 2,  ///< the one confirmation of a STOP; passes the opt-out check
  person = 3,          ///< a member answers
};
enum class Policy { reconcile = 0, at_most_once = 1 };

/// One row per wished effect. cause = (event key, rule id without version), (campaign, target) or
/// (key, Idempotency-Key).
struct NewIntent {
  IntentId id;
  AccountId account;
  ConversationId conversation;
  ContactId contact;
  MessageId message;  ///< id for its row in the conversation
  graph::Recipient recipient;
  graph::Content content;
  Source source = Source::rule;
  Purpose purpose = Purpose::answer;
  Policy policy = Policy::reconcile;
  std::string cause;
  int step = 0;  ///< position among the sends of one cause
  std::optional<TraceId> trace;
  std::optional<RuleId> rule;
  std::int64_t rule_version = 0;
  int variant = 0;
  Instant not_before{};
  std::int64_t episode = 0;  ///< of the conversation when it was decided
  bool is_test = false;
};

/// sha256 hex of workspace, account, recipient, cause, step.
std::string effect_key(WorkspaceId workspace, AccountId account, const graph::Recipient& recipient,
                       std::string_view cause, int step);

/// Writes intent and message row (status queued) unless the effect key exists already; calls `wake`
/// (Sender::wake) after the commit. `conversation` was opened, and so locked, in this transaction.
struct Enqueued {
  IntentId id;
  bool is_new = false;
};
Result<Enqueued> enqueue(db::Tx& tx, const Scope& scope,
                         const conversations::Conversation& conversation, const NewIntent& intent,
                         Instant now, const std::function<void()>& wake = {});
/// The same where the caller writes the conversation's row, with all that happens there at once.
Result<Enqueued> enqueue(db::Tx& tx, const Scope& scope,
                         const conversations::Conversation& conversation, const NewIntent& intent,
                         Instant now, conversations::RowUpdate& row);

/// Registered by the server: run in the transaction that settles a send (counters, credits,
/// campaign targets).
struct Settled {
  IntentId id;
  IntentState state;
  Purpose purpose;
  Source source;
  AccountId account;
  std::optional<RuleId> rule;
  int variant = 0;
  bool is_test = false;
};
using SettleListener = std::function<Status(db::Tx&, const Scope&, const Settled&, Instant now)>;

/// An echo came. Matches by mid, else the oldest SENDING or UNKNOWN (or HELD by unknown outcome)
/// intent of this conversation with the same text hash. A late echo of an intent that was queued
/// again after "absent" marks the account doubted.
struct EchoSeen {
  std::string mid, text;
  bool has_attachments = false;
  Instant at;
};
Result<bool> settle_by_echo(db::Tx& tx, const Scope& scope,
                            const conversations::Conversation& conversation, const EchoSeen& echo,
                            Instant now, std::span<const SettleListener> listeners = {});

struct Budgets {
  int account_calls_per_hour = 200;  ///< DUNLIN_ACCOUNT_CALLS_PER_HOUR
  int app_calls_per_day = 10'000;    ///< DUNLIN_APP_CALLS_PER_DAY
};
struct Options {
  graph::Options graph;
  Budgets budgets;
  std::size_t in_flight = 256;  ///< sends on the wire at once, never two of one conversation
  Duration lease = std::chrono::seconds{15};
  Duration poll = std::chrono::seconds{1};
  Duration read_back_first = std::chrono::minutes{2};
  Duration read_back_second = std::chrono::minutes{4};
  bool typing_indicator = true;
};

/// The worker. `run` ends after `stop`; unfinished sends stay as rows and go on at the next start.
class Sender {
 public:
  Sender(Seams& seams, db::Database database, net::Client& client, const accounts::Vault& vault,
         Options options, std::vector<SettleListener> listeners);
  ~Sender();
  Task<void> run();
  void wake();
  void stop();
  [[nodiscard]] bool idle() const;  ///< nothing on the wire

  struct State;

 private:
  std::shared_ptr<State> state_;
};

/// Counts by state, and the age of the oldest queued: for /readyz, /metrics and the checks of the
/// simulation.
struct QueueFacts {
  std::int64_t queued = 0, sending = 0, unknown = 0, held = 0;
  std::optional<Instant> oldest_queued_at, oldest_unknown_at;
};
Result<QueueFacts> queue_facts(db::Tx& tx, const NodeScope&);

/// How a workspace's sends do, for who watches over it.
struct SendsWatched {
  std::int64_t unknown = 0;  ///< outcomes that nobody knows, those that a person is asked about too
  std::optional<Instant> oldest_unknown_at;
  std::optional<Instant> oldest_due_at;  ///< when the oldest was queued that could leave by now
  std::int64_t sent = 0, failed = 0;     ///< of those made since `since`; test traffic is left out
};
Result<SendsWatched> watch_sends(db::Tx& tx, const Scope& scope, Instant since, Instant now);

/// A send as others look at it.
struct SendSeen {
  IntentId id{};
  MessageId message{};
  IntentState state = IntentState::queued;
  HeldFor held_for = HeldFor::nothing;
  Purpose purpose = Purpose::answer;
  std::optional<RuleId> rule{};
  std::string reason{};  ///< a sentence, where there is one
  Instant next_at{}, state_at{};
};
/// What the event with this trace caused, in its order; `decided_at` is the trace's time.
Result<std::vector<SendSeen>> sends_of_trace(db::Tx& tx, const Scope& scope, TraceId trace,
                                             Instant decided_at);
/// send.not_found
Result<SendSeen> look_at_send(db::Tx& tx, const Scope& scope, IntentId id);

/// For rows that may be older than what happened (a restored backup): every send that is queued, on
/// its way or unknown is held for a person, with `reason`, as it may have left since. At most
/// `limit` a call. Returns how many.
Result<int> hold_open(db::Tx& tx, const NodeScope&, std::string_view reason, Instant now,
                      int limit);

/// The account was disconnected: what waits for a time is due now, and so refused by the gate; an
/// unknown outcome is held for a person. At most kHurried rows: the others when their time comes.
inline constexpr int kHurried = 2000;
Status hurry(db::Tx& tx, const Scope& scope, AccountId account, Instant now);

/// POST /api/v1/conversations/{id}/messages (a person's answer; Idempotency-Key required; refused
/// at once when the gate would refuse it; the person takes the conversation over), GET
/// /api/v1/sends (by state), GET /api/v1/sends/{id}, POST /api/v1/sends/{id}/settle (held, by_hand
/// and device: sent | not_sent), POST /api/v1/sends/{id}/retry, GET /api/v1/tasks (what by_hand and
/// device wait for), GET /api/v1/capabilities. `wake` wakes the sender.
std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams,
                                           std::function<void()> wake,
                                           std::vector<SettleListener> listeners = {});
/// GET and PATCH /api/v1/limits: ceilings, own limits of the workspace, what is used. `budgets` as
/// the sender has them.
std::vector<workspace::Endpoint> limit_endpoints(const db::Database& database, Seams& seams,
                                                 Budgets budgets);

}  // namespace dunlin::outbound
