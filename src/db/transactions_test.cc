#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/storage/recorded_work.h"
#include "tests/storage/testing_database.h"

namespace dunlin::db {
namespace {

using testing::Answers;

class Transactions : public testing::StorageTest {
 protected:
  Transactions() : StorageTest(testing::Schema::empty) {}

  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    const auto made = write(
        [](Tx& tx) { return tx.run("CREATE TABLE thing (id {pk}, size {bigint} NOT NULL)"); });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }

  static Status insert(Tx& tx, int id) {
    return tx.run("INSERT INTO thing (id, size) VALUES ($1, 0)", id);
  }
  std::vector<int> ids() {
    const auto rows = read([](Tx& tx) { return tx.query("SELECT id FROM thing ORDER BY id"); });
    std::vector<int> out;
    for (const Row& row : rows.value()) out.push_back(row.get<int>(0));
    return out;
  }
};
DUNLIN_ON_BOTH_ENGINES(Transactions);

TEST_P(Transactions, says_which_engine_it_is) {
  EXPECT_EQ(database().engine(), engine());
  const auto seen = read([](Tx& tx) -> Result<Engine> { return tx.engine(); });
  EXPECT_EQ(*seen, engine());
}

TEST_P(Transactions, resume_the_coroutine_that_waits) {
  const auto insert_two = [](Tx& tx) -> Result<int> {
    DUNLIN_CHECK(insert(tx, 2));
    return 2;
  };
  EXPECT_EQ(*wait(database().write(insert_two, Priority::people)), 2);
  const auto again = wait(database().write(insert_two));
  EXPECT_EQ(again.error().id, "db.constraint");
  const auto count = [](Tx& tx) { return tx.query("SELECT count(*) FROM thing"); };
  EXPECT_EQ(wait(database().read(count))->at(0).get<int>(0), 1);
}

TEST_P(Transactions, keeps_all_of_a_closure_or_nothing) {
  ASSERT_TRUE(write([](Tx& tx) -> Status {
                DUNLIN_CHECK(insert(tx, 1));
                return insert(tx, 2);
              }).ok());
  const auto refused = write([](Tx& tx) -> Status {
    DUNLIN_CHECK(insert(tx, 3));
    return Error(Code::refused, "test.refused", "no");
  });
  EXPECT_EQ(refused.error().id, "test.refused");
  EXPECT_EQ(ids(), (std::vector{1, 2}));
}

TEST_P(Transactions, sees_its_own_changes) {
  const auto size = write([](Tx& tx) -> Result<int> {
    DUNLIN_CHECK(insert(tx, 1));
    DUNLIN_CHECK(tx.run("UPDATE thing SET size = 7 WHERE id = 1"));
    DUNLIN_TRY(const Rows rows, tx.query("SELECT size FROM thing WHERE id = 1"));
    return rows[0].get<int>(0);
  });
  EXPECT_EQ(*size, 7);
}

TEST_P(Transactions, fails_when_a_statement_failed_even_if_the_closure_passes_over_it) {
  const auto passed_over = write([](Tx& tx) -> Status {
    DUNLIN_CHECK(insert(tx, 1));
    (void)tx.query("INSERT INTO thing (id, size) VALUES (1, 0)");
    (void)insert(tx, 2);
    return {};
  });
  EXPECT_EQ(passed_over.error().id, "db.constraint");
  EXPECT_TRUE(ids().empty());
}

TEST_P(Transactions, fails_when_a_statement_without_rows_failed_last) {
  ASSERT_TRUE(write([](Tx& tx) { return insert(tx, 1); }).ok());
  const auto failed = write([](Tx& tx) -> Status {
    DUNLIN_CHECK(insert(tx, 2));
    (void)insert(tx, 1);
    return {};
  });
  EXPECT_EQ(failed.error().id, "db.constraint");
  EXPECT_EQ(ids(), (std::vector{1}));
}

TEST_P(Transactions, lets_a_closure_answer_a_refused_constraint_in_its_own_words) {
  ASSERT_TRUE(write([](Tx& tx) { return insert(tx, 1); }).ok());
  const auto taken = write([](Tx& tx) -> Status {
    const auto inserted = tx.query("INSERT INTO thing (id, size) VALUES (1, 0) RETURNING id");
    if (!inserted.ok()) return Error(Code::conflict, "test.taken", "It exists");
    return {};
  });
  EXPECT_EQ(taken.error().id, "test.taken");
}

TEST_P(Transactions, runs_effects_in_order_before_the_caller_resumes) {
  Answers seen;
  Answers* const seen_by = &seen;
  const auto done = write([seen_by](Tx& tx) -> Status {
    tx.after_commit([seen_by] { seen_by->emplace_back("first"); });
    tx.after_commit([seen_by] { seen_by->emplace_back("second"); });
    return insert(tx, 1);
  });
  ASSERT_TRUE(done.ok());
  EXPECT_EQ(seen, (Answers{"first", "second"}));
  const auto failed = write([seen_by](Tx& tx) -> Status {
    tx.after_commit([seen_by] { seen_by->emplace_back("never"); });
    return insert(tx, 1);
  });
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(seen.size(), 2U);
}

TEST_P(Transactions, refuses_changes_in_a_read) {
  const auto refused = read([](Tx& tx) { return tx.query("DELETE FROM thing RETURNING id"); });
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().id, "db.statement");
  EXPECT_TRUE(read([](Tx& tx) { return tx.query("SELECT 1"); }).ok());
}

