#include "server/decide_health.h"

#include <gtest/gtest.h>

namespace dunlin::server {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

HealthFacts sound() {
  HealthFacts facts;
  facts.now = from_ms(1'795'176'000'000);
  facts.queue = outbound::QueueFacts{};
  facts.sending_paused = false;
  facts.disk = DiskSpace{.free_bytes = 10LL << 30};
  facts.graph.good_at = facts.now - seconds{5};
  facts.graph.clock_ahead = Duration{200'000};
  return facts;
}

std::string said_of(const Health& health, std::string_view name) {
  for (const Health::Check& check : health.checks) {
    if (check.name == name) return check.says;
  }
  return "";
}

TEST(Health, of_a_sound_server_is_ok_in_every_part) {
  const Health health = judge_health(sound());
  EXPECT_EQ(health.state, Health::State::ok);
  ASSERT_EQ(health.checks.size(), 5U);
  for (const Health::Check& check : health.checks) EXPECT_EQ(check.says, "ok") << check.name;
  EXPECT_TRUE(health.off.empty());
}

TEST(Health, is_unavailable_while_a_store_does_not_answer_whatever_else_is_wrong) {
  HealthFacts facts = sound();
  facts.journal_fault = "It does not answer in time.";
  facts.disk->free_bytes = 0;
  const Health health = judge_health(facts);
  EXPECT_EQ(health.state, Health::State::unavailable);
  EXPECT_EQ(said_of(health, "journal"), "It does not answer in time.");
  EXPECT_EQ(health.off.size(), 2U);
}

TEST(Health, is_unavailable_while_the_database_takes_no_writes) {
  HealthFacts facts = sound();
  facts.write_fault = "The disk is full";
  const Health health = judge_health(facts);
  EXPECT_EQ(health.state, Health::State::unavailable);
  EXPECT_EQ(said_of(health, "database"), "It takes no writes. The disk is full");
  EXPECT_EQ(health.off.size(), 1U);
}

TEST(Health, is_unavailable_while_a_second_copy_was_promised_and_is_not_kept) {
  HealthFacts facts = sound();
  facts.durability_fault = "No synchronous standby is connected";
  const Health health = judge_health(facts);
  EXPECT_EQ(health.state, Health::State::unavailable);
  EXPECT_EQ(said_of(health, "durability"), "No synchronous standby is connected");
}

TEST(Health, a_token_of_no_use_is_told_while_the_server_serves) {
  HealthFacts facts = sound();
  facts.account_fault = "Instagram does not take this access token.";
  const Health health = judge_health(facts);
  EXPECT_EQ(health.state, Health::State::degraded);
  ASSERT_EQ(health.off.size(), 1U);
  EXPECT_NE(health.off[0].find("DUNLIN_IG_ACCESS_TOKEN"), std::string::npos);
}

TEST(Health, a_disk_that_fills_is_told_before_it_is_full) {
  HealthFacts facts = sound();
  facts.disk->free_bytes = kDiskLow_bytes;
  EXPECT_EQ(judge_health(facts).state, Health::State::ok);
  facts.disk->free_bytes = kDiskLow_bytes - 1;
  const Health low = judge_health(facts);
  EXPECT_EQ(low.state, Health::State::degraded);
  EXPECT_EQ(said_of(low, "disk"), "1023 MiB are free.");
  facts.disk->free_bytes = kDiskFull_bytes - 1;
  EXPECT_NE(judge_health(facts).off.at(0).find("refused"), std::string::npos);
}

TEST(Health, a_clock_that_is_wrong_either_way_is_told) {
  HealthFacts facts = sound();
  for (const Duration ahead : {Duration{kClockTolerance}, -Duration{kClockTolerance}}) {
    facts.graph.clock_ahead = ahead;
    EXPECT_EQ(judge_health(facts).state, Health::State::ok);
  }
  facts.graph.clock_ahead = hours{2};
  EXPECT_EQ(said_of(judge_health(facts), "clock"), "It is 7200 s ahead of Instagram's.");
  facts.graph.clock_ahead = -seconds{31};
  const Health behind = judge_health(facts);
  EXPECT_EQ(said_of(behind, "clock"), "It is 31 s behind Instagram's.");
  EXPECT_EQ(behind.state, Health::State::degraded);
}

TEST(Health, one_failed_call_is_no_outage_and_three_are) {
  HealthFacts facts = sound();
  facts.graph.bad = "net.timeout";
  facts.graph.bad_at = facts.now - seconds{9};
  facts.graph.bad_in_a_row = kGraphFailures - 1;
  EXPECT_EQ(judge_health(facts).state, Health::State::ok);
  facts.graph.bad_in_a_row = kGraphFailures;
  const Health health = judge_health(facts);
  EXPECT_EQ(health.state, Health::State::degraded);
  EXPECT_EQ(said_of(health, "graph"), "The last 3 calls failed, the last 9 s ago (net.timeout).");
}

TEST(Health, what_is_not_known_yet_is_no_fault) {
  HealthFacts facts = sound();
  facts.graph = {};
  facts.disk = std::nullopt;
  EXPECT_EQ(judge_health(facts).state, Health::State::ok);
}

TEST(Health, paused_sending_is_told_as_off) {
  HealthFacts facts = sound();
  facts.sending_paused = true;
  const Health health = judge_health(facts);
  EXPECT_EQ(health.state, Health::State::degraded);
  EXPECT_NE(health.off.at(0).find("dunlin sending resume"), std::string::npos);
}

}  // namespace
}  // namespace dunlin::server
