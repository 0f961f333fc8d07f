#include "db/many.h"
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

Result<BeginAnswer> stop(db::Tx& tx, const OneToBegin& send, const Claimer& claimer, Change change,
                         Listeners listeners) {
  const Instant now = send.beginning.now;
  const Guard guard = send.intent.state == IntentState::claimed ? Guard::claim : Guard::state;
  DUNLIN_TRY(const bool changed,
             settle(tx, send.scope, send.intent, guard, claimer.owner, change, now, listeners));
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

void take_limits(SenderFacts& sender, const SendFacts& facts) {
  for (const Limit& limit : facts.limits) {
    sender.limiter.take(limit.window, facts.gate.now);
    sender.limits_taken = true;
  }
}

bool is_human_agent(const Permit& permit) {
  return permit.tag() == Permit::Tag::human_agent;
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

Result<BeginAnswer> begin_sending(db::Tx& tx, const accounts::Vault& vault, const OneToBegin& send,
                                  SenderFacts& sender, const Claimer& claimer,
                                  Listeners listeners) {
  const Intent& intent = send.intent;
  const accounts::Account& account = sender.sender.account;
  DUNLIN_TRY(SendFacts facts, load_facts(tx, send.scope, intent, send.beginning, send.conversation,
                                         send.recipient, sender));
  Decision decision = decide(facts.gate);
  if (const auto* no = std::get_if<Refused>(&decision)) {
    return stop(tx, send, claimer, refused(*no, intent), listeners);
  }
  if (const auto* later = std::get_if<NotBefore>(&decision)) {
    return stop(tx, send, claimer, waits(*later, intent), listeners);
  }
  auto& permit = std::get<Permit>(decision);
  if (capability(account.transport).delivery == Capability::Delivery::by_task) {
    take_limits(sender, facts);
    return stop(tx, send, claimer, task(permit, intent, account.transport), listeners);
  }
  auto connection = accounts::open(sender.sender.connection, send.scope, vault);
  if (!connection) {
    const NotBefore later = without_token(connection.error(), send.beginning.now);
    return stop(tx, send, claimer, waits(later, intent), listeners);
  }
  take_limits(sender, facts);
  auto mark = permit_mark(facts, intent, send.beginning, sender);
  return BeginAnswer(Begun{.permit = std::move(permit),
                           .caller = {.ig_id = account.ig_id,
                                      .token = std::move(connection->token),
                                      .proxy = std::move(connection->proxy)},
                           .igsid = std::move(facts.igsid),
                           .deadline = deadline_of(send.beginning),
                           .mark = std::move(mark)});
}

Status mark_sending(db::Tx& tx, const Scope& scope, const std::vector<Sending>& sends,
                    const Claimer& claimer, Instant now) {
  std::vector<std::string> hashes;
  hashes.reserve(sends.size());
  std::vector<db::Param> rows;
  for (const auto& [intent, begun] : sends) {
    const bool claimed = intent->state == IntentState::claimed;
    hashes.push_back(body_hash(
        graph::send_body(intent->recipient, intent->content, is_human_agent(begun->permit))));
    rows.insert(rows.end(), {scope.workspace(), intent->id, intent->state, intent->epoch,
                             claimed ? std::string_view(claimer.owner) : std::string_view(), now,
                             begun->deadline, hashes.back(), claimer.lease.count(), claimer.owner,
                             claimed ? intent->epoch : intent->epoch + 1});
  }
  // The state is a parameter: spelled out it has PostgreSQL look through all that is in flight.
  DUNLIN_TRY(const std::int64_t begun, db::change_many(tx, R"sql(
    UPDATE intent SET state = 2, state_at = v.column6, sending_at = v.column6, deadline_at = v.column7,
                      body_hash = v.column8, reason = '', lease_until = dunlin_now_us() + v.column9,
                      owner = v.column10, epoch = v.column11
    FROM (VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)) AS v
    WHERE intent.workspace_id = v.column1 AND intent.id = v.column2 AND intent.state = v.column3
      AND intent.epoch = v.column4 AND intent.owner = v.column5)sql",
                                                       11, rows));
  if (begun != static_cast<std::int64_t>(sends.size())) return claim_lost();
  std::vector<MessageId> messages;
  for (const auto& [intent, sending] : sends) messages.push_back(intent->message);
  DUNLIN_CHECK(conversations::mark_sending(tx, scope, messages));
  for (const auto& [intent, sending] : sends) {
    const std::string_view tag = is_human_agent(sending->permit) ? "human_agent" : "none";
    DUNLIN_CHECK(
        record_step(tx, scope, *intent, "sending", {{"gate", "permit"}, {"tag", tag}}, now));
  }
  return {};
}

}  // namespace dunlin::outbound
