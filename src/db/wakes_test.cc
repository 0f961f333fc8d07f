#include "db/wakes.h"

#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "tests/storage/postgres_cluster.h"
#include "tests/storage/postgres_storage.h"

namespace dunlin::db {
namespace {

class RunningClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return {}; }
  [[nodiscard]] Monotonic monotonic() const override {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<Duration>(since)};
  }
};

struct Node {
  Node() : guard(home.get_executor()) {}

  WakesOptions options() {
    return {.channels = {"work", "rules"},
            .executor = home.get_executor(),
            .on_wake = [this](const std::string& channel) { woken.insert(channel); },
            .on_word = [this](const std::string& channel,
                              const std::string& word) { heard.push_back(channel + ": " + word); }};
  }
  std::vector<std::string> hear(std::size_t count) {
    while (heard.size() < count) home.run_one();
    return std::exchange(heard, {});
  }
  /// Until that many wakes have come in since the last call.
  std::multiset<std::string> wait_for(std::size_t count) {
    while (woken.size() < count) home.run_one();
    return std::exchange(woken, {});
  }

  boost::asio::io_context home;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard;
  std::multiset<std::string> woken;
  std::vector<std::string> heard;
};

using Woken = std::multiset<std::string>;

TEST(LocalWakes, wake_the_one_node_there_is) {
  Node node;
  const auto wakes = local_wakes(node.options());
  wakes->announce("work");
  EXPECT_TRUE(node.woken.empty());
  EXPECT_EQ(node.wait_for(1), Woken{"work"});
  wakes->close();
  wakes->announce("work");
  EXPECT_EQ(node.home.poll(), 0U);
}

class PostgresWakesTest : public testing::StorageTest {
 protected:
  PostgresWakesTest() : StorageTest(testing::Schema::empty) {}
  std::unique_ptr<Wakes> open(Node& node) {
    return postgres_wakes({.url = Secret<>(storage().location),
                           .clock = running_,
                           .random = testing::storage_random(),
                           .wakes = node.options()});
  }
  std::string database_name() {
    const auto rows = read([](Tx& tx) { return tx.query("SELECT current_database()"); });
    return rows.value().at(0).get<std::string>(0);
  }
  RunningClock running_;
};
INSTANTIATE_TEST_SUITE_P(OnPostgres, PostgresWakesTest, ::testing::Values(Engine::postgres),
                         testing::engine_name);

TEST_P(PostgresWakesTest, reach_every_node) {
  Node one;
  Node two;
  const auto first = open(one);
  const auto second = open(two);
  EXPECT_EQ(one.wait_for(2), (Woken{"rules", "work"})) << "what came before is not known";
  EXPECT_EQ(two.wait_for(2), (Woken{"rules", "work"}));
  first->announce("work");
  EXPECT_EQ(one.wait_for(1), Woken{"work"});
  EXPECT_EQ(two.wait_for(1), Woken{"work"});
  second->announce("rules");
  EXPECT_EQ(one.wait_for(1), Woken{"rules"});
}

TEST_P(PostgresWakesTest, carry_words_to_every_node_in_order_and_whole) {
  Node one;
  Node two;
  const auto first = open(one);
  const auto second = open(two);
  one.wait_for(2);
  two.wait_for(2);
  const std::string longest(kLongestWord, 'x');
  first->tell("rules", "a'b\\n\n{}");
  first->tell("rules", longest);
  first->tell("work", "3");
  const std::vector<std::string> all{"rules: a'b\\n\n{}", "rules: " + longest, "work: 3"};
  EXPECT_EQ(two.hear(3), all);
  EXPECT_EQ(one.hear(3), all) << "who told it hears it too";
}

TEST_P(PostgresWakesTest, too_many_words_become_a_wake) {
  Node node;
  testing::PostgresCluster::instance().execute("SELECT 1");
  const auto wakes = open(node);
  node.wait_for(2);
  for (std::size_t i = 0; i < 200 * kMostWords; ++i) wakes->tell("rules", "1");
  EXPECT_EQ(node.wait_for(1), Woken{"rules"});
}

TEST_P(PostgresWakesTest, are_few_however_many_announcements_there_are) {
  Node node;
  const auto wakes = open(node);
  node.wait_for(2);
  const Monotonic begun = running_.monotonic();
  for (int i = 0; i < 10'000; ++i) wakes->announce("work");
  wakes->announce("rules");
  std::size_t count = 0;
  bool last_has_come = false;
  while (!last_has_come) {
    const Woken woken = node.wait_for(1);
    count += woken.size();
    last_has_come = woken.contains("rules");
  }
  const auto slots = (running_.monotonic() - begun) / std::chrono::milliseconds{5};
  EXPECT_LE(count, static_cast<std::size_t>(slots) + 3);
}

TEST_P(PostgresWakesTest, come_back_when_the_connection_was_lost) {
  Node node;
  const auto wakes = open(node);
  node.wait_for(2);
  testing::PostgresCluster::instance().execute(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query <> '' AND datname = '" +
      database_name() + "'");
  EXPECT_EQ(node.wait_for(2), (Woken{"rules", "work"}));
  wakes->announce("work");
  EXPECT_EQ(node.wait_for(1), Woken{"work"});
}

}  // namespace
}  // namespace dunlin::db
