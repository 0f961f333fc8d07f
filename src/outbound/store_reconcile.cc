#include "contacts/contacts.h"
#include "outbound/capability.h"
#include "outbound/fingerprint.h"
#include "outbound/store.h"
#include "workspace/workspace.h"

namespace dunlin::outbound {
namespace {

constexpr int kLooks = 2;

Result<std::vector<SeenMessage>> with_what_is_known(
    db::Tx& tx, const Scope& scope, const Intent& intent,
    const std::vector<graph::ReadMessage>& messages) {
  std::vector<SeenMessage> out;
  for (const graph::ReadMessage& message : messages) {
    SeenMessage seen{.message = message};
    DUNLIN_TRY(const auto stored,
               conversations::find_by_mid(tx, scope, intent.account, message.mid));
    if (stored) {
      seen.known = stored->intent == intent.id ? SeenMessage::Known::as_this_send
                                               : SeenMessage::Known::as_another;
    }
    out.push_back(std::move(seen));
  }
  return out;
}

Settlement found(const Intent& intent, const ReadBack& read) {
  Settlement out;
  out.state = IntentState::sent;
  out.mid = read.mid;
  out.failures = intent.failures;
  return out;
}

Result<Settlement> not_found(db::Tx& tx, const Scope& scope, const Intent& intent,
                             const ReadBackDone& done, ReadBack::Verdict verdict) {
  DUNLIN_TRY(const accounts::Account account, accounts::find(tx, scope, intent.account));
  Absence absence;
  absence.now = done.now;
  absence.policy = account.doubted_at ? Policy::at_most_once : intent.policy;
  absence.look = intent.looks + 1 < kLooks ? Absence::Look::first : Absence::Look::last;
  absence.verdict = verdict;
  absence.source = intent.source;
  absence.failures = intent.failures;
  absence.jitter = done.jitter;
  absence.second_look_after = done.second_look_after;
  return decide_absent(absence);
}

std::string step_of(IntentState state) {
  switch (state) {
    case IntentState::sent:
      return "settled_by_reading";
    case IntentState::queued:
      return "absent";
    case IntentState::held:
      return "held";
    default:
      return "read_back";
  }
}

/// Nobody can look any more: a person says what became of it.
Status hold_unread(db::Tx& tx, const Scope& scope, const Intent& intent, Instant now) {
  Change change;
  change.step = "held";
  change.held_for = HeldFor::unknown_outcome;
  change.settlement.state = IntentState::held;
  change.settlement.reason =
      "It is not known whether this arrived. Look into the conversation and say so.";
  change.settlement.detail = name(Refusal::account_gone);
  change.settlement.failures = intent.failures;
  DUNLIN_TRY([[maybe_unused]] const bool changed,
             settle(tx, scope, intent, Guard::state, "", change, now, {}));
  return {};
}

}  // namespace

Result<std::vector<Intent>> due_read_backs(db::Tx& tx, const NodeScope&, Instant now,
                                           Duration busy_for, int limit) {
#ifdef DUNLIN_BUG_never_reads_back
  return std::vector<Intent>();
#endif
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    WITH due AS MATERIALIZED (
      SELECT i.workspace_id, i.id FROM intent i
      WHERE i.state = 4 AND i.next_at <= $1 ORDER BY i.next_at LIMIT $3 {skip_locked})
    UPDATE intent SET next_at = $2 WHERE (workspace_id, id) IN (SELECT d.workspace_id, d.id FROM due d)
    RETURNING )sql" DUNLIN_INTENT_COLUMNS,
                                           now, now + busy_for, limit));
  return intents_from(rows);
}

Result<std::optional<Instant>> next_read_back(db::Tx& tx, const NodeScope&) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT next_at FROM intent WHERE state = 4 ORDER BY next_at LIMIT 1"));
  if (rows.empty()) return std::optional<Instant>();
  return std::optional(rows.front().get<Instant>(0));
}

