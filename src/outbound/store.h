#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "contacts/contacts.h"
#include "outbound/decide_outcome.h"
#include "outbound/gate.h"
#include "outbound/limits.h"
#include "outbound/outbound.h"
#include "workspace/page.h"
#include "workspace/workspace.h"

/// The rows of intent and limiter. Every change of a claimed intent is guarded by owner and epoch;
/// every change writes the message's status, the trace's step and, when it ends the intent, runs
/// the settle listeners, in one transaction.
namespace dunlin::outbound {

struct Intent {
  WorkspaceId workspace;
  IntentId id;
  AccountId account;
  ConversationId conversation;
  ContactId contact;
  MessageId message;
  graph::Recipient recipient;
  graph::Content content;
  std::string echo_hash;
  bool has_attachment_shape = false;
  Source source = Source::rule;
  Purpose purpose = Purpose::answer;
  Policy policy = Policy::reconcile;
  std::optional<TraceId> trace;
  std::optional<RuleId> rule;
  int variant = 0;
  std::int64_t episode = 0;
  bool is_test = false;
  Instant created_at;
  IntentState state = IntentState::queued;
  Instant state_at;
  std::string reason;
  HeldFor held_for = HeldFor::nothing;
  Instant next_at;
  int failures = 0, waits = 0, looks = 0;
  bool resent = false;
  std::int64_t epoch = 0;
  std::optional<Instant> sending_at, deadline_at;
  std::string mid;
};

using Listeners = std::span<const SettleListener>;
/// For the closures of use cases, which are copied.
using ListenerList = std::vector<SettleListener>;

// --- store_claim.cc
// --------------------------------------------------------------------------------------
struct Claimer {
  std::string owner;
  Duration lease{};
};
struct ClaimBatch {
  std::vector<Intent> intents;
  std::optional<Instant> next_due;  ///< of what is queued for later
};
/// The first due intent of each conversation that has none in flight, at most `limit`.
Result<ClaimBatch> claim(db::Tx& tx, const NodeScope&, const Claimer& claimer, Instant now,
                         std::size_t limit);
/// The same ones as they are, still queued: locked until the transaction ends, to be begun in it.
Result<ClaimBatch> lock_due(db::Tx& tx, const NodeScope&, Instant now, std::size_t limit);
/// Gives back what was claimed and not begun. `next_at`: not before.
Status release(db::Tx& tx, const Scope& scope, const Intent& intent, const Claimer& claimer,
               Instant next_at);
/// What a dead process left: claimed → queued, sending → unknown (it may have happened). Returns
/// how many.
Result<int> recover(db::Tx& tx, const NodeScope&, Instant now, Duration read_back_first, int limit);

/// What a beginning is told from outside.
struct Beginning {
  Instant now;
  Duration call_deadline{};
  std::optional<UsedUp> app_budget;  ///< of the app's calls of a day
  bool with_mark = false;            ///< a call of the app is there for a typing mark too
  Budgets budgets;
};

// --- store_facts.cc
// --------------------------------------------------------------------------------------
/// What all sends of an account share in one transaction.
struct SenderFacts {
  accounts::Sender sender;
  workspace::Switches switches;
  Limiter limiter;
  OwnLimits own_limits;
  bool limits_taken = false;  ///< the limiter is no longer as stored
};
/// Locks the limits. account.not_found
Result<SenderFacts> load_sender(db::Tx& tx, const Scope& scope, AccountId account);
/// Of different accounts.
Result<std::map<AccountId, SenderFacts>> load_senders(db::Tx& tx, const Scope& scope,
                                                      const std::vector<AccountId>& accounts);
/// Everything the gate asks about one send. The caller has locked the conversation.
struct SendFacts {
  GateFacts gate;
  std::string igsid;
  std::vector<Limit> limits;
};
/// Leave for a typing mark before a first, automatic answer, and takes it from the limits: nothing
/// when the gate, or half of a budget, says no.
std::optional<Permit> permit_mark(const SendFacts& message, const Intent& intent,
                                  const Beginning& beginning, SenderFacts& sender);
Result<SendFacts> load_facts(db::Tx& tx, const Scope& scope, const Intent& intent,
                             const Beginning& beginning,
                             const conversations::Conversation& conversation,
                             const contacts::Recipient& recipient, const SenderFacts& sender);

// --- store_limiter.cc
// ------------------------------------------------------------------------------------
Status save_limiter(db::Tx& tx, WorkspaceId workspace, AccountId account, const Limiter& limiter);
Status save_limiters(db::Tx& tx, WorkspaceId workspace,
                     const std::vector<std::pair<AccountId, const Limiter*>>& limiters);
/// Locks them. An account's, with the own limits of its workspace.
struct AccountLimits {
  Limiter limiter;
  OwnLimits own;
};
Result<AccountLimits> load_limits(db::Tx& tx, const Scope& scope, AccountId account);
/// Each of the given, which are different ones.
Result<std::map<AccountId, AccountLimits>> load_limits(db::Tx& tx, const Scope& scope,
                                                       const std::vector<AccountId>& accounts);

Result<OwnLimits> load_own_limits(db::Tx& tx, const Scope& scope);
/// Locked until the transaction ends, to be changed in it.
Result<OwnLimits> lock_own_limits(db::Tx& tx, const Scope& scope);
Status save_own_limits(db::Tx& tx, const Scope& scope, const OwnLimits& own);
/// What was counted of each account that has made a call.
Result<std::map<AccountId, Limiter>> load_all_limiters(db::Tx& tx, const Scope& scope);

/// A block of the app's calls of a day: at least `wished` when there are so many.
struct AppBlock {
  std::int64_t granted = 0;
  std::int64_t used = 0;  ///< of the day, all nodes' blocks included
  std::optional<UsedUp> used_up = std::nullopt;
};
Result<AppBlock> lease_app_block(db::Tx& tx, const NodeScope&, const Budgets& budgets,
                                 std::int64_t wished, Instant now);
Status return_app_block(db::Tx& tx, const NodeScope&, const Budgets& budgets, Instant granted_at,
                        std::int64_t left);

// --- store_begin.cc, begin_together.cc
// --------------------------------------------------------------------------------------
/// With the permit everything that a transport needs.
struct Begun {
  Permit permit;
  graph::Caller caller;
  std::string igsid;
  Instant deadline;            ///< after it nothing of this attempt can leave
  std::optional<Permit> mark;  ///< leave to show "typing" before it
};
/// The intent waits, is refused, or became somebody's task: nothing leaves now.
struct NotBegun {
  IntentState state;
  Instant next_at;
};
/// Another transaction has its conversation; the intent is as it was.
struct Busy {};
using BeginAnswer = std::variant<Begun, NotBegun, Busy>;
/// The gate, and in the same transaction SENDING with what it uses up, for sends that this worker
/// has claimed or that lock_due has locked, in the order given. All conversations are locked before
/// any account's limits: a STOP is then decided before or after, never beside. One that is claimed
/// and comes alone waits for its conversation; no other does, because who waits while it holds more
/// could wait for ever. Error outbound.claim_lost when another owner has one of them: nothing is
/// begun then.
struct ToBegin {
  Intent intent;
  Beginning beginning;
};
Result<std::vector<BeginAnswer>> begin_together(db::Tx& tx, const accounts::Vault& vault,
                                                std::span<const ToBegin* const> members,
                                                const Claimer& claimer, Listeners listeners);
/// One send of those; its conversation and its account's limits are locked. Takes from the limits
/// in memory: the caller saves them, and writes what Begun says by mark_sending.
struct OneToBegin {
  const Scope& scope;
  const Intent& intent;
  const Beginning& beginning;
  const conversations::Conversation& conversation;
  const contacts::Recipient& recipient;
};
Result<BeginAnswer> begin_sending(db::Tx& tx, const accounts::Vault& vault, const OneToBegin& send,
                                  SenderFacts& sender, const Claimer& claimer, Listeners listeners);
struct Sending {
  const Intent* intent;
  const Begun* begun;
};
/// From queued, or claimed by `claimer`, to SENDING. outbound.claim_lost unless all of them were.
Status mark_sending(db::Tx& tx, const Scope& scope, const std::vector<Sending>& sends,
                    const Claimer& claimer, Instant now);
/// All that is due and fits, from queued to SENDING in one transaction.
struct DueAsked {
  Beginning beginning;  ///< its app_budget holds for the sends that `app_calls` does not cover
  std::size_t limit = 0;
  std::size_t app_calls = 0;  ///< calls of the app that were taken for these sends
  std::size_t app_marks = 0;  ///< and for typing marks before them
};
struct DueBatch {
  struct One {
    Intent intent;  ///< as finish() wants it
    BeginAnswer answer;
  };
  std::vector<One> sends;
  std::size_t busy = 0;             ///< due as well, but their conversations are locked elsewhere
  std::optional<Instant> next_due;  ///< of what is queued for later
};
Result<DueBatch> begin_due(db::Tx& tx, const NodeScope&, const accounts::Vault& vault,
                           const DueAsked& asked, const Claimer& claimer, Listeners listeners);

// --- store_settle.cc
// -------------------------------------------------------------------------------------
/// The answer of an attempt. Late knowledge (the message id of what was taken for unknown
/// meanwhile) counts too.
Status finish(db::Tx& tx, const Scope& scope, const Intent& intent, const Claimer& claimer,
              const Settlement& settlement, Instant now, Listeners listeners);
/// Who may change the row: whoever holds the claim, or anybody who finds it in the state it was
/// read in.
enum class Guard { claim, state };
struct Change {
  Settlement settlement;
  HeldFor held_for = HeldFor::nothing;
  std::string step;  ///< of the trace: "sent", "settled_by_echo", …
  std::optional<Instant> sent_at = std::nullopt;
};
/// False when the row is no longer as `guard` asks: nothing was changed.
Result<bool> settle(db::Tx& tx, const Scope& scope, const Intent& intent, Guard guard,
                    const std::string& owner, const Change& change, Instant now,
                    Listeners listeners);
Status change_account(db::Tx& tx, const Scope& scope, AccountId account,
                      const AccountChange& change, Instant now);
Status record_step(db::Tx& tx, const Scope& scope, const Intent& intent, std::string_view step,
                   json::Object detail, Instant now);

// --- store_reconcile.cc
// ----------------------------------------------------------------------------------
/// Unknown intents whose read-back is due, each put off by `busy_for` so that nobody else reads
/// meanwhile.
Result<std::vector<Intent>> due_read_backs(db::Tx& tx, const NodeScope&, Instant now,
                                           Duration busy_for, int limit);
Result<std::optional<Instant>> next_read_back(db::Tx& tx, const NodeScope&);
struct ReadLeave {
  graph::Caller caller;
  std::string igsid;
};
/// Leave to read the conversation: a budget may be used up, the account disconnected; then the
/// read-back is put off.
Result<std::optional<ReadLeave>> begin_read_back(db::Tx& tx, const Scope& scope,
                                                 const accounts::Vault& vault, const Intent& intent,
                                                 const Beginning& beginning);
struct ReadBackDone {
  Instant now;
  enum class Read { seen, refused };  ///< refused: Meta does not show this conversation
  Read read = Read::seen;
  std::vector<graph::ReadMessage> messages;
  double jitter = 0;
  Duration second_look_after{};
};
Status finish_read_back(db::Tx& tx, const Scope& scope, const Intent& intent,
                        const ReadBackDone& done, Listeners listeners);
/// The read failed: again at `next_at`, with what the answer says about the account.
Status put_off_read_back(db::Tx& tx, const Scope& scope, const Intent& intent, Instant next_at,
                         const AccountChange& change, Instant now);

// --- store_rows.cc, store_read.cc
// -------------------------------------------------------------------------
#define DUNLIN_INTENT_COLUMNS                                                                      \
  "workspace_id, id, account_id, conversation_id, contact_id, message_id, recipient_kind, "        \
  "recipient_id, content, "                                                                        \
  "echo_hash, echo_shape, source, purpose, policy, trace_id, rule_id, variant, episode, is_test, " \
  "created_at, "                                                                                   \
  "state, state_at, reason, held_for, next_at, failures, waits, looks, resent, epoch, "            \
  "sending_at, deadline_at, mid"
Result<Intent> intent_from(const db::Row& row);
Result<std::vector<Intent>> intents_from(const db::Rows& rows);
/// send.not_found
Result<Intent> find_intent(db::Tx& tx, const Scope& scope, IntentId id);
/// Newest first.
Result<workspace::Page<Intent>> list_intents(db::Tx& tx, const Scope& scope,
                                             std::optional<IntentState> state,
                                             const workspace::PageAsked& asked);
/// What people and devices have to do, oldest first.
Result<workspace::Page<Intent>> list_tasks(db::Tx& tx, const Scope& scope,
                                           std::optional<HeldFor> held_for,
                                           const workspace::PageAsked& asked);
/// Whether the conversation has a send whose outcome is not known.
Result<bool> has_unsettled(db::Tx& tx, const Scope& scope, ConversationId conversation);

std::string_view name(IntentState state);
std::string_view name(Purpose purpose);
std::string_view name(HeldFor held_for);

}  // namespace dunlin::outbound
