#include "outbound/capability.h"
#include "outbound/fingerprint.h"
#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

Error claim_lost() {
  return Error(Code::conflict, "outbound.claim_lost", "Another worker has taken this send over")
      .retrying(Retry::never);
}

Settlement with(IntentState state, std::string reason, std::string detail, const Intent& intent) {
  Settlement out;
  out.state = state;
  out.reason = std::move(reason);
  out.detail = std::move(detail);
  out.failures = intent.failures;
  out.waits = intent.waits;
  return out;
}

Result<BeginAnswer> stop(db::Tx& tx, const Scope& scope, const Intent& intent,
                         const Claimer& claimer, Change change, Instant now, Listeners listeners) {
  DUNLIN_TRY(const bool changed,
             settle(tx, scope, intent, Guard::claim, claimer.owner, change, now, listeners));
  if (!changed) return claim_lost();
  return BeginAnswer(NotBegun{change.settlement.state, change.settlement.next_at.value_or(now)});
}

Change refused(const Refused& decision, const Intent& intent) {
  const bool dropped =
      decision.why == Refusal::superseded_by_person || decision.why == Refusal::episode_ended;
  const auto state = dropped ? IntentState::dropped : IntentState::refused;
  return {.settlement = with(state, decision.reason, std::string(name(decision.why)), intent),
          .step = "refused"};
}

Change waits(const NotBefore& decision, const Intent& intent) {
  Change out{.settlement = with(IntentState::queued, decision.reason,
                                std::string(name(decision.why)), intent),
             .step = "waits"};
  out.settlement.next_at = decision.at;
  return out;
}

/// Permitted, but a person or a device carries it out.
Change task(const Permit&, const Intent& intent, accounts::Transport transport) {
  const bool by_hand = transport == accounts::Transport::by_hand;
  return {.settlement = with(IntentState::held,
                             by_hand ? "A person sends this by hand." : "A device sends this.",
                             std::string(capability(transport).name), intent),
          .held_for = by_hand ? HeldFor::by_hand : HeldFor::device,
          .step = "task"};
}

Status take_limits(db::Tx& tx, const Scope& scope, const Intent& intent, LoadedFacts& facts) {
  if (facts.limits.empty()) return {};
  for (const Limit& limit : facts.limits) facts.limiter.take(limit.window, facts.gate.now);
  return save_limiter(tx, scope.workspace(), intent.account, facts.limiter);
}

Status commit_sending(db::Tx& tx, const Scope& scope, const Intent& intent, const Claimer& claimer,
                      const Permit& permit, Instant now, Instant deadline) {
  const std::string body =
      graph::send_body(intent.recipient, intent.content, permit.tag() == Permit::Tag::human_agent);
  // The state is a parameter: spelled out it has PostgreSQL look through all that is in flight.
  DUNLIN_TRY(const std::int64_t begun,
             tx.change(R"sql(
    UPDATE intent SET state = 2, state_at = $5, sending_at = $5, deadline_at = $6, body_hash = $7, reason = '',
                      lease_until = dunlin_now_us() + $8
    WHERE workspace_id = $1 AND id = $2 AND state = $9 AND epoch = $3 AND owner = $4)sql",
                       scope.workspace(), intent.id, intent.epoch, claimer.owner, now, deadline,
                       body_hash(body), claimer.lease.count(), IntentState::claimed));
  if (begun == 0) return claim_lost();
  DUNLIN_CHECK(conversations::settle_outbound(
      tx, scope, intent.message, conversations::Status::sending, "", std::nullopt, std::nullopt));
  const std::string_view tag = permit.tag() == Permit::Tag::human_agent ? "human_agent" : "none";
  return record_step(tx, scope, intent, "sending", {{"gate", "permit"}, {"tag", tag}}, now);
}

Begun begun(Permit permit, const LoadedFacts& facts, accounts::Connection connection,
            Instant deadline) {
  return {.permit = std::move(permit),
          .caller = {.ig_id = facts.account.ig_id,
                     .token = std::move(connection.token),
                     .proxy = std::move(connection.proxy)},
          .igsid = facts.igsid,
          .deadline = deadline};
}

/// Nothing can leave before the call's deadline has passed twice: once to begin, once to be
/// answered.
Instant deadline_of(const Beginning& beginning) {
  return beginning.now + 2 * beginning.call_deadline;
}

NotBefore without_token(const Error& error, Instant now) {
  return {.at = now + kAskAgain, .why = Hold::account_disconnected, .reason = error.message};
}

}  // namespace

Result<BeginAnswer> begin_sending(db::Tx& tx, const Scope& scope, const accounts::Vault& vault,
                                  const Intent& intent, const Claimer& claimer,
                                  const Beginning& beginning, Listeners listeners) {
  const Instant now = beginning.now;
  DUNLIN_TRY(LoadedFacts facts, load_facts(tx, scope, intent, beginning));
  Decision decision = decide(facts.gate);
  if (const auto* no = std::get_if<Refused>(&decision)) {
    return stop(tx, scope, intent, claimer, refused(*no, intent), now, listeners);
  }
  if (const auto* later = std::get_if<NotBefore>(&decision)) {
    return stop(tx, scope, intent, claimer, waits(*later, intent), now, listeners);
  }
  auto& permit = std::get<Permit>(decision);
  const auto transport = facts.account.transport;
  if (capability(transport).delivery == Capability::Delivery::by_task) {
    DUNLIN_CHECK(take_limits(tx, scope, intent, facts));
    return stop(tx, scope, intent, claimer, task(permit, intent, transport), now, listeners);
  }
  auto connection = accounts::open_connection(tx, scope, vault, intent.account);
  if (!connection) {
    return stop(tx, scope, intent, claimer, waits(without_token(connection.error(), now), intent),
                now, listeners);
  }
  DUNLIN_CHECK(take_limits(tx, scope, intent, facts));
  const Instant deadline = deadline_of(beginning);
  DUNLIN_CHECK(commit_sending(tx, scope, intent, claimer, permit, now, deadline));
  return BeginAnswer(begun(std::move(permit), facts, *std::move(connection), deadline));
}

Result<std::optional<Begun>> permit_mark(db::Tx& tx, const Scope& scope,
                                         const accounts::Vault& vault, const Intent& intent,
                                         const Beginning& beginning) {
  DUNLIN_TRY(LoadedFacts facts, load_facts(tx, scope, intent, beginning));
  const bool possible =
      intent.recipient.kind == graph::Recipient::Kind::person &&
      capability(facts.account.transport).delivery == Capability::Delivery::by_server;
  Decision decision = decide(facts.gate);
  auto* permit = std::get_if<Permit>(&decision);
  if (!possible || !permit) return std::optional<Begun>();
  auto connection = accounts::open_connection(tx, scope, vault, intent.account);
  if (!connection) return std::optional<Begun>();
  DUNLIN_CHECK(take_limits(tx, scope, intent, facts));
  return std::optional(
      begun(std::move(*permit), facts, *std::move(connection), deadline_of(beginning)));
}

}  // namespace dunlin::outbound
