#include "server/live.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "base/system_seams.h"
#include "feed/feed.h"
#include "net/client.h"
#include "tests/storage/postgres_cluster.h"
#include "tests/storage/postgres_storage.h"
#include "tests/support/plain_seams.h"
#include "tests/support/soon_timers.h"

namespace dunlin::server {
namespace {

constexpr WorkspaceId kOurs{1};

class NoClient final : public net::Client {
 public:
  Task<net::ClientResult> send(net::ClientRequest) override {
    co_return net::ClientResult(net::TransportFailure{});
  }
};

/// Two nodes of one installation on a real PostgreSQL.
class LiveTest : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    timers_.emplace(executor());
    vault_ = *accounts::Vault::create(Secret<>(std::string(32, 'k')), random_);
    outside_.emplace(Outside{clock(), random_, *timers_, executor(), client_, database(), journal(),
                             *vault_, [this](db::WakesOptions options) {
                               return db::postgres_wakes({.url = Secret<>(storage().location),
                                                          .clock = running_,
                                                          .random = testing::storage_random(),
                                                          .wakes = std::move(options)});
                             }});
    one_ = std::make_unique<Live>(*outside_, "1.1");
    two_ = std::make_unique<Live>(*outside_, "2.1");
    // Whoever has just connected may have missed something.
    until(*one_, 1);
    until(*two_, 1);
  }
  void TearDown() override {
    for (Live* node : {one_.get(), two_.get()}) {
      if (node != nullptr) node->close();
    }
    StorageTest::TearDown();
  }
  void until(const Live& node, std::uint64_t last) {
    while (node.hub()->last() < last) run_one();
  }

  SystemClock running_;
  testing::SeededRandom random_;
  NoClient client_;
  std::optional<testing::SoonTimers> timers_;
  std::unique_ptr<accounts::Vault> vault_;
  std::optional<Outside> outside_;
  std::unique_ptr<Live> one_, two_;
};
INSTANTIATE_TEST_SUITE_P(OnPostgres, LiveTest, ::testing::Values(db::Engine::postgres),
                         testing::engine_name);

TEST_P(LiveTest, what_one_node_commits_the_other_tells_too) {
  const auto change = [](db::Tx& tx) -> Status {
    feed::tell(tx, kOurs, feed::Kind::message, ConversationId{7});
    return {};
  };
  ASSERT_TRUE(wait(one_->watched(*outside_).main.write(change)).ok());
  until(*two_, 2);
  until(*one_, 2);
  for (const Live* node : {one_.get(), two_.get()}) {
    const auto news = node->hub()->since(kOurs, 1, 10);
    ASSERT_EQ(news.events.size(), 1U);
    EXPECT_EQ(news.events[0].second.kind, feed::Kind::message);
    EXPECT_EQ(news.events[0].second.id, 7);
  }
}

TEST_P(LiveTest, what_is_rolled_back_is_told_to_nobody) {
  const auto fail = [](db::Tx& tx) -> Status {
    feed::tell(tx, kOurs, feed::Kind::message, ConversationId{7});
    return Error(Code::conflict, "test.no", "No.");
  };
  const auto change = [](db::Tx& tx) -> Status {
    feed::tell(tx, kOurs, feed::Kind::rules);
    return {};
  };
  ASSERT_FALSE(wait(one_->watched(*outside_).main.write(fail)).ok());
  ASSERT_TRUE(wait(one_->watched(*outside_).main.write(change)).ok());
  until(*two_, 2);
  EXPECT_EQ(two_->hub()->since(kOurs, 1, 10).events.at(0).second.kind, feed::Kind::rules);
}

TEST_P(LiveTest, who_was_cut_off_begins_anew) {
  const auto before = two_->hub()->last();
  const auto name = read([](db::Tx& tx) { return tx.query("SELECT current_database()"); });
  testing::PostgresCluster::instance().execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query <> '' AND datname = '" +
      name->at(0).get<std::string>(0) + "'");
  until(*two_, before + 1);
  EXPECT_TRUE(two_->hub()->since(kOurs, before, 10).lost);
}

}  // namespace
}  // namespace dunlin::server
