#include "db/sqlite_group_commit.h"

#include <array>
#include <stdexcept>

#include <boost/asio/io_context.hpp>

#include "db/sqlite_read.h"
#include "tests/storage/recorded_work.h"
#include "tests/storage/sqlite_faulty_files.h"
#include "tests/storage/testing_database.h"

namespace dunlin::db {
namespace {

using std::chrono::milliseconds;
using testing::Answers;
using testing::FaultyFiles;
using testing::RecordedWork;

class GroupCommit : public ::testing::Test {
 protected:
  using Closure = RecordedWork::Closure;

  GroupCommit() {
    must(writer_->query("CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB)"));
    FaultyFiles::syncs = 0;
  }
  ~GroupCommit() override { FaultyFiles::install(); }

  std::unique_ptr<SqliteConnection> open(SqliteConnection::Role role) {
    return SqliteConnection::open({.path = path_,
                                   .clock = clock_,
                                   .role = role,
                                   .vfs = vfs_,
                                   .commit = SqliteConnection::Commit::synced_later})
        .value();
  }
  static void must(const Result<Rows>& done) { ASSERT_TRUE(done.ok()) << done.error().text(); }

  void enqueue(const std::string& name, Closure closure, Priority priority = Priority::normal) {
    committer_.enqueue(
        std::make_unique<RecordedWork>(name, home_.get_executor(), answers_, std::move(closure)),
        priority);
  }
  static Closure inserts(int id, int bytes = 0) {
    return [id, bytes](Tx& tx) {
      return tx.run("INSERT INTO row (id, body) VALUES ($1, zeroblob($2))", id, bytes);
    };
  }
  /// Runs one batch and its answers.
  Answers run() {
    committer_.run_batch();
    home_.restart();
    home_.poll();
    return std::exchange(answers_, {});
  }
  std::vector<int> ids() {
    std::vector<int> out;
    const auto rows = open(SqliteConnection::Role::reader)->query("SELECT id FROM row ORDER BY id");
    for (const Row& row : rows.value()) out.push_back(row.get<int>(0));
    return out;
  }

