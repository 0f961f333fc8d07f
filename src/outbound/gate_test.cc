#include "outbound/gate.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/support/sentences.h"

namespace dunlin::outbound {
namespace {

constexpr Instant kNow = from_us(1'795'132'800'000'000);

GateFacts open_facts() {
  GateFacts facts;
  facts.intent = IntentId{7};
  facts.now = kNow;
  facts.content = graph::Text{.text = "Hello", .quick_replies = {}};
  facts.window.opened_at = kNow - std::chrono::hours{1};
  return facts;
}

Refusal refusal(const GateFacts& facts) {
  const Decision decision = decide(facts);
  const auto* refused = std::get_if<Refused>(&decision);
  check(refused != nullptr, "the gate refuses");
  EXPECT_TRUE(testing::is_listed_reason(refused->reason)) << refused->reason;
  return refused->why;
}

NotBefore wait_of(const GateFacts& facts) {
  Decision decision = decide(facts);
  auto* wait = std::get_if<NotBefore>(&decision);
  check(wait != nullptr, "the gate asks to wait");
  const bool of_a_budget =
      wait->why == Hold::daily_cap || wait->why == Hold::gap || wait->why == Hold::rate_budget;
  EXPECT_TRUE(of_a_budget || testing::is_listed_reason(wait->reason)) << wait->reason;
  return std::move(*wait);
}

bool permitted(const GateFacts& facts) {
  return std::holds_alternative<Permit>(decide(facts));
}

static_assert(!std::is_default_constructible_v<Permit>);
static_assert(!std::is_copy_constructible_v<Permit>);
static_assert(!std::is_constructible_v<Permit, IntentId, Permit::Leave, Permit::Tag>);

TEST(Gate, an_answer_in_an_open_window_gets_a_permit_for_its_intent) {
  const Decision decision = decide(open_facts());
  const auto& permit = std::get<Permit>(decision);
  EXPECT_EQ(permit.intent(), IntentId{7});
  EXPECT_EQ(permit.leave(), Permit::Leave::message);
  EXPECT_EQ(permit.tag(), Permit::Tag::none);
}

TEST(Gate, every_refusal_has_its_cause) {
  auto facts = open_facts();
  facts.opted_out = true;
  EXPECT_EQ(refusal(facts), Refusal::opted_out);
  facts = open_facts();
  facts.purpose = Purpose::business;
  EXPECT_EQ(refusal(facts), Refusal::no_consent_basis);
  facts.consent = GateFacts::Basis::recorded;
  facts.cooldown_until = kNow + std::chrono::hours{1};
  EXPECT_EQ(refusal(facts), Refusal::cooldown);
  facts = open_facts();
  facts.window.opened_at = kNow - std::chrono::hours{24};
  EXPECT_EQ(refusal(facts), Refusal::window_closed);
  facts = open_facts();
  facts.content = graph::Text{.text = std::string(1001, 'x'), .quick_replies = {}};
  EXPECT_EQ(refusal(facts), Refusal::content);
  facts = open_facts();
  facts.recipient = graph::Recipient::Kind::comment;
  facts.repeat = GateFacts::Repeat::again;
  EXPECT_EQ(refusal(facts), Refusal::duplicate);
  facts = open_facts();
  facts.credits = GateFacts::Credits::none;
  EXPECT_EQ(refusal(facts), Refusal::out_of_credits);
}

TEST(Gate, a_person_who_takes_over_or_a_new_episode_drops_what_automation_wished) {
  auto facts = open_facts();
  facts.owner = conversations::Owner::person;
  EXPECT_EQ(refusal(facts), Refusal::superseded_by_person);
  facts.purpose = Purpose::person;
  EXPECT_TRUE(permitted(facts));
  facts = open_facts();
  facts.episode_decided = 1;
  facts.episode_now = 2;
  EXPECT_EQ(refusal(facts), Refusal::episode_ended);
}

TEST(Gate, nothing_leaves_from_an_account_that_was_disconnected) {
  for (const Purpose purpose :
       {Purpose::answer, Purpose::business, Purpose::opt_out_notice, Purpose::person}) {
    auto facts = open_facts();
    facts.purpose = purpose;
    facts.account_state = accounts::State::disconnected;
    facts.installation = GateFacts::Switch::paused;
    EXPECT_EQ(refusal(facts), Refusal::account_gone);
    facts.leave = Permit::Leave::mark;
    EXPECT_EQ(refusal(facts), Refusal::account_gone);
  }
}

TEST(Gate, kill_switches_wait_and_only_the_installation_s_holds_people) {
  auto facts = open_facts();
  facts.workspace = GateFacts::Switch::paused;
  EXPECT_EQ(wait_of(facts).why, Hold::workspace_paused);
  EXPECT_EQ(wait_of(facts).at, kNow + kAskAgain);
  facts.purpose = Purpose::person;
  EXPECT_TRUE(permitted(facts));
  facts.account = GateFacts::Switch::paused;
  facts.account_state = accounts::State::paused;
  EXPECT_TRUE(permitted(facts));
  facts.installation = GateFacts::Switch::paused;
  EXPECT_EQ(wait_of(facts).why, Hold::installation_paused);
}

TEST(Gate, a_lost_connection_and_a_rate_limit_hold_everybody) {
  auto facts = open_facts();
  facts.purpose = Purpose::person;
  facts.account_state = accounts::State::needs_reconnect;
  EXPECT_EQ(wait_of(facts).why, Hold::account_disconnected);
  facts = open_facts();
  facts.account_paused_until = kNow + std::chrono::minutes{19};
  EXPECT_EQ(wait_of(facts).at, kNow + std::chrono::minutes{19});
  facts.account_paused_until = kNow;
  EXPECT_TRUE(permitted(facts));
}

TEST(Gate, a_kill_switch_comes_before_the_opt_out_and_the_opt_out_before_the_budget) {
  auto facts = open_facts();
  facts.opted_out = true;
  facts.installation = GateFacts::Switch::paused;
  facts.rate = UsedUp{kNow + std::chrono::minutes{1}, "used up"};
  EXPECT_EQ(wait_of(facts).why, Hold::installation_paused);
  facts.installation = GateFacts::Switch::on;
  EXPECT_EQ(refusal(facts), Refusal::opted_out);
  facts.opted_out = false;
  EXPECT_EQ(wait_of(facts).why, Hold::rate_budget);
}

TEST(Gate, cap_gap_and_budget_wait_in_this_order) {
  auto facts = open_facts();
  facts.daily_cap = UsedUp{kNow + std::chrono::hours{3}, "cap"};
  facts.gap = UsedUp{kNow + std::chrono::seconds{20}, "gap"};
  facts.rate = UsedUp{kNow + std::chrono::seconds{1}, "rate"};
  EXPECT_EQ(wait_of(facts).why, Hold::daily_cap);
  facts.daily_cap.reset();
  EXPECT_EQ(wait_of(facts).why, Hold::gap);
  facts.gap.reset();
  EXPECT_EQ(wait_of(facts).reason, "rate");
}

TEST(Gate, no_wait_reaches_beyond_the_closing_of_the_window) {
  auto facts = open_facts();
  facts.account_paused_until = kNow + std::chrono::hours{200};
  EXPECT_EQ(wait_of(facts).at, kNow + std::chrono::hours{23} - std::chrono::seconds{60});
  facts.transport = accounts::Transport::by_hand;
  EXPECT_EQ(wait_of(facts).at, kNow + std::chrono::hours{200});
}

TEST(Gate, the_one_notice_passes_an_opt_out_and_a_second_does_not) {
  auto facts = open_facts();
  facts.purpose = Purpose::opt_out_notice;
  facts.opted_out = true;
  facts.owner = conversations::Owner::person;
  EXPECT_TRUE(permitted(facts));
  facts.opt_out_notice = GateFacts::Notice::given;
  EXPECT_EQ(refusal(facts), Refusal::opted_out);
}

TEST(Gate, a_person_beyond_24_hours_gets_the_human_agent_tag_where_meta_granted_it) {
  auto facts = open_facts();
  facts.purpose = Purpose::person;
  facts.window.opened_at = kNow - std::chrono::hours{48};
  EXPECT_EQ(refusal(facts), Refusal::window_closed);
  facts.human_agent_granted = true;
  const Decision decision = decide(facts);
  EXPECT_EQ(std::get<Permit>(decision).tag(), Permit::Tag::human_agent);
}

TEST(Gate, a_task_by_hand_is_not_bound_by_the_window_but_by_the_opt_out) {
  auto facts = open_facts();
  facts.transport = accounts::Transport::by_hand;
  facts.window.opened_at.reset();
  EXPECT_TRUE(permitted(facts));
  facts.opted_out = true;
  EXPECT_EQ(refusal(facts), Refusal::opted_out);
}

template <class T>
T any_of(std::initializer_list<T> values) {
  return *rc::gen::elementOf(std::vector<T>(values));
}

std::optional<UsedUp> any_budget() {
  if (any_of({true, true, false})) return std::nullopt;
  return UsedUp{kNow + std::chrono::seconds{*rc::gen::inRange(1, 100'000)}, "used up"};
}

GateFacts any_facts() {
  auto facts = open_facts();
  facts.leave = any_of({Permit::Leave::message, Permit::Leave::mark});
  facts.purpose =
      any_of({Purpose::answer, Purpose::business, Purpose::opt_out_notice, Purpose::person});
  facts.recipient = any_of({graph::Recipient::Kind::person, graph::Recipient::Kind::person,
                            graph::Recipient::Kind::comment});
  facts.transport = any_of(
      {accounts::Transport::graph, accounts::Transport::simulator, accounts::Transport::by_hand});
  facts.installation =
      any_of({GateFacts::Switch::on, GateFacts::Switch::on, GateFacts::Switch::paused});
  facts.workspace = any_of({GateFacts::Switch::on, GateFacts::Switch::paused});
  facts.account_state = any_of({accounts::State::active, accounts::State::active,
                                accounts::State::needs_reconnect, accounts::State::paused});
  facts.human_agent_granted = any_of({true, false});
  facts.owner = any_of({conversations::Owner::automation, conversations::Owner::person});
  facts.window.opened_at.reset();
  if (any_of({true, true, true, false}))
    facts.window.opened_at = kNow - std::chrono::minutes{*rc::gen::inRange(-60, 60 * 24 * 9)};
  facts.opted_out = any_of({true, false});
  facts.opt_out_notice = any_of({GateFacts::Notice::none_yet, GateFacts::Notice::given});
  facts.consent = any_of({GateFacts::Basis::recorded, GateFacts::Basis::missing});
  facts.rate = any_budget();
  facts.gap = any_budget();
  return facts;
}

TEST(Gate, nobody_opted_out_is_ever_written_to_but_for_the_one_notice) {
  EXPECT_TRUE(rc::check([] {
    for (int i = 0; i < 20; ++i) {
      auto facts = any_facts();
      facts.opted_out = true;
      if (!permitted(facts)) continue;
      RC_ASSERT(facts.purpose == Purpose::opt_out_notice);
      RC_ASSERT(facts.opt_out_notice == GateFacts::Notice::none_yet);
    }
  }));
}

TEST(Gate, nothing_leaves_outside_its_window) {
  EXPECT_TRUE(rc::check([] {
    auto facts = any_facts();
    facts.recipient = graph::Recipient::Kind::person;
    if (!permitted(facts) || facts.transport == accounts::Transport::by_hand) return;
    RC_ASSERT(facts.window.opened_at.has_value());
    const bool week = facts.purpose == Purpose::person && facts.human_agent_granted;
    const Duration length =
        week ? Duration{std::chrono::days{7}} : Duration{std::chrono::hours{24}};
    RC_ASSERT(facts.now < *facts.window.opened_at + length - std::chrono::seconds{59});
  }));
}

TEST(Gate, automation_never_carries_the_human_agent_tag) {
  EXPECT_TRUE(rc::check([] {
    const auto facts = any_facts();
    const Decision decision = decide(facts);
    const auto* permit = std::get_if<Permit>(&decision);
    if (!permit || permit->tag() == Permit::Tag::none) return;
    RC_ASSERT(facts.purpose == Purpose::person);
  }));
}

TEST(Gate, a_wait_ends_in_the_future) {
  EXPECT_TRUE(rc::check([] {
    const auto facts = any_facts();
    const Decision decision = decide(facts);
    const auto* wait = std::get_if<NotBefore>(&decision);
    if (wait) RC_ASSERT(wait->at > facts.now);
  }));
}

}  // namespace
}  // namespace dunlin::outbound
