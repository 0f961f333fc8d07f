#include <algorithm>
#include <latch>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/storage/postgres_storage.h"
#include "tests/storage/recorded_work.h"

namespace dunlin::db {
namespace {

using testing::Answers;
using testing::RecordedWork;

/// What becomes of shared works that wait for one connection together.
class PostgresSharing : public testing::StorageTest {
 protected:
  PostgresSharing() : StorageTest(testing::Schema::empty) {}

  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    const auto made = write([](Tx& tx) {
      return tx.run("CREATE TABLE thing (id BIGINT PRIMARY KEY, transaction_id TEXT NOT NULL)");
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
    auto pool = open_postgres({.url = Secret<>(storage().location),
                               .clock = clock(),
                               .random = testing::storage_random(),
                               .connections = 1});
    ASSERT_TRUE(pool.ok()) << pool.error().text();
    pool_ = *pool;
  }
  void TearDown() override {
    if (pool_) pool_->close();
    StorageTest::TearDown();
  }

  static Status insert(Tx& tx, int id) {
    return tx.run(
        "INSERT INTO thing (id, transaction_id) "
        "VALUES ($1, CAST(pg_current_xact_id() AS TEXT))",
        id);
  }
  void submit(const std::string& name, RecordedWork::Closure closure,
              Priority priority = Priority::shared) {
    pool_->submit(std::make_unique<RecordedWork>(name, executor(), answers_, std::move(closure)),
                  Mode::write, priority);
  }
  /// All of them wait before the first is begun.
  void submit_together(const std::vector<RecordedWork::Closure>& closures) {
    std::latch all_wait(1);
    const auto hold = [&all_wait](Tx&) -> Status {
      all_wait.wait();
      return {};
    };
    submit("first", hold, Priority::normal);
    for (std::size_t i = 0; i < closures.size(); ++i) submit(std::to_string(i), closures[i]);
    all_wait.count_down();
    while (answers_.size() < closures.size() + 1) run_one();
  }
  /// How many things each transaction made, the most first.
  std::vector<int> sizes() {
    const auto rows = read([](Tx& tx) {
      return tx.query("SELECT COUNT(*) FROM thing GROUP BY transaction_id ORDER BY 1 DESC");
    });
    std::vector<int> out;
    for (const Row& row : *rows) out.push_back(row.get<int>(0));
    return out;
  }
  std::size_t answered_well() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        answers_, [](const std::string& answer) { return answer.ends_with(": ok"); }));
  }

  Answers answers_;
  std::shared_ptr<Backend> pool_;
};
INSTANTIATE_TEST_SUITE_P(OnPostgres, PostgresSharing, ::testing::Values(Engine::postgres),
                         testing::engine_name);

TEST_P(PostgresSharing, runs_at_most_sixteen_in_one_transaction) {
  std::vector<RecordedWork::Closure> twenty;
  for (int id = 0; id < 20; ++id) twenty.emplace_back([id](Tx& tx) { return insert(tx, id); });
  submit_together(twenty);
  EXPECT_EQ(answered_well(), 21U);
  EXPECT_EQ(sizes().front(), 16);
  EXPECT_EQ(answers_.at(1), "0: ok");
  EXPECT_EQ(answers_.back(), "19: ok");
}

TEST_P(PostgresSharing, keeps_others_out_of_a_shared_transaction) {
  std::latch all_wait(1);
  submit(
      "first",
      [&all_wait](Tx&) -> Status {
        all_wait.wait();
        return {};
      },
      Priority::normal);
  submit("0", [](Tx& tx) { return insert(tx, 0); });
  submit("1", [](Tx& tx) { return insert(tx, 1); }, Priority::normal);
  submit("2", [](Tx& tx) { return insert(tx, 2); });
  all_wait.count_down();
  while (answers_.size() < 4) run_one();
  EXPECT_EQ(sizes(), (std::vector{1, 1, 1}));
}

TEST_P(PostgresSharing, runs_each_alone_when_one_refuses) {
  std::vector<RecordedWork::Closure> works;
  for (int id = 0; id < 5; ++id) {
    works.emplace_back([id](Tx& tx) -> Status {
      DUNLIN_CHECK(insert(tx, id));
      if (id == 3) return Error(Code::refused, "test.refused", "no");
      return {};
    });
  }
  submit_together(works);
  EXPECT_EQ(std::ranges::count(answers_, "3: test.refused"), 1);
  EXPECT_EQ(answered_well(), 5U);
  EXPECT_EQ(sizes(), (std::vector{1, 1, 1, 1}));
}

TEST_P(PostgresSharing, tells_of_a_row_written_later_whose_fault_it_was) {
  std::vector<RecordedWork::Closure> works;
  for (const int id : {1, 2, 2, 3}) {
    works.emplace_back([id](Tx& tx) {
      return tx.run_later("INSERT INTO thing (id, transaction_id) VALUES ($1, $2)", id, "later");
    });
  }
  submit_together(works);
  EXPECT_EQ(std::ranges::count(answers_, "2: db.constraint"), 1);
  EXPECT_EQ(answered_well(), 4U);
  EXPECT_EQ(sizes(), (std::vector{3}));
}

TEST_P(PostgresSharing, runs_effects_of_the_run_that_counts_alone) {
  std::set<int> effects;
  int runs = 0;
  std::vector<RecordedWork::Closure> works;
  for (int id = 0; id < 3; ++id) {
    works.emplace_back([id, &effects, &runs](Tx& tx) -> Status {
      ++runs;
      tx.after_commit([&effects, id] { EXPECT_TRUE(effects.insert(id).second) << id; });
      DUNLIN_CHECK(insert(tx, id));
      if (id == 2) return Error(Code::refused, "test.refused", "no");
      return {};
    });
  }
  submit_together(works);
  EXPECT_EQ(runs, 6);
  EXPECT_EQ(effects, (std::set{0, 1}));
}

TEST_P(PostgresSharing, survives_the_death_of_the_connection) {
  bool struck = false;
  std::vector<RecordedWork::Closure> works;
  for (int id = 0; id < 4; ++id) {
    works.emplace_back([id, &struck](Tx& tx) -> Status {
      DUNLIN_CHECK(insert(tx, id));
      if (id != 2 || struck) return {};
      struck = true;
      DUNLIN_CHECK(tx.query("SELECT pg_terminate_backend(pg_backend_pid())"));
      return {};
    });
  }
  submit_together(works);
  EXPECT_EQ(answered_well(), 5U);
  EXPECT_EQ(sizes(), (std::vector{1, 1, 1, 1}));
}

}  // namespace
}  // namespace dunlin::db