TEST_P(Transactions, shows_a_read_one_moment_only) {
  ASSERT_TRUE(write([](Tx& tx) { return insert(tx, 1); }).ok());
  Backend* const backend = storage().main.get();
  const Executor home = executor();
  Answers answers;
  std::atomic<bool> written = false;
  // The write is committed while the read stands between its two statements.
  const auto counts = read([&](Tx& tx) -> Result<std::pair<int, int>> {
    DUNLIN_TRY(const Rows before, tx.query("SELECT count(*) FROM thing"));
    const auto add = [](Tx& writing) { return insert(writing, 2); };
    backend->submit(std::make_unique<testing::RecordedWork>("w", home, answers, add), Mode::write,
                    Priority::normal);
    while (!written) {
      const auto flag = [&written](Tx& other) -> Status {
        DUNLIN_TRY(const Rows rows, other.query("SELECT id FROM thing WHERE id = 2"));
        written = !rows.empty();
        return {};
      };
      backend->submit(std::make_unique<testing::RecordedWork>("r", home, answers, flag), Mode::read,
                      Priority::normal);
      std::this_thread::yield();
    }
    DUNLIN_TRY(const Rows after, tx.query("SELECT count(*) FROM thing"));
    return std::pair(before[0].get<int>(0), after[0].get<int>(0));
  });
  ASSERT_TRUE(counts.ok()) << counts.error().text();
  EXPECT_EQ(*counts, std::pair(1, 1));
  EXPECT_EQ(ids(), (std::vector{1, 2}));
  storage().main->close();
}

TEST_P(Transactions, lose_no_answered_change_of_many_callers) {
  ASSERT_TRUE(write([](Tx& tx) { return insert(tx, 0); }).ok());
  constexpr int kCallers = 4;
  constexpr int kEach = 100;
  Answers answers;
  const Executor home = executor();
  const auto call = [&](int caller) {
    for (int i = 0; i < kEach; ++i) {
      const int id = 1 + caller * kEach + i;
      const auto change = [id](Tx& tx) -> Status {
        DUNLIN_CHECK(insert(tx, id));
        DUNLIN_CHECK(tx.run("UPDATE thing SET size = size + 1 WHERE id = 0"));
        if (id % 7 == 0) return Error(Code::refused, "test.refused", "no");
        return {};
      };
      storage().main->submit(std::make_unique<testing::RecordedWork>("w", home, answers, change),
                             Mode::write, i % 2 == 0 ? Priority::people : Priority::normal);
    }
  };
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (int caller = 0; caller < kCallers; ++caller) callers.emplace_back(call, caller);
  for (std::thread& caller : callers) caller.join();
  while (answers.size() < std::size_t{kCallers} * kEach) run_one();
  const auto kept = std::ranges::count(answers, "w: ok");
  EXPECT_EQ(std::ranges::count(answers, "w: test.refused"), kCallers * kEach / 7);
  EXPECT_EQ(kept, kCallers * kEach - kCallers * kEach / 7);
  const auto size = read([](Tx& tx) { return tx.query("SELECT size FROM thing WHERE id = 0"); });
  EXPECT_EQ(size->at(0).get<std::int64_t>(0), kept);
  EXPECT_EQ(std::ssize(ids()), kept + 1);
}

TEST_P(Transactions, answers_every_work_on_close_and_refuses_later_ones) {
  Answers answers;
  const Executor home = executor();
  constexpr int kWorks = 500;
  for (int id = 1; id <= kWorks; ++id) {
    storage().main->submit(std::make_unique<testing::RecordedWork>(
                               "w", home, answers, [id](Tx& tx) { return insert(tx, id); }),
                           Mode::write, Priority::normal);
  }
  storage().main->close();
  storage().main->submit(std::make_unique<testing::RecordedWork>(
                             "late", home, answers, [](Tx& tx) { return insert(tx, 0); }),
                         Mode::write, Priority::normal);
  while (answers.size() <= kWorks) run_one();
  EXPECT_EQ(std::ranges::count(answers, "w: ok"), kWorks);
  EXPECT_EQ(answers.back(), "late: db.closed");
}

}  // namespace
}  // namespace dunlin::db
