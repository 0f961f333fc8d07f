#include <algorithm>

#include "contacts/contacts.h"
#include "outbound/capability.h"
#include "outbound/store.h"
#include "workspace/workspace.h"

namespace dunlin::outbound {
namespace {

/// Whatever the business starts leaves a person alone for a day (PRODUCT §0).
constexpr Duration kBusinessCooldown = std::chrono::hours{24};

GateFacts::Switch as_switch(bool paused) {
  return paused ? GateFacts::Switch::paused : GateFacts::Switch::on;
}

void take_account(GateFacts& facts, const accounts::Account& account) {
  facts.transport = account.transport;
  facts.account = as_switch(account.automation_paused);
  facts.account_state = account.state;
  facts.account_reason = account.state_reason;
  facts.account_paused_until = account.paused_until;
  facts.human_agent_granted = account.human_agent;
}

Status load_business(db::Tx& tx, const Scope& scope, const Intent& intent, GateFacts& facts) {
  DUNLIN_TRY(const bool recorded, contacts::has_consent_basis(tx, scope, intent.contact));
  facts.consent = recorded ? GateFacts::Basis::recorded : GateFacts::Basis::missing;
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT MAX(state_at) FROM intent
    WHERE workspace_id = $1 AND contact_id = $2 AND purpose IN (1, 2) AND purpose = 1 AND id <> $3
      AND state IN (2, 3, 4, 5))sql",
                                           scope.workspace(), intent.contact, intent.id));
  if (const auto last = rows.front().get<std::optional<Instant>>(0)) {
    facts.cooldown_until = *last + kBusinessCooldown;
  }
  return {};
}

Status load_notice(db::Tx& tx, const Scope& scope, const Intent& intent,
                   std::optional<Instant> opted_out_at, GateFacts& facts) {
  if (!opted_out_at) return {};
  DUNLIN_TRY(const db::Rows rows,
             tx.query(R"sql(
    SELECT COUNT(*) FROM intent
    WHERE workspace_id = $1 AND contact_id = $2 AND purpose IN (1, 2) AND purpose = 2 AND id <> $3
      AND state IN (2, 3, 4, 5) AND created_at >= $4)sql",
                      scope.workspace(), intent.contact, intent.id, opted_out_at));
  if (rows.front().get<std::int64_t>(0) > 0) facts.opt_out_notice = GateFacts::Notice::given;
  return {};
}

Status load_repeat(db::Tx& tx, const Scope& scope, const Intent& intent, GateFacts& facts) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query(R"sql(
    SELECT COUNT(*) FROM intent
    WHERE workspace_id = $1 AND account_id = $2 AND recipient_id = $3 AND recipient_kind = 1 AND id <> $4
      AND state IN (2, 3, 4, 5))sql",
                      scope.workspace(), intent.account, intent.recipient.id, intent.id));
  if (rows.front().get<std::int64_t>(0) > 0) facts.repeat = GateFacts::Repeat::again;
  return {};
}

/// The longest wait of each step.
void ask_limits(GateFacts& facts, const std::vector<Limit>& limits, const Limiter& limiter,
                const std::optional<UsedUp>& app_budget) {
  for (const Limit& limit : limits) {
    const auto until = limiter.blocked_until(limit.window, facts.now);
    if (!until) continue;
    auto& step = limit.step == LimitStep::daily_cap ? facts.daily_cap
                 : limit.step == LimitStep::gap     ? facts.gap
                                                    : facts.rate;
    if (!step || step->until < *until) step = UsedUp{*until, std::string(limit.reason)};
  }
  if (app_budget && (!facts.rate || facts.rate->until < app_budget->until)) facts.rate = app_budget;
}

CallKind kind_of(const Intent& intent, const accounts::Account& account) {
  const bool task = capability(account.transport).delivery == Capability::Delivery::by_task;
  return task ? CallKind::task : call_kind(intent.recipient, intent.content);
}

}  // namespace

Result<SenderFacts> load_sender(db::Tx& tx, const Scope& scope, AccountId account) {
  DUNLIN_TRY(auto found, load_senders(tx, scope, {account}));
  return std::move(found.begin()->second);
}

Result<std::map<AccountId, SenderFacts>> load_senders(db::Tx& tx, const Scope& scope,
                                                      const std::vector<AccountId>& accounts) {
  DUNLIN_TRY(auto senders, accounts::find_senders(tx, scope, accounts));
  DUNLIN_TRY(const auto switches, workspace::load_switches(tx, scope));
  DUNLIN_TRY(auto limits, load_limits(tx, scope, accounts));
  std::map<AccountId, SenderFacts> out;
  for (auto& [id, sender] : senders) {
    AccountLimits& own = limits.at(id);
    out.try_emplace(id, SenderFacts{.sender = std::move(sender),
                                    .switches = switches,
                                    .limiter = std::move(own.limiter),
                                    .own_limits = own.own});
  }
  return out;
}

Result<SendFacts> load_facts(db::Tx& tx, const Scope& scope, const Intent& intent,
                             const Beginning& beginning,
                             const conversations::Conversation& conversation,
                             const contacts::Recipient& recipient, const SenderFacts& sender) {
  SendFacts out;
  GateFacts& facts = out.gate;
  const accounts::Account& account = sender.sender.account;
  out.igsid = recipient.igsid;
  facts.intent = intent.id;
  facts.now = beginning.now;
  facts.purpose = intent.purpose;
  facts.recipient = intent.recipient.kind;
  facts.content = intent.content;
  take_account(facts, account);
  facts.workspace = as_switch(sender.switches.automation_paused);
  facts.installation = as_switch(sender.switches.sending_paused);
  facts.owner = conversation.owner;
  facts.episode_now = conversation.episode;
  facts.episode_decided = intent.episode;
  facts.window = conversation.window;
  facts.opted_out = recipient.opted_out_at.has_value();
  if (intent.purpose == Purpose::business) DUNLIN_CHECK(load_business(tx, scope, intent, facts));
  if (intent.purpose == Purpose::opt_out_notice) {
    DUNLIN_CHECK(load_notice(tx, scope, intent, recipient.opted_out_at, facts));
  }
  if (intent.recipient.kind == graph::Recipient::Kind::comment) {
    DUNLIN_CHECK(load_repeat(tx, scope, intent, facts));
  }
  out.limits =
      account_limits(kind_of(intent, account), intent.source, beginning.budgets, sender.own_limits);
  ask_limits(facts, out.limits, sender.limiter, beginning.app_budget);
  return out;
}

std::optional<Permit> permit_mark(const SendFacts& message, const Intent& intent,
                                  const Beginning& beginning, SenderFacts& sender) {
  const bool first_try = intent.failures == 0 && intent.waits == 0 && !intent.resent;
  const bool wanted = beginning.with_mark && first_try && intent.purpose == Purpose::answer &&
                      intent.recipient.kind == graph::Recipient::Kind::person;
  if (!wanted) return std::nullopt;
  GateFacts facts = message.gate;
  facts.leave = Permit::Leave::mark;
  facts.daily_cap = facts.gap = facts.rate = std::nullopt;
  const auto limits =
      account_limits(CallKind::mark, intent.source, beginning.budgets, sender.own_limits);
  ask_limits(facts, limits, sender.limiter, std::nullopt);
  Decision decision = decide(facts);
  auto* permit = std::get_if<Permit>(&decision);
  if (!permit) return std::nullopt;
  for (const Limit& limit : limits) sender.limiter.take(limit.window, facts.now);
  return std::move(*permit);
}

}  // namespace dunlin::outbound
