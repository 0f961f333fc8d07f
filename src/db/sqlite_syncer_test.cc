#include "db/sqlite_syncer.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "db/sqlite_group_commit.h"
#include "db/sqlite_read.h"
#include "tests/storage/recorded_work.h"
#include "tests/storage/sqlite_faulty_files.h"
#include "tests/storage/testing_database.h"

namespace dunlin::db {
namespace {

using testing::Answers;
using testing::FaultyFiles;
using testing::RecordedWork;

/// Commits and syncs as production does, but each when the test says so.
class SyncsApart : public ::testing::Test {
 protected:
  using Closure = RecordedWork::Closure;

  SyncsApart() {
    const auto made = writer_->query("CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB)");
    check(made.ok(), "a table can be made");
    check(writer_->sync_wal().ok(), "it is on the disk");
    FaultyFiles::syncs = 0;
  }
  ~SyncsApart() override { FaultyFiles::install(); }

  std::unique_ptr<SqliteConnection> open(SqliteConnection::Role role) {
    return SqliteConnection::open({.path = path_,
                                   .clock = clock_,
                                   .role = role,
                                   .vfs = vfs_,
                                   .commit = SqliteConnection::Commit::synced_later})
        .value();
  }
  std::unique_ptr<RecordedWork> work(const std::string& name, Closure closure) {
    return std::make_unique<RecordedWork>(name, home_.get_executor(), answers_, std::move(closure));
  }
  void write(const std::string& name, int id) {
    committer_.enqueue(
        work(name, [id](Tx& tx) { return tx.run("INSERT INTO row (id) VALUES ($1)", id); }),
        Priority::normal);
    committer_.run_batch();
  }
  void read(const std::string& name) {
    committer_.answer_read(run_read(*reader_, clock_, work(name, [](Tx& tx) -> Status {
      const auto rows = tx.query("SELECT id FROM row");
      return rows.ok() ? Status() : rows.error();
    })));
  }
  Answers answered() {
    home_.restart();
    home_.poll();
    return std::exchange(answers_, {});
  }

  testing::StorageClock clock_;
  std::string vfs_ = FaultyFiles::install();
  std::string path_ = testing::fresh_directory() + "/main.db";
  std::unique_ptr<SqliteConnection> writer_ = open(SqliteConnection::Role::writer);
  std::unique_ptr<SqliteConnection> reader_ = open(SqliteConnection::Role::reader);
  std::vector<std::string> fatal_;
  SqliteGroupCommitter committer_{*writer_, clock_,
                                  [this](const Error& error) { fatal_.push_back(error.id); },
                                  SqliteGroupCommitter::Syncs::apart};
  boost::asio::io_context home_;
  Answers answers_;
};

TEST_F(SyncsApart, a_commit_is_answered_by_its_sync_and_not_before) {
  write("a", 1);
  EXPECT_EQ(FaultyFiles::syncs, 0);
  EXPECT_TRUE(answered().empty());
  EXPECT_TRUE(committer_.sync());
  EXPECT_EQ(FaultyFiles::syncs, 1);
  EXPECT_EQ(answered(), (Answers{"a: ok"}));
}

TEST_F(SyncsApart, one_sync_covers_all_that_was_committed_before_it) {
  write("a", 1);
  write("b", 2);
  EXPECT_TRUE(committer_.sync());
  EXPECT_EQ(FaultyFiles::syncs, 1);
  EXPECT_EQ(answered(), (Answers{"a: ok", "b: ok"}));
}

TEST_F(SyncsApart, a_read_waits_until_what_it_saw_is_on_the_disk) {
  read("early");
  EXPECT_EQ(answered(), (Answers{"early: ok"}));
  write("a", 1);
  read("late");
  EXPECT_TRUE(answered().empty());
  EXPECT_TRUE(committer_.sync());
  EXPECT_EQ(answered(), (Answers{"a: ok", "late: ok"}));
  read("later");
  EXPECT_EQ(answered(), (Answers{"later: ok"}));
}

TEST_F(SyncsApart, what_changes_nothing_needs_no_sync_and_waits_for_those_before_it) {
  const auto nothing = [](Tx&) -> Status { return {}; };
  write("first", 1);
  EXPECT_TRUE(committer_.sync());
  EXPECT_EQ(answered(), (Answers{"first: ok"}));
  FaultyFiles::syncs = 0;
  committer_.enqueue(work("alone", nothing), Priority::normal);
  committer_.run_batch();
  EXPECT_EQ(answered(), (Answers{"alone: ok"}));
  write("a", 2);
  committer_.enqueue(work("after it", nothing), Priority::normal);
  committer_.run_batch();
  EXPECT_TRUE(answered().empty());
  EXPECT_TRUE(committer_.sync());
  EXPECT_EQ(FaultyFiles::syncs, 1);
  EXPECT_EQ(answered(), (Answers{"a: ok", "after it: ok"}));
}

TEST_F(SyncsApart, after_a_failed_sync_nobody_is_answered_any_more) {
  write("a", 1);
  read("r");
  FaultyFiles::sync_fails = true;
  EXPECT_FALSE(committer_.sync());
  FaultyFiles::sync_fails = false;
  EXPECT_EQ(fatal_, (std::vector<std::string>{"db.fsync"}));
  EXPECT_FALSE(committer_.sync());
  write("b", 2);
  read("s");
  EXPECT_TRUE(answered().empty());
}

TEST_F(SyncsApart, a_checkpoint_whose_sync_failed_lets_no_later_sync_pass_for_good) {
  write("a", 1);
  EXPECT_TRUE(committer_.sync());
  EXPECT_EQ(answered(), (Answers{"a: ok"}));
  FaultyFiles::sync_fails = true;
  const auto large = [](Tx& tx) {
    return tx.run("INSERT INTO row (id, body) VALUES (2, zeroblob($1))",
                  4096 * (SqliteConnection::kCheckpointPages + 10));
  };
  committer_.enqueue(work("b", large), Priority::normal);
  EXPECT_FALSE(committer_.run_batch());
  FaultyFiles::sync_fails = false;
  EXPECT_FALSE(committer_.sync());
  EXPECT_TRUE(answered().empty()) << "the kernel tells of a lost page only once";
  EXPECT_EQ(fatal_, (std::vector<std::string>{"db.fsync"}));
}

TEST_F(SyncsApart, a_failed_commit_is_answered_after_those_before_it) {
  write("a", 1);
  FaultyFiles::write_fails = true;
  write("b", 2);
  FaultyFiles::write_fails = false;
  EXPECT_TRUE(committer_.sync());
  EXPECT_EQ(answered(), (Answers{"a: ok", "b: db.unavailable"}));
}

}  // namespace
}  // namespace dunlin::db