  testing::StorageClock clock_;
  std::string vfs_ = FaultyFiles::install();
  std::string path_ = testing::fresh_directory() + "/main.db";
  std::unique_ptr<SqliteConnection> writer_ = open(SqliteConnection::Role::writer);
  std::vector<std::string> fatal_;
  SqliteGroupCommitter committer_{*writer_, clock_,
                                  [this](const Error& error) { fatal_.push_back(error.id); }};
  boost::asio::io_context home_;
  Answers answers_;
};

TEST_F(GroupCommit, commits_what_waits_with_one_sync_and_answers_all_with_one_post) {
  for (int id = 1; id <= 100; ++id) enqueue(std::to_string(id), inserts(id));
  committer_.run_batch();
  EXPECT_EQ(FaultyFiles::syncs, 1);
  EXPECT_EQ(home_.poll_one(), 1U);
  EXPECT_EQ(home_.poll_one(), 0U);
  EXPECT_EQ(answers_.size(), 100U);
  EXPECT_EQ(ids().size(), 100U);
  EXPECT_FALSE(committer_.run_batch());
}

TEST_F(GroupCommit, answers_nothing_before_the_commit_is_on_the_disk) {
  enqueue("a", [this](Tx& tx) {
    EXPECT_EQ(home_.poll(), 0U);
    return tx.run("INSERT INTO row (id) VALUES (1)");
  });
  enqueue("b", [this](Tx&) -> Status {
    EXPECT_EQ(FaultyFiles::syncs, 0);
    EXPECT_EQ(home_.poll(), 0U);
    return {};
  });
  EXPECT_EQ(run(), (Answers{"a: ok", "b: ok"}));
}

TEST_F(GroupCommit, takes_people_first) {
  enqueue("pipeline", inserts(1));
  enqueue("person", inserts(2), Priority::people);
  EXPECT_EQ(run(), (Answers{"person: ok", "pipeline: ok"}));
}

TEST_F(GroupCommit, ends_a_batch_after_ten_milliseconds_of_closures) {
  const auto slow = [this](Tx&) -> Status {
    clock_.advance(milliseconds{5});
    return {};
  };
  for (const char* name : {"a", "b", "c"}) enqueue(name, slow);
  EXPECT_EQ(run(), (Answers{"a: ok", "b: ok"}));
  EXPECT_EQ(run(), (Answers{"c: ok"}));
}

TEST_F(GroupCommit, ends_a_batch_after_256_closures) {
  for (int id = 1; id <= 300; ++id) enqueue("x", inserts(id));
  EXPECT_EQ(run().size(), 256U);
  EXPECT_EQ(run().size(), 44U);
}

TEST_F(GroupCommit, undoes_a_failed_closure_and_keeps_its_neighbours) {
  enqueue("a", inserts(1));
  enqueue("b", [](Tx& tx) -> Status {
    DUNLIN_CHECK(tx.run("INSERT INTO row (id) VALUES (2)"));
    return Error(Code::refused, "test.refused", "no");
  });
  enqueue("c", inserts(3));
  EXPECT_EQ(run(), (Answers{"a: ok", "b: test.refused", "c: ok"}));
  EXPECT_EQ(ids(), (std::vector{1, 3}));
}

TEST_F(GroupCommit, runs_its_neighbours_again_only_when_a_failed_closure_has_changed_something) {
  int runs = 0;
  enqueue("a", [&runs](Tx& tx) {
    ++runs;
    return tx.run("INSERT INTO row (id) VALUES (1)");
  });
  enqueue("b", [](Tx& tx) -> Status {
    DUNLIN_CHECK(tx.run("UPDATE row SET body = NULL WHERE id = 7"));
    return Error(Code::refused, "test.refused", "no");
  });
  EXPECT_EQ(run(), (Answers{"a: ok", "b: test.refused"}));
  EXPECT_EQ(runs, 1);
  enqueue("a", [&runs](Tx& tx) {
    ++runs;
    return tx.run("INSERT INTO row (id) VALUES (2)");
  });
  enqueue("b", [](Tx& tx) -> Status {
    DUNLIN_CHECK(tx.run("DELETE FROM row WHERE id = 1"));
    return Error(Code::refused, "test.refused", "no");
  });
  enqueue("c", inserts(3));
  EXPECT_EQ(run(), (Answers{"a: ok", "b: test.refused", "c: ok"}));
  EXPECT_EQ(runs, 3);
  EXPECT_EQ(ids(), (std::vector{1, 2, 3}));
}

TEST_F(GroupCommit, undoes_a_closure_that_passes_over_a_failed_statement) {
  enqueue("a", [](Tx& tx) -> Status {
    DUNLIN_CHECK(tx.run("INSERT INTO row (id) VALUES (1)"));
    (void)tx.run("INSERT INTO row (id) VALUES (1)");
    EXPECT_EQ(tx.query("SELECT 1").error().id, "db.constraint");
    return {};
  });
  enqueue("b", inserts(2));
  EXPECT_EQ(run(), (Answers{"a: db.constraint", "b: ok"}));
  EXPECT_EQ(ids(), (std::vector{2}));
}

TEST_F(GroupCommit, undoes_a_closure_that_throws) {
  enqueue("a", [](Tx& tx) -> Status {
    DUNLIN_CHECK(tx.run("INSERT INTO row (id) VALUES (1)"));
    throw std::out_of_range("beyond");
  });
  EXPECT_EQ(run(), (Answers{"a: db.statement"}));
  EXPECT_TRUE(ids().empty());
}

TEST_F(GroupCommit, runs_effects_after_the_commit_and_before_the_answer_of_their_work_only) {
  const auto wishing = [this](const char* what, Status outcome) {
    return [this, what, outcome](Tx& tx) {
      tx.after_commit([this, what] { answers_.emplace_back(what); });
      return outcome;
    };
  };
  enqueue("a", wishing("effect of a", {}));
  enqueue("b", wishing("effect of b", Error(Code::refused, "test.refused", "no")));
  enqueue("c", wishing("effect of c", {}));
  EXPECT_EQ(run(), (Answers{"effect of a", "a: ok", "b: test.refused", "effect of c", "c: ok"}));
}

TEST_F(GroupCommit, overwrites_every_answer_when_the_commit_fails_and_carries_on) {
  enqueue("a", [this](Tx& tx) {
    tx.after_commit([this] { answers_.emplace_back("effect"); });
    return tx.run("INSERT INTO row (id) VALUES (1)");
  });
  enqueue("b", [](Tx&) -> Status { return Error(Code::refused, "test.refused", "no"); });
  FaultyFiles::write_fails = true;
  EXPECT_EQ(run(), (Answers{"a: db.unavailable", "b: db.unavailable"}));
  FaultyFiles::write_fails = false;
  EXPECT_TRUE(ids().empty());
  enqueue("c", inserts(3));
  EXPECT_EQ(run(), (Answers{"c: ok"}));
  EXPECT_EQ(ids(), (std::vector{3}));
}

TEST_F(GroupCommit, runs_each_closure_again_alone_when_a_full_disk_rolls_back_the_batch) {
  must(writer_->query("PRAGMA max_page_count = 10"));
  std::array<int, 3> runs{};
  const auto counted = [&](int at, Closure closure) {
    return [&runs, at, closure = std::move(closure), this](Tx& tx) {
      ++runs[static_cast<std::size_t>(at)];
      tx.after_commit([this, at] { answers_.push_back("effect " + std::to_string(at)); });
      return closure(tx);
    };
  };
  enqueue("small", counted(0, inserts(1)));
  enqueue("huge", counted(1, inserts(2, 100'000)));
  enqueue("later", counted(2, inserts(3)));
  EXPECT_EQ(run(), (Answers{"effect 0", "small: ok", "huge: db.full"}));
  EXPECT_EQ(run(), (Answers{"effect 2", "later: ok"}));
  EXPECT_EQ(runs, (std::array{2, 2, 1}));
  EXPECT_EQ(ids(), (std::vector{1, 3}));
}

TEST_F(GroupCommit, keeps_nothing_of_a_closure_that_passes_over_a_full_disk) {
  must(writer_->query("PRAGMA max_page_count = 10"));
  enqueue("a", [](Tx& tx) -> Status {
    DUNLIN_CHECK(tx.run("INSERT INTO row (id) VALUES (1)"));
    (void)tx.run("INSERT INTO row (id, body) VALUES (2, zeroblob(100000))");
    (void)tx.run("INSERT INTO row (id) VALUES (3)");
    return {};
  });
  EXPECT_EQ(run(), (Answers{"a: db.full"}));
  EXPECT_TRUE(ids().empty());
}

TEST_F(GroupCommit, heals_by_itself_once_the_disk_has_space_again) {
  must(writer_->query("PRAGMA max_page_count = 4"));
  enqueue("a", inserts(1, 50'000));
  EXPECT_EQ(run(), (Answers{"a: db.full"}));
  must(writer_->query("PRAGMA max_page_count = 100000"));
  enqueue("b", inserts(1, 50'000));
  EXPECT_EQ(run(), (Answers{"b: ok"}));
}

TEST_F(GroupCommit, answers_nobody_after_a_failed_sync_and_calls_for_the_end) {
  enqueue("a", inserts(1));
  FaultyFiles::sync_fails = true;
  EXPECT_TRUE(run().empty());
  EXPECT_EQ(fatal_, (std::vector<std::string>{"db.fsync"}));
  FaultyFiles::sync_fails = false;
  enqueue("b", inserts(2));
  EXPECT_FALSE(committer_.run_batch());
  EXPECT_TRUE(run().empty());
}

TEST_F(GroupCommit, calls_for_the_end_when_the_sync_of_a_checkpoint_fails) {
  FaultyFiles::database_sync_fails = true;
  enqueue("a", inserts(1, 4096 * (SqliteConnection::kCheckpointPages + 10)));
  EXPECT_EQ(run(), (Answers{"a: ok"}));
  EXPECT_EQ(fatal_, (std::vector<std::string>{"db.fsync"}));
}

TEST_F(GroupCommit, folds_the_wal_into_the_file_so_that_it_stays_small) {
  for (int id = 1; id <= SqliteConnection::kCheckpointPages / 100 + 30; ++id) {
    enqueue("x", inserts(id, 4096 * 100));
    run();
  }
  const auto pages = writer_->query("PRAGMA wal_checkpoint(PASSIVE)");
  EXPECT_LT(pages->at(0).get<int>(1), SqliteConnection::kCheckpointPages / 2);
}

TEST_F(GroupCommit, refuses_more_than_its_queue_holds) {
  for (std::size_t i = 0; i <= SqliteGroupCommitter::kMaxQueued; ++i) enqueue("x", inserts(1));
  home_.poll();
  EXPECT_EQ(answers_, (Answers{"x: db.unavailable"}));
}

TEST_F(GroupCommit, refuses_work_once_closed_and_still_finishes_what_waits) {
  enqueue("a", inserts(1));
  committer_.close();
  enqueue("b", inserts(2));
  EXPECT_TRUE(committer_.wait());
  EXPECT_EQ(run(), (Answers{"b: db.closed", "a: ok"}));
  EXPECT_FALSE(committer_.wait());
}

/// Time passes with every look at it.
class HurryingClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return {}; }
  [[nodiscard]] Monotonic monotonic() const override { return {Duration{looks_ += 100'000}}; }

 private:
  mutable std::int64_t looks_ = 0;
};

TEST_F(GroupCommit, ends_a_read_that_takes_over_a_second) {
  const HurryingClock hurrying;
  const auto reader =
      SqliteConnection::open(
          {.path = path_, .clock = hurrying, .role = SqliteConnection::Role::reader, .vfs = {}})
          .value();
  const auto endless = [](Tx& tx) {
    return tx.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT count(*) FROM n");
  };
  post_answer(
      run_read(*reader, hurrying,
               std::make_unique<RecordedWork>("a", home_.get_executor(), answers_, endless)));
  home_.poll();
  EXPECT_EQ(answers_, (Answers{"a: db.timeout"}));
}

}  // namespace
}  // namespace dunlin::db
