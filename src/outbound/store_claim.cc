#include <algorithm>

#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

#ifdef DUNLIN_BUG_claim_ignores_order
#define DUNLIN_EARLIER "o.position > i.position"
#else
#define DUNLIN_EARLIER "o.position < i.position"
#endif

// Claimed by a process that died: nothing has left yet. What it was sending (2) may have arrived.
#ifdef DUNLIN_BUG_resend_after_crash
#define DUNLIN_NOT_SENT_YET "1, 2"
#else
#define DUNLIN_NOT_SENT_YET "1"
#endif

// A lease ends when its time has come, and it never lasts a minute: what says so was written by a
// clock that ran ahead and was set back since.
#define DUNLIN_LEASE_ENDED \
  "(i.lease_until < dunlin_now_us() OR i.lease_until > dunlin_now_us() + 60000000) "

// One of a conversation at most is eligible: nothing is in flight there, and of what is queued a
// person's (purpose 3) comes before everything automatic, then the order. What is unknown (4) holds
// back automation, not people. Three questions, each of which an index answers: a conversation may
// have a long queue.
#ifdef DUNLIN_BUG_several_in_flight
#define DUNLIN_NOTHING_BEFORE "i.state = 0"
#else
#define DUNLIN_NOTHING_BEFORE \
  R"sql(NOT EXISTS (
        SELECT 1 FROM intent o
        WHERE o.workspace_id = i.workspace_id AND o.conversation_id = i.conversation_id
          AND o.state IN (1, 2))
      AND (i.purpose = 3 OR NOT EXISTS (
        SELECT 1 FROM intent o
        WHERE o.workspace_id = i.workspace_id AND o.conversation_id = i.conversation_id
          AND (o.state = 4 OR (o.state = 0 AND o.purpose = 3))))
      AND NOT EXISTS (
        SELECT 1 FROM intent o
        WHERE o.workspace_id = i.workspace_id AND o.conversation_id = i.conversation_id
          AND o.state IN (0, 1, 2, 4, 5) AND )sql" DUNLIN_EARLIER R"sql(
          AND o.state = 0 AND (o.purpose = 3) = (i.purpose = 3)) )sql"
#endif

// The claimable ones by their keys alone, from the index of what is queued.
#define DUNLIN_WITH_DUE                                                  \
  "WITH due AS MATERIALIZED (SELECT i.workspace_id, i.id FROM intent i " \
  "WHERE i.state = 0 AND i.next_at <= $1 AND " DUNLIN_NOTHING_BEFORE     \
  "ORDER BY i.next_at, i.id LIMIT $2 {skip_locked}) "
#define DUNLIN_OF_DUE " WHERE (workspace_id, id) IN (SELECT d.workspace_id, d.id FROM due d) "

constexpr std::string_view kLockDue =
    DUNLIN_WITH_DUE "SELECT " DUNLIN_INTENT_COLUMNS " FROM intent" DUNLIN_OF_DUE;
constexpr std::string_view kClaim = DUNLIN_WITH_DUE R"sql(
    UPDATE intent SET state = 1, state_at = $1, owner = $3, epoch = epoch + 1,
                      lease_until = dunlin_now_us() + $4)sql" DUNLIN_OF_DUE
                                                    "RETURNING " DUNLIN_INTENT_COLUMNS;

/// Whose turn it is, the longest due first.
Result<std::vector<Intent>> in_their_order(const db::Rows& rows) {
  DUNLIN_TRY(auto intents, intents_from(rows));
  std::ranges::sort(intents, {}, [](const Intent& intent) {
    return std::tuple(intent.next_at, intent.workspace, intent.id);
  });
  return intents;
}

/// Of what is queued for later.
Result<std::optional<Instant>> next_due(db::Tx& tx, Instant now) {
  DUNLIN_TRY(
      const db::Rows later,
      tx.query(
          "SELECT next_at FROM intent WHERE state = 0 AND next_at > $1 ORDER BY next_at LIMIT 1",
          now));
  if (later.empty()) return std::optional<Instant>();
  return std::optional(later.front().get<Instant>(0));
}

Status put_back_claimed(db::Tx& tx, Instant now, int limit, int& count) {
#ifdef DUNLIN_BUG_forget_claimed
  return {};
#endif
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    WITH dead AS MATERIALIZED (
      SELECT i.workspace_id, i.id FROM intent i
      WHERE i.state IN (1, 2) AND i.state IN ()sql" DUNLIN_NOT_SENT_YET R"sql()
        AND )sql" DUNLIN_LEASE_ENDED R"sql(
      ORDER BY i.lease_until LIMIT $2 {skip_locked})
    UPDATE intent SET state = 0, state_at = $1, owner = '', lease_until = NULL
    WHERE (workspace_id, id) IN (SELECT d.workspace_id, d.id FROM dead d)
    RETURNING id)sql",
                                           now, limit));
  count += static_cast<int>(rows.size());
  return {};
}

}  // namespace

Result<ClaimBatch> claim(db::Tx& tx, const NodeScope&, const Claimer& claimer, Instant now,
                         std::size_t limit) {
  ClaimBatch out;
  DUNLIN_TRY(const db::Rows rows,
             tx.query(kClaim, now, limit, claimer.owner, claimer.lease.count()));
  DUNLIN_TRY(out.intents, in_their_order(rows));
  DUNLIN_TRY(out.next_due, next_due(tx, now));
  return out;
}

Result<ClaimBatch> lock_due(db::Tx& tx, const NodeScope&, Instant now, std::size_t limit) {
  ClaimBatch out;
  DUNLIN_TRY(const db::Rows rows, tx.query(kLockDue, now, limit));
  DUNLIN_TRY(out.intents, in_their_order(rows));
  DUNLIN_TRY(out.next_due, next_due(tx, now));
  return out;
}

Status release(db::Tx& tx, const Scope& scope, const Intent& intent, const Claimer& claimer,
               Instant next_at) {
  return tx.run(R"sql(
    UPDATE intent SET state = 0, owner = '', lease_until = NULL, next_at = $5
    WHERE workspace_id = $1 AND id = $2 AND state = 1 AND epoch = $3 AND owner = $4)sql",
                scope.workspace(), intent.id, intent.epoch, claimer.owner, next_at);
}

Result<int> recover(db::Tx& tx, const NodeScope&, Instant now, Duration read_back_first,
                    int limit) {
  int count = 0;
  DUNLIN_CHECK(put_back_claimed(tx, now, limit, count));
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_INTENT_COLUMNS R"sql( FROM intent i
    WHERE state IN (1, 2) AND state = 2 AND )sql" DUNLIN_LEASE_ENDED R"sql(
    ORDER BY lease_until LIMIT $1 {skip_locked})sql",
                                           limit));
  DUNLIN_TRY(const std::vector<Intent> intents, intents_from(rows));
  for (const Intent& intent : intents) {
    const Scope scope = workspace::ScopeMaker::for_workspace(intent.workspace, {.id = "outbound"});
    Settlement settlement;
    settlement.reason =
        "The server stopped while this was being sent; whether it arrived is being looked up.";
    settlement.detail = "process ended";
    settlement.failures = intent.failures;
    settlement.next_at = intent.deadline_at.value_or(now) + read_back_first;
    const Change change{.settlement = settlement, .step = "unknown"};
    DUNLIN_TRY(const bool changed, settle(tx, scope, intent, Guard::state, "", change, now, {}));
    count += changed ? 1 : 0;
  }
  return count;
}

}  // namespace dunlin::outbound
