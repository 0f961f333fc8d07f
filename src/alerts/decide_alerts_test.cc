#include "alerts/decide_alerts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "alerts/tell.h"
#include "tests/support/sentences.h"

namespace dunlin::alerts {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum Change::What;

constexpr Instant kNow = from_ms(1'790'000'000'000);
constexpr AccountId kAccount{7};

Facts with(AccountFacts account) {
  account.id = kAccount;
  account.username = "shop";
  Facts facts{.now = kNow};
  facts.accounts.push_back(std::move(account));
  return facts;
}

std::vector<Kind> raised(const Facts& facts, const Settings& settings = shipped_settings()) {
  std::vector<Kind> out;
  for (const Condition& condition : conditions(facts, settings)) out.push_back(condition.kind);
  return out;
}

Settings set(Kind kind, bool enabled, std::int64_t threshold) {
  Settings settings = shipped_settings();
  settings.at(static_cast<std::size_t>(kind)) = {kind, enabled, threshold};
  return settings;
}

TEST(Conditions, nothing_stands_where_all_is_well) {
  EXPECT_THAT(raised(Facts{.now = kNow}), IsEmpty());
  EXPECT_THAT(raised(with({.token_expires_at = kNow + days{40}, .heard_at = kNow})), IsEmpty());
}

TEST(Conditions, an_account_is_silent_only_after_it_was_heard) {
  EXPECT_THAT(raised(with({.heard_at = kNow - hours{48}})), ElementsAre(Kind::webhook_silence));
  EXPECT_THAT(raised(with({.heard_at = kNow - hours{47}})), IsEmpty());
  EXPECT_THAT(raised(with({})), IsEmpty());
  EXPECT_THAT(
      raised(with({.transport = accounts::Transport::simulator, .heard_at = kNow - days{9}})),
      IsEmpty());
  EXPECT_THAT(raised(with({.heard_at = kNow - hours{3}}), set(Kind::webhook_silence, true, 2)),
              ElementsAre(Kind::webhook_silence));
  EXPECT_THAT(raised(with({.heard_at = kNow - days{9}}), set(Kind::webhook_silence, false, 2)),
              IsEmpty());
}

TEST(Conditions, a_lost_or_paused_account_is_told_with_its_reason) {
  const auto found = conditions(
      with({.state = accounts::State::needs_reconnect, .state_reason = "It was revoked."}),
      shipped_settings());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().kind, Kind::account_disconnected);
  EXPECT_EQ(found.front().object, kAccount.value);
  EXPECT_EQ(sentences(found.front().kind, found.front().facts, "en").says,
            "Instagram does not accept the token of @shop any more. It was revoked.");
  EXPECT_THAT(raised(with({.state = accounts::State::paused})), ElementsAre(Kind::account_paused));
}

TEST(Conditions, a_token_is_told_again_at_seven_three_and_one_days) {
  const auto level = [](Duration left, std::int64_t threshold = 14) {
    const auto found = conditions(with({.token_expires_at = kNow + left}),
                                  set(Kind::token_expiring, true, threshold));
    return found.empty() ? -1 : found.front().level;
  };
  EXPECT_EQ(level(days{15}), -1);
  EXPECT_EQ(level(days{14}), 0);
  EXPECT_EQ(level(days{7}), 1);
  EXPECT_EQ(level(days{3}), 2);
  EXPECT_EQ(level(days{1}), 3);
  EXPECT_EQ(level(-days{1}), 3);
  EXPECT_EQ(level(days{3}, 3), 0);
  EXPECT_EQ(level(days{1}, 3), 1);
}

TEST(Conditions, sends_are_told_of_when_they_are_late_or_fail) {
  Facts facts{.now = kNow};
  facts.unknown = 2;
  facts.oldest_unknown_at = kNow - minutes{15};
  facts.oldest_due_at = kNow - minutes{29};
  EXPECT_THAT(raised(facts), ElementsAre(Kind::sends_unknown));
  facts.oldest_due_at = kNow - minutes{30};
  EXPECT_THAT(raised(facts), ElementsAre(Kind::sends_unknown, Kind::queue_age));
  facts = {.now = kNow};
  facts.sent = 8;
  facts.failed = 2;
  EXPECT_THAT(raised(facts), ElementsAre(Kind::error_share));
  facts.sent = 9;
  EXPECT_THAT(raised(facts), IsEmpty()) << "less than a fifth";
  facts.sent = 0;
  EXPECT_THAT(raised(facts), IsEmpty()) << "too few to say anything";
}

TEST(Conditions, parked_events_guessing_and_the_machine_are_watched) {
  Facts facts{.now = kNow};
  facts.parked = 1;
  facts.guessed_at.push_back({.person = PersonId{3}, .name = "Leila", .failures = 5});
  facts.machine = Machine{.free_bytes = 512 << 20, .unreachable = "net.timeout"};
  EXPECT_THAT(raised(facts), ElementsAre(Kind::parked_events, Kind::sign_in_failures,
                                         Kind::instagram_unreachable, Kind::disk_low));
  facts = {.now = kNow};
  facts.machine = Machine{.newest_backup = kNow - days{8}, .knows_backups = true};
  EXPECT_THAT(raised(facts), IsEmpty()) << "shipped switched off";
  const Settings asked = set(Kind::backup_old, true, 7);
  EXPECT_THAT(raised(facts, asked), ElementsAre(Kind::backup_old));
  facts.machine->newest_backup = kNow - days{6};
  EXPECT_THAT(raised(facts, asked), IsEmpty());
  facts.machine->knows_backups = false;
  facts.machine->newest_backup.reset();
  EXPECT_THAT(raised(facts, asked), IsEmpty());
}

