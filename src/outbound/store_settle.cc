#include <algorithm>

#include <fmt/format.h>

#include "activity/activity.h"
#include "contacts/contacts.h"
#include "feed/feed.h"
#include "net/signature.h"
#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

bool ends(IntentState state) {
  return state == IntentState::sent || state == IntentState::refused ||
         state == IntentState::failed || state == IntentState::dropped;
}

conversations::Status shown(IntentState state) {
  switch (state) {
    case IntentState::queued:
    case IntentState::claimed:
      return conversations::Status::queued;
    case IntentState::sending:
      return conversations::Status::sending;
    case IntentState::sent:
      return conversations::Status::sent;
    case IntentState::unknown:
      return conversations::Status::checking;
    case IntentState::held:
      return conversations::Status::needs_you;
    case IntentState::refused:
    case IntentState::dropped:
      return conversations::Status::refused;
    case IntentState::failed:
      return conversations::Status::failed;
  }
  return conversations::Status::failed;
}

Status show(db::Tx& tx, const Scope& scope, const Intent& intent, const Change& change,
            Instant now) {
  const Settlement& to = change.settlement;
  // What waits at the gate was shown as queued all the time.
  const bool was_queued =
      intent.state == IntentState::claimed || intent.state == IntentState::queued;
  if (was_queued && to.state == IntentState::queued) return {};
  feed::tell(tx, scope.workspace(), feed::Kind::message, intent.conversation);
  if (to.state == IntentState::held || intent.state == IntentState::held) {
    feed::tell(tx, scope.workspace(), feed::Kind::attention);
  }
  std::optional<std::string_view> mid;
  if (!to.mid.empty()) mid = to.mid;
  std::optional<Instant> sent_at;
  if (to.state == IntentState::sent) sent_at = change.sent_at.value_or(now);
  return conversations::settle_outbound(tx, scope, intent.message, shown(to.state), to.reason, mid,
                                        sent_at);
}

Status tell(db::Tx& tx, const Scope& scope, const Intent& intent, IntentState state, Instant now,
            Listeners listeners) {
  const Settled settled{.id = intent.id,
                        .state = state,
                        .purpose = intent.purpose,
                        .source = intent.source,
                        .account = intent.account,
                        .rule = intent.rule,
                        .variant = intent.variant,
                        .is_test = intent.is_test};
  for (const SettleListener& listener : listeners) DUNLIN_CHECK(listener(tx, scope, settled, now));
  return {};
}

json::Object step_detail(const Change& change) {
  const Settlement& to = change.settlement;
  json::Object out{{"state", name(to.state)}};
  if (!to.reason.empty()) out["reason"] = to.reason;
  if (!to.detail.empty()) out["detail"] = to.detail;
  if (!to.mid.empty()) out["mid"] = to.mid;
  if (to.next_at) out["next_at"] = to_rfc3339(*to.next_at);
  return out;
}

/// What was sent is known after the row has moved on: taken for unknown, held, or queued again.
Status know_late(db::Tx& tx, const Scope& scope, const Intent& intent, const Settlement& settlement,
                 Instant now, Listeners listeners) {
  DUNLIN_TRY(const Intent row, find_intent(tx, scope, intent.id));
  const bool open =
      row.state == IntentState::unknown || row.state == IntentState::held ||
      ((row.state == IntentState::queued || row.state == IntentState::claimed) && row.resent);
  if (open) {
    const Change change{.settlement = settlement, .step = "settled_late"};
    // Not changed: somebody else has settled it meanwhile.
    DUNLIN_TRY([[maybe_unused]] const bool changed,
               settle(tx, scope, row, Guard::state, "", change, now, listeners));
    return {};
  }
  const bool twice = row.resent && row.mid != settlement.mid;
  return twice ? accounts::set_doubted(tx, scope, row.account, now) : Status();
}

Status note_stop(db::Tx& tx, const Scope& scope, const Intent& intent, const Settlement& settlement,
                 Instant now) {
  if (!settlement.means_stop) return {};
  return contacts::record_consent(tx, scope, intent.contact,
                                  {.kind = contacts::ConsentKind::opted_out,
                                   .source = "instagram",
                                   .evidence = settlement.detail,
                                   .at = now});
}

#ifdef DUNLIN_BUG_no_epoch_check
#define DUNLIN_STILL_HELD "($4 >= 0 OR CAST($5 AS TEXT) IS NULL)"
#else
#define DUNLIN_STILL_HELD "epoch = $4 AND (CAST($5 AS TEXT) IS NULL OR owner = $5)"
#endif

}  // namespace

