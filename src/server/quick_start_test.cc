#include "server/quick_start.h"

#include <gtest/gtest.h>

#include "accounts/accounts_testing.h"
#include "tests/storage/testing_database.h"
#include "tests/support/manual_seams.h"
#include "tests/support/tenant.h"

namespace dunlin::server {
namespace {

constexpr std::string_view kIgId = "17841499900000099";
constexpr std::string_view kMine = R"({"user_id":"17841499900000099","username":"true.name"})";

struct QuickStartTest : ::testing::Test {
  QuickStartTest() {
    const auto fill = [this](db::Tx& tx) -> Status {
      DUNLIN_CHECK(testing::make_workspace(tx, scope));
      accounts::NewAccount account = settings();
      account.id = AccountId{5};
      DUNLIN_TRY(const auto made,
                 accounts::connect(tx, scope, *vault, account, seams.clock().now()));
      return {};
    };
    const auto filled = seams.run(database.write(fill));
    check(filled.ok(), "the account is there");
  }
  ~QuickStartTest() override {
    storage.main->close();
    storage.journal->close();
  }
  static accounts::NewAccount settings() {
    accounts::NewAccount out;
    out.ig_id = kIgId;
    out.token = Secret<>("token");
    out.transport = accounts::Transport::graph;
    return out;
  }
  void start() { spawn(seams.seams().executor, quick_start.run(scope.workspace())); }
  std::string stored_name() {
    const auto read = [this](db::Tx& tx) { return accounts::find(tx, scope, AccountId{5}); };
    return seams.run(database.read(read))->username;
  }

  testing::ManualSeams seams;
  testing::OpenedStorage storage =
      testing::open_inline_storage(testing::Schema::migrated, seams.clock());
  db::Database database{storage.main};
  Scope scope = testing::scope_of(1);
  std::unique_ptr<accounts::Vault> vault =
      *accounts::Vault::create(Secret<>(std::string(32, 'k')), seams.seams().random);
  accounts::fake::MeServer client;
  graph::Graph graph{client, {}};
  QuickStart quick_start{seams.seams(), database, graph, *vault, settings()};
};

TEST_F(QuickStartTest, a_proven_token_names_the_account) {
  client.says(200, std::string(kMine));
  start();
  seams.advance(std::chrono::seconds{1});
  EXPECT_EQ(stored_name(), "true.name");
  EXPECT_FALSE(quick_start.fault().has_value());
}

TEST_F(QuickStartTest, brings_nothing_into_another_workspace_after_the_first_was_deleted) {
  const auto removed = [](db::Tx& tx) -> Status {
    DUNLIN_CHECK(tx.run("DELETE FROM account_directory"));
    DUNLIN_CHECK(tx.run("DELETE FROM account"));
    return tx.run("UPDATE installation SET first_workspace_removed = 1");
  };
  ASSERT_TRUE(seams.run(database.write(removed)).ok());
  client.says(200, std::string(kMine));
  start();
  seams.advance(std::chrono::seconds{1});
  const auto read = [this](db::Tx& tx) { return accounts::list(tx, scope); };
  EXPECT_TRUE(seams.run(database.read(read))->empty());
}

TEST_F(QuickStartTest, a_refused_token_is_told_and_not_asked_about_again) {
  client.says(400, R"({"error":{"message":"Invalid OAuth access token","code":190}})");
  start();
  seams.advance(std::chrono::hours{1});
  ASSERT_TRUE(quick_start.fault().has_value());
  EXPECT_NE(quick_start.fault()->find("access token"), std::string::npos);
  EXPECT_EQ(client.asked.size(), 1U);
}

TEST_F(QuickStartTest, a_token_of_another_account_is_told) {
  client.says(200, R"({"user_id":"1","username":"somebody"})");
  start();
  seams.advance(std::chrono::seconds{1});
  ASSERT_TRUE(quick_start.fault().has_value());
  EXPECT_NE(quick_start.fault()->find("belongs to 1 (@somebody)"), std::string::npos);
  EXPECT_EQ(stored_name(), "");
}

TEST_F(QuickStartTest, while_instagram_does_not_answer_it_is_asked_again) {
  client.says(503, "");
  start();
  seams.advance(std::chrono::minutes{2});
  EXPECT_GE(client.asked.size(), 2U);
  EXPECT_FALSE(quick_start.fault().has_value());
  client.says(200, std::string(kMine));
  seams.advance(std::chrono::minutes{2});
  EXPECT_EQ(stored_name(), "true.name");
  quick_start.stop();
  seams.advance(std::chrono::seconds{1});
}

}  // namespace
}  // namespace dunlin::server