Condition parked(std::int64_t count, int level = 0) {
  return {.kind = Kind::parked_events, .level = level, .facts = {{"count", count}}};
}
Alert row(const Condition& condition, std::optional<Instant> over_at = {}) {
  return {.id = AlertId{5},
          .kind = condition.kind,
          .object = condition.object,
          .level = condition.level,
          .facts = condition.facts,
          .over_at = over_at};
}
std::vector<Change::What> what(const std::vector<Condition>& stands,
                               const std::vector<Alert>& rows) {
  std::vector<Change::What> out;
  for (const Change& change : changes(stands, rows, kNow)) out.push_back(change.what);
  return out;
}

TEST(Changes, what_stands_is_raised_once_and_ends_with_its_cause) {
  EXPECT_THAT(what({parked(1)}, {}), ElementsAre(raise));
  EXPECT_THAT(what({parked(1)}, {row(parked(1))}), IsEmpty());
  EXPECT_THAT(what({parked(2)}, {row(parked(1))}), ElementsAre(refresh));
  EXPECT_THAT(what({}, {row(parked(1))}), ElementsAre(end));
  EXPECT_THAT(what({}, {row(parked(1), kNow)}), IsEmpty());
}

TEST(Changes, what_grows_is_told_again_and_what_shrinks_is_not) {
  EXPECT_THAT(what({parked(1, 2)}, {row(parked(1, 1))}), ElementsAre(escalate));
  EXPECT_THAT(what({parked(1, 0)}, {row(parked(1, 1))}), ElementsAre(refresh));
}

TEST(Changes, what_comes_back_soon_is_the_same_alert) {
  EXPECT_THAT(what({parked(1)}, {row(parked(1), kNow - minutes{59})}), ElementsAre(reopen));
  EXPECT_THAT(what({parked(1)}, {row(parked(1), kNow - minutes{60})}), ElementsAre(raise));
  EXPECT_THAT(what({parked(1)}, {row(parked(1), kNow - minutes{5}), row(parked(1))}), IsEmpty());
}

TEST(Changes, alerts_of_two_objects_are_two) {
  Condition one{.kind = Kind::account_paused, .object = 1};
  Condition other{.kind = Kind::account_paused, .object = 2};
  EXPECT_THAT(what({other}, {row(one)}), ElementsAre(raise, end));
}

TEST(Kinds, are_those_of_the_contract_and_have_sentences_in_every_language) {
  const YAML::Node schemas = YAML::LoadFile("api/openapi.yaml")["components"]["schemas"];
  std::vector<std::string> described, named;
  for (const auto& kind : schemas["AlertKind"]["enum"]) described.push_back(kind.as<std::string>());
  for (int i = 0; i < kKindCount; ++i) {
    const auto kind = static_cast<Kind>(i);
    named.emplace_back(name(kind));
    EXPECT_EQ(kind_named(name(kind)), kind);
    for (const std::string_view language : {"en", "fa"}) {
      const Sentences words = sentences(kind, {{"account", "shop"}, {"reason", "why"}}, language);
      EXPECT_FALSE(words.title.empty() || words.says.empty() || words.todo.empty());
      EXPECT_EQ(words.says.find('{'), std::string::npos) << words.says;
    }
  }
  EXPECT_EQ(named, described);
  for (const KindRow& row : kinds()) {
    EXPECT_EQ(row_of(row.kind).kind, row.kind);
    EXPECT_LE(row.minimum, row.standard);
    EXPECT_LE(row.standard, row.maximum);
  }
}

TEST(ToldByMail, owners_and_admins_are_told_until_they_say_otherwise) {
  using workspace::Role;
  const std::vector<Reader> members{{.person = PersonId{1}, .role = Role::owner},
                                    {.person = PersonId{2}, .role = Role::admin},
                                    {.person = PersonId{3}, .role = Role::agent},
                                    {.person = PersonId{4}, .role = Role::viewer}};
  const auto told = [&](const std::vector<MailWish>& wishes) {
    std::vector<std::int64_t> out;
    for (const Reader& reader : told_by_mail(members, wishes)) out.push_back(reader.person.value);
    return out;
  };
  EXPECT_THAT(told({}), ElementsAre(1, 2));
  EXPECT_THAT(told({{PersonId{1}, false}, {PersonId{4}, true}}), ElementsAre(2, 4));
}

TEST(Alerts, all_that_can_be_said_is_listed_for_those_who_say_it_in_another_language) {
  json::Object said;
  for (int kind = 0; kind < kKindCount; ++kind) {
    const Words words = words_of(static_cast<Kind>(kind));
    said[name(static_cast<Kind>(kind))] = json::Object{{"says", words.says}, {"todo", words.todo}};
  }
  EXPECT_EQ(testing::sentences_of("alerts"), said) << json::print(said);
}

}  // namespace
}  // namespace dunlin::alerts