Result<bool> settle(db::Tx& tx, const Scope& scope, const Intent& intent, Guard guard,
                    const std::string& owner, const Change& change, Instant now,
                    Listeners listeners) {
  const Settlement& to = change.settlement;
  std::optional<std::string_view> held_by, mid;
  if (guard == Guard::claim) held_by = owner;
  if (!to.mid.empty()) mid = to.mid;
  const bool was_in_doubt =
      intent.state == IntentState::unknown || intent.held_for == HeldFor::unknown_outcome;
  const bool resent = intent.resent || (was_in_doubt && to.state == IntentState::queued);
  DUNLIN_TRY(const std::int64_t settled,
             tx.change(R"sql(
    UPDATE intent SET state = $6, state_at = $7, reason = $8, held_for = $9, next_at = COALESCE(CAST($10 AS BIGINT), next_at),
      failures = $11, waits = $12, looks = $13, resent = $14, mid = COALESCE(CAST($15 AS TEXT), mid),
      owner = '', lease_until = NULL
    WHERE workspace_id = $1 AND id = $2 AND state = $3 AND )sql" DUNLIN_STILL_HELD,
                       scope.workspace(), intent.id, intent.state, intent.epoch, held_by, to.state,
                       now, to.reason, change.held_for, to.next_at, to.failures, to.waits,
                       intent.looks, resent, mid));
  if (settled == 0) return false;
  DUNLIN_CHECK(show(tx, scope, intent, change, now));
  DUNLIN_CHECK(record_step(tx, scope, intent, change.step, step_detail(change), now));
  if (ends(to.state)) DUNLIN_CHECK(tell(tx, scope, intent, to.state, now, listeners));
  return true;
}

Status finish(db::Tx& tx, const Scope& scope, const Intent& intent, const Claimer& claimer,
              const Settlement& settlement, Instant now, Listeners listeners) {
  Intent sending = intent;
  sending.state = IntentState::sending;
  const Change change{.settlement = settlement, .step = std::string(name(settlement.state))};
  DUNLIN_TRY(const bool changed,
             settle(tx, scope, sending, Guard::claim, claimer.owner, change, now, listeners));
  if (!changed && settlement.state == IntentState::sent) {
    DUNLIN_CHECK(know_late(tx, scope, intent, settlement, now, listeners));
  }
  DUNLIN_CHECK(note_stop(tx, scope, intent, settlement, now));
  return change_account(tx, scope, intent.account, settlement.account, now);
}

Status change_account(db::Tx& tx, const Scope& scope, AccountId id, const AccountChange& change,
                      Instant now) {
  if (change.kind == AccountChange::Kind::none) return {};
  DUNLIN_TRY(const accounts::Account account, accounts::find(tx, scope, id));
  // What an answer says of the account came too late.
  if (account.state == accounts::State::disconnected) return {};
  switch (change.kind) {
    case AccountChange::Kind::park:
      if (account.paused_until && *account.paused_until >= change.until.value_or(now)) return {};
      return accounts::set_state(
          tx, scope, id, account.state,
          account.state == accounts::State::active ? change.reason : account.state_reason,
          change.until);
    case AccountChange::Kind::pause:
      if (account.state != accounts::State::active) return {};
      return accounts::set_state(tx, scope, id, accounts::State::paused, change.reason,
                                 account.paused_until);
    case AccountChange::Kind::reconnect:
      if (account.state == accounts::State::needs_reconnect) return {};
      return accounts::set_state(tx, scope, id, accounts::State::needs_reconnect, change.reason,
                                 account.paused_until);
    case AccountChange::Kind::none:
      return {};
  }
  return {};
}

Status record_step(db::Tx& tx, const Scope& scope, const Intent& intent, std::string_view step,
                   json::Object detail, Instant now) {
  if (!intent.trace) return {};
  // The closure may run again, and an echo comes without a source of ids: the id follows from what
  // is told.
  const auto digest =
      net::sha256(fmt::format("{} {} {} {}", intent.id.value, intent.epoch, step, to_us(now)));
  std::int64_t id = 0;
  for (int i = 0; i < 7; ++i)
    id = id << 8 | static_cast<std::int64_t>(digest.at(static_cast<std::size_t>(i)));
  return activity::record_send_step(tx, scope, id,
                                    {.intent = intent.id,
                                     .trace = intent.trace,
                                     .step = std::string(step),
                                     .detail = std::move(detail),
                                     .at = now});
}

}  // namespace dunlin::outbound