Result<std::optional<ReadLeave>> begin_read_back(db::Tx& tx, const Scope& scope,
                                                 const accounts::Vault& vault, const Intent& intent,
                                                 const Beginning& beginning) {
  const auto put_off = [&](Instant until) -> Result<std::optional<ReadLeave>> {
    DUNLIN_CHECK(put_off_read_back(tx, scope, intent, until, {}, beginning.now));
    return std::optional<ReadLeave>();
  };
  DUNLIN_TRY(const contacts::Contact contact, contacts::find(tx, scope, intent.contact));
  DUNLIN_TRY(const accounts::Account account, accounts::find(tx, scope, intent.account));
  DUNLIN_TRY(const bool paused, workspace::sending_paused(tx));
  if (account.state == accounts::State::disconnected) {
    DUNLIN_CHECK(hold_unread(tx, scope, intent, beginning.now));
    return std::optional<ReadLeave>();
  }
  const Instant later = beginning.now + kAskAgain;
  if (paused || account.state == accounts::State::needs_reconnect) return put_off(later);
  if (account.paused_until && *account.paused_until > beginning.now)
    return put_off(*account.paused_until);
  if (beginning.app_budget) return put_off(beginning.app_budget->until);
  DUNLIN_TRY(AccountLimits account_limit, load_limits(tx, scope, intent.account));
  Limiter& limiter = account_limit.limiter;
  const auto limits =
      account_limits(CallKind::read, intent.source, beginning.budgets, account_limit.own);
  for (const Limit& limit : limits) {
    if (const auto until = limiter.blocked_until(limit.window, beginning.now))
      return put_off(*until);
  }
  auto connection = accounts::open_connection(tx, scope, vault, intent.account);
  if (!connection) return put_off(later);
  for (const Limit& limit : limits) limiter.take(limit.window, beginning.now);
  DUNLIN_CHECK(save_limiter(tx, scope.workspace(), intent.account, limiter));
  ReadLeave leave{.caller = {.ig_id = account.ig_id,
                             .token = std::move(connection->token),
                             .proxy = std::move(connection->proxy)},
                  .igsid = contact.igsid};
  return std::optional(std::move(leave));
}

Status finish_read_back(db::Tx& tx, const Scope& scope, const Intent& intent,
                        const ReadBackDone& done, Listeners listeners) {
  DUNLIN_TRY(const auto seen, with_what_is_known(tx, scope, intent, done.messages));
  DUNLIN_TRY(const auto contact, contacts::find(tx, scope, intent.contact));
  const SoughtSend sought{.igsid = contact.igsid,
                          .echo_hash = intent.echo_hash,
                          .has_attachment_shape = intent.has_attachment_shape,
                          .sending_at = intent.sending_at.value_or(intent.created_at)};
  const ReadBack read =
      done.read == ReadBackDone::Read::seen ? decide_read_back(seen, sought) : ReadBack{};
  Change change;
  if (read.verdict == ReadBack::Verdict::found) {
    change.settlement = found(intent, read);
    change.sent_at = read.at;
  } else {
    DUNLIN_TRY(change.settlement, not_found(tx, scope, intent, done, read.verdict));
  }
  change.step = step_of(change.settlement.state);
  if (change.settlement.state == IntentState::held) change.held_for = HeldFor::unknown_outcome;
  Intent looked = intent;
  looked.looks = change.settlement.state == IntentState::queued ? 0 : intent.looks + 1;
  // Not changed: an echo settled it while the conversation was being read.
  DUNLIN_TRY([[maybe_unused]] const bool changed,
             settle(tx, scope, looked, Guard::state, "", change, done.now, listeners));
  return {};
}

Status put_off_read_back(db::Tx& tx, const Scope& scope, const Intent& intent, Instant next_at,
                         const AccountChange& change, Instant now) {
  DUNLIN_CHECK(tx.run(R"sql(
    UPDATE intent SET next_at = $4, waits = $5
    WHERE workspace_id = $1 AND id = $2 AND state = 4 AND epoch = $3)sql",
                      scope.workspace(), intent.id, intent.epoch, next_at, intent.waits));
  return change_account(tx, scope, intent.account, change, now);
}

}  // namespace dunlin::outbound
