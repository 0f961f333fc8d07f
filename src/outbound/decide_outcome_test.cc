#include "outbound/decide_outcome.h"

#include <gtest/gtest.h>

#include "outbound/backoff.h"
#include "outbound/fingerprint.h"

namespace dunlin::outbound {
namespace {

constexpr Instant kNow = from_us(1'795'132'800'000'000);
using std::chrono::minutes;
using std::chrono::seconds;

Attempt attempt() {
  Attempt out;
  out.now = kNow;
  out.deadline = kNow + seconds{5};
  return out;
}

graph::SendAnswer error(int code, int subcode = 0) {
  return {
      .outcome = graph::classify(400, R"({"error":{"code":)" + std::to_string(code) +
                                          R"(,"error_subcode":)" + std::to_string(subcode) + "}}"),
      .usage = {}};
}
graph::SendAnswer not_sent() {
  return {.outcome = graph::NotSent{"net.refused", "No one listens."}, .usage = {}};
}
graph::SendAnswer timeout() {
  return {.outcome = graph::Unknown{"net.timeout", "No answer."}, .usage = {}};
}

TEST(DecideOutcome, a_message_id_is_sent) {
  const auto out = decide_outcome({.outcome = graph::Sent{"m1", "91"}, .usage = {}}, attempt());
  EXPECT_EQ(out.state, IntentState::sent);
  EXPECT_EQ(out.mid, "m1");
  EXPECT_EQ(out.account.kind, AccountChange::Kind::none);
}

TEST(DecideOutcome, what_may_have_happened_is_unknown_until_it_was_read_back) {
  for (const auto& answer : {timeout(), error(1), error(2), error(1, 1357046), error(424242)}) {
    const auto out = decide_outcome(answer, attempt());
    EXPECT_EQ(out.state, IntentState::unknown);
    EXPECT_EQ(out.next_at, kNow + seconds{5} + minutes{2});
  }
}

TEST(DecideOutcome, what_surely_was_not_sent_waits_without_using_up_a_retry) {
  auto again = attempt();
  again.failures = 3;
  again.waits = 50;
  const auto out = decide_outcome(not_sent(), again);
  EXPECT_EQ(out.state, IntentState::queued);
  EXPECT_EQ(out.failures, 3);
  EXPECT_EQ(out.waits, 51);
  EXPECT_EQ(out.next_at, kNow + seconds{60});
}

TEST(DecideOutcome, a_reply_is_retried_three_times_and_a_campaign_message_five_times) {
  for (const auto& [source, allowed] : {std::pair{Source::rule, 3}, {Source::campaign, 5}}) {
    auto tried = attempt();
    tried.source = source;
    for (; tried.failures < allowed; ++tried.failures) {
      const auto out = decide_outcome(error(-1, 2207001), tried);
      EXPECT_EQ(out.state, IntentState::queued);
      EXPECT_EQ(out.failures, tried.failures + 1);
    }
    EXPECT_EQ(decide_outcome(error(-1, 2207001), tried).state, IntentState::failed);
  }
}

TEST(DecideOutcome, a_file_that_meta_cannot_fetch_is_tried_once_more_only) {
  auto tried = attempt();
  EXPECT_EQ(decide_outcome(error(100, 2018008), tried).state, IntentState::queued);
  tried.failures = 1;
  EXPECT_EQ(decide_outcome(error(100, 2018008), tried).state, IntentState::failed);
}

TEST(DecideOutcome, a_rate_limit_parks_account_and_intent_until_the_time_meta_names) {
  auto answer = error(80002);
  answer.usage.regain_after = minutes{19};
  const auto out = decide_outcome(answer, attempt());
  EXPECT_EQ(out.state, IntentState::queued);
  EXPECT_EQ(out.failures, 0);
  EXPECT_EQ(out.next_at, kNow + minutes{19});
  EXPECT_EQ(out.account.kind, AccountChange::Kind::park);
  EXPECT_EQ(out.account.until, kNow + minutes{19});
  EXPECT_EQ(decide_outcome(error(613), attempt()).account.until, kNow + minutes{1});
}

TEST(DecideOutcome, a_full_usage_header_parks_even_when_the_send_succeeded) {
  graph::SendAnswer answer{.outcome = graph::Sent{"m1", "91"},
                           .usage = {.percent = 100, .regain_after = {}}};
  const auto out = decide_outcome(answer, attempt());
  EXPECT_EQ(out.state, IntentState::sent);
  EXPECT_EQ(out.account.kind, AccountChange::Kind::park);
  answer.usage.percent = 99;
  EXPECT_EQ(decide_outcome(answer, attempt()).account.kind, AccountChange::Kind::none);
}

TEST(DecideOutcome, a_dead_token_or_a_block_keeps_the_send_for_later) {
  const auto expired = decide_outcome(error(190, 463), attempt());
  EXPECT_EQ(expired.state, IntentState::queued);
  EXPECT_EQ(expired.account.kind, AccountChange::Kind::reconnect);
  const auto blocked = decide_outcome(error(368), attempt());
  EXPECT_EQ(blocked.state, IntentState::queued);
  EXPECT_EQ(blocked.account.kind, AccountChange::Kind::pause);
  EXPECT_FALSE(blocked.account.reason.empty());
}

TEST(DecideOutcome, a_terminal_answer_fails_with_its_sentence) {
  const auto out = decide_outcome(error(10, 2534022), attempt());
  EXPECT_EQ(out.state, IntentState::failed);
  EXPECT_FALSE(out.reason.empty());
  EXPECT_FALSE(out.means_stop);
  EXPECT_TRUE(decide_outcome(error(551), attempt()).means_stop);
}

graph::ReadMessage message(std::string mid, std::string from, std::string text, Instant at = kNow) {
  graph::ReadMessage out;
  out.mid = std::move(mid);
  out.from_id = std::move(from);
  out.text = std::move(text);
  out.created_at = at;
  return out;
}

SoughtSend sought(std::string_view text) {
  SoughtSend out;
  out.igsid = "91";
  out.echo_hash = echo_hash(text);
  out.sending_at = kNow;
  return out;
}

TEST(DecideReadBack, finds_the_oldest_of_ours_that_nothing_else_accounts_for) {
  const std::vector<SeenMessage> messages = {
      {message("m5", "17", "Hi"), SeenMessage::Known::as_another},
      {message("m4", "17", " Hi\n"), SeenMessage::Known::not_at_all},
      {message("m3", "17", "Hi"), SeenMessage::Known::not_at_all},
      {message("m2", "91", "Hi"), SeenMessage::Known::not_at_all},
      {message("m1", "17", "Other"), SeenMessage::Known::not_at_all},
  };
  const auto out = decide_read_back(messages, sought("Hi"));
  EXPECT_EQ(out.verdict, ReadBack::Verdict::found);
  EXPECT_EQ(out.mid, "m3");
}

TEST(DecideReadBack, an_hour_s_difference_of_clocks_hides_nothing) {
  const std::vector<SeenMessage> messages = {
      {message("m1", "17", "Hi", kNow - std::chrono::hours{10}), SeenMessage::Known::not_at_all}};
  EXPECT_EQ(decide_read_back(messages, sought("Hi")).verdict, ReadBack::Verdict::found);
}

TEST(DecideReadBack, an_attachment_comes_back_without_text) {
  auto file = sought("");
  file.has_attachment_shape = true;
  EXPECT_EQ(decide_read_back({{message("m1", "17", ""), SeenMessage::Known::not_at_all}}, file).mid,
            "m1");
  EXPECT_EQ(
      decide_read_back({{message("m1", "17", ""), SeenMessage::Known::not_at_all}}, sought("Hi"))
          .verdict,
      ReadBack::Verdict::absent);
}

TEST(DecideReadBack, an_empty_or_short_conversation_without_it_means_absent) {
  EXPECT_EQ(decide_read_back({}, sought("Hi")).verdict, ReadBack::Verdict::absent);
}

TEST(DecideReadBack, twenty_newer_messages_decide_nothing) {
  std::vector<SeenMessage> messages;
  for (int i = 0; i < 20; ++i) {
    messages.push_back({message("m" + std::to_string(i), "91", "Hi", kNow + seconds{1}),
                        SeenMessage::Known::not_at_all});
  }
  EXPECT_EQ(decide_read_back(messages, sought("Hi")).verdict, ReadBack::Verdict::inconclusive);
  messages.back().message.created_at = kNow - seconds{1};
  EXPECT_EQ(decide_read_back(messages, sought("Hi")).verdict, ReadBack::Verdict::absent);
}

TEST(DecideAbsent, looks_twice_before_it_sends_again) {
  Absence absence;
  absence.now = kNow;
  EXPECT_EQ(decide_absent(absence).state, IntentState::unknown);
  EXPECT_EQ(decide_absent(absence).next_at, kNow + minutes{2});
  absence.look = Absence::Look::last;
  const auto again = decide_absent(absence);
  EXPECT_EQ(again.state, IntentState::queued);
  EXPECT_EQ(again.failures, 1);
  absence.failures = 3;
  EXPECT_EQ(decide_absent(absence).state, IntentState::failed);
}

TEST(DecideAbsent, at_most_once_and_an_unclear_read_back_wait_for_a_person) {
  Absence absence;
  absence.now = kNow;
  absence.look = Absence::Look::last;
  absence.policy = Policy::at_most_once;
  EXPECT_EQ(decide_absent(absence).state, IntentState::held);
  absence.policy = Policy::reconcile;
  absence.verdict = ReadBack::Verdict::inconclusive;
  EXPECT_EQ(decide_absent(absence).state, IntentState::held);
}

TEST(Backoff, doubles_to_a_minute_and_jitter_takes_at_most_half) {
  EXPECT_EQ(backoff(1, 0), seconds{2});
  EXPECT_EQ(backoff(2, 0), seconds{4});
  EXPECT_EQ(backoff(3, 1), seconds{4});
  EXPECT_EQ(backoff(1000, 0), seconds{60});
  EXPECT_EQ(backoff(1000, 1), seconds{30});
}

TEST(EffectKey, differs_with_each_of_its_parts) {
  const graph::Recipient person{.kind = graph::Recipient::Kind::person, .id = "91"};
  const graph::Recipient comment{.kind = graph::Recipient::Kind::comment, .id = "91"};
  const std::string key = effect_key(WorkspaceId{1}, AccountId{2}, person, "event:1 rule:3", 0);
  EXPECT_EQ(key.size(), 64U);
  EXPECT_EQ(key, effect_key(WorkspaceId{1}, AccountId{2}, person, "event:1 rule:3", 0));
  EXPECT_NE(key, effect_key(WorkspaceId{9}, AccountId{2}, person, "event:1 rule:3", 0));
  EXPECT_NE(key, effect_key(WorkspaceId{1}, AccountId{9}, person, "event:1 rule:3", 0));
  EXPECT_NE(key, effect_key(WorkspaceId{1}, AccountId{2}, comment, "event:1 rule:3", 0));
  EXPECT_NE(key, effect_key(WorkspaceId{1}, AccountId{2}, person, "event:1 rule:4", 0));
  EXPECT_NE(key, effect_key(WorkspaceId{1}, AccountId{2}, person, "event:1 rule:3", 1));
}

}  // namespace
}  // namespace dunlin::outbound
