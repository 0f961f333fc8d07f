#include "db/migrate.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "db/open.h"
#include "db/sqlite_connection.h"
#include "tests/storage/postgres_storage.h"
#include "tests/storage/sqlite_faulty_files.h"
#include "tests/storage/testing_database.h"

namespace dunlin::db {
namespace {

namespace fs = std::filesystem;

MigrationSet set_of(std::vector<std::string> texts) {
  MigrationSet set{.name = "main", .migrations = {}};
  for (std::string& text : texts) {
    const int number = static_cast<int>(set.migrations.size()) + 1;
    set.migrations.push_back({.number = number, .name = "step", .text = text, .checksum = text});
  }
  return set;
}

const std::string kFirst =
    "CREATE TABLE owner (id {pk}); CREATE TABLE thing (id {pk}, owner_id {bigint} REFERENCES owner "
    "(id), "
    "body {blob}); INSERT INTO owner (id) VALUES (1);";
const std::string kSecond =
    "-- a comment; with a semicolon\nALTER TABLE thing ADD COLUMN size {bigint}; "
    "INSERT INTO thing (id, owner_id, size) VALUES (1, 1, 5);";
const std::string kBroken =
    "INSERT INTO thing (id, owner_id) VALUES (2, 1); INSERT INTO nowhere VALUES (1);";
const std::string kOrphan = "INSERT INTO thing (id, owner_id) VALUES (3, 99);";

auto postgres_if_installed() {
  const bool missing = testing::reason_missing(Engine::postgres).has_value();
  return ::testing::ValuesIn(missing ? std::vector<Engine>{} : std::vector{Engine::postgres});
}

/// Migrates a database of either engine again and again.
class Migrate : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    if (GetParam() == Engine::sqlite) {
      directory_ = testing::fresh_directory();
    } else if (!testing::reason_missing(Engine::postgres)) {
      url_ = testing::fresh_postgres_url(testing::Schema::empty);
    }
  }
  Result<MigrationReport> migrate(const MigrationSet& set) {
    clock_.advance(std::chrono::seconds{1});
    if (GetParam() == Engine::postgres) return migrate_postgres(Secret<>(url_), set);
    return migrate_sqlite({.path = directory_ + "/main.db",
                           .clock = clock_,
                           .vfs = {},
                           .backup_directory = directory_ + "/backups"},
                          set);
  }
  std::set<std::string> backups() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory_ + "/backups")) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }
  /// Size of thing 1 in a file.
  Result<Rows> things(const std::string& path) {
    DUNLIN_TRY(auto connection,
               SqliteConnection::open({.path = path, .clock = clock_, .role = {}, .vfs = {}}));
    return connection->query("SELECT * FROM thing");
  }

  testing::StorageClock clock_;
  std::string directory_;
  std::string url_;
};
INSTANTIATE_TEST_SUITE_P(OnSqlite, Migrate, ::testing::Values(Engine::sqlite),
                         testing::engine_name);
INSTANTIATE_TEST_SUITE_P(OnPostgres, Migrate, postgres_if_installed(), testing::engine_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Migrate);

TEST_P(Migrate, applies_what_is_missing_once) {
  const auto first = migrate(set_of({kFirst}));
  ASSERT_TRUE(first.ok()) << first.error().text();
  EXPECT_EQ(first->applied, 1);
  const auto second = migrate(set_of({kFirst, kSecond}));
  ASSERT_TRUE(second.ok()) << second.error().text();
  EXPECT_EQ(second->applied, 1);
  EXPECT_EQ(second->version, 2);
  EXPECT_EQ(migrate(set_of({kFirst, kSecond}))->applied, 0);
}

TEST_P(Migrate, keeps_the_two_sets_apart) {
  ASSERT_TRUE(migrate(set_of({kFirst})).ok());
  MigrationSet journal = set_of({"CREATE TABLE raw (id {pk})"});
  journal.name = "journal";
  const auto other = migrate(journal);
  ASSERT_TRUE(other.ok()) << other.error().text();
  EXPECT_EQ(other->applied, 1);
}

TEST_P(Migrate, refuses_a_database_of_a_newer_program) {
  ASSERT_TRUE(migrate(set_of({kFirst, kSecond})).ok());
  EXPECT_EQ(migrate(set_of({kFirst})).error().id, "db.newer_schema");
}

TEST_P(Migrate, leaves_nothing_of_a_failed_one_and_carries_on_from_there) {
  const auto failed = migrate(set_of({kFirst, kSecond, kBroken}));
  ASSERT_FALSE(failed.ok());
  EXPECT_NE(failed.error().message.find("0003_step of main"), std::string::npos);
  const auto mended =
      migrate(set_of({kFirst, kSecond, "INSERT INTO thing (id, owner_id) VALUES (2, 1)"}));
  ASSERT_TRUE(mended.ok()) << mended.error().text();
  EXPECT_EQ(mended->applied, 1);
}

TEST_P(Migrate, refuses_one_that_leaves_a_row_without_what_it_refers_to) {
  EXPECT_FALSE(migrate(set_of({kFirst, kOrphan})).ok());
  EXPECT_EQ(migrate(set_of({kFirst, kSecond}))->applied, 1);
}

class MigrateServer : public Migrate {};
INSTANTIATE_TEST_SUITE_P(OnPostgres, MigrateServer, postgres_if_installed(), testing::engine_name);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(MigrateServer);

TEST_P(MigrateServer, is_migrated_once_by_nodes_that_start_together) {
  const MigrationSet set = set_of({kFirst, kSecond});
  std::atomic<int> applied = 0;
  const auto start = [&] {
    const auto report = migrate_postgres(Secret<>(url_), set);
    if (report.ok()) applied += report->applied;
  };
  std::thread other(start);
  start();
  other.join();
  EXPECT_EQ(applied, 2);
}

class MigrateFile : public Migrate {};
INSTANTIATE_TEST_SUITE_P(OnSqlite, MigrateFile, ::testing::Values(Engine::sqlite),
                         testing::engine_name);

TEST_P(MigrateFile, copies_an_older_database_before_it_changes_it) {
  EXPECT_EQ(migrate(set_of({kFirst}))->backup, "");
  EXPECT_FALSE(fs::exists(directory_ + "/backups"));
  const auto changed = migrate(set_of({kFirst, kSecond}));
  ASSERT_TRUE(changed.ok()) << changed.error().text();
  EXPECT_EQ(fs::path(changed->backup).filename(), "main-20261120T000002Z-schema1.db");
  EXPECT_EQ(backups().size(), 1U);
  EXPECT_EQ(things(directory_ + "/main.db")->size(), 1U);
  EXPECT_EQ(things(changed->backup)->size(), 0U);
}

TEST_P(MigrateFile, keeps_the_last_three_copies) {
  std::vector<std::string> texts{kFirst};
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(migrate(set_of(texts)).ok());
    texts.push_back("INSERT INTO owner (id) VALUES (" + std::to_string(100 + i) + ")");
  }
  EXPECT_EQ(backups(), (std::set<std::string>{"main-20261120T000004Z-schema3.db",
                                              "main-20261120T000005Z-schema4.db",
                                              "main-20261120T000006Z-schema5.db"}));
}

enum class Ended { finished, killed };

/// Migrates in a program of its own that dies at the nth write.
Ended migrate_and_die_at(int write, const std::string& path, const MigrationSet& set) {
  const pid_t child = ::fork();
  if (child == 0) {
    const testing::StorageClock clock;
    const std::string vfs = testing::FaultyFiles::install();
    testing::FaultyFiles::writes_to_live = write;
    const auto done =
        migrate_sqlite({.path = path, .clock = clock, .vfs = vfs, .backup_directory = {}}, set);
    std::_Exit(done.ok() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  check(WIFEXITED(status) && WEXITSTATUS(status) != 1, "a migration ends well or by a kill");
  return WEXITSTATUS(status) == 0 ? Ended::finished : Ended::killed;
}

TEST_P(MigrateFile, is_finished_by_the_next_start_wherever_it_was_killed) {
  const MigrationSet set = set_of({kFirst, kSecond});
  int kills = 0;
  for (int write = 0;; ++write) {
    const std::string path = testing::fresh_directory() + "/main.db";
    if (migrate_and_die_at(write, path, set) == Ended::finished) break;
    ++kills;
    const auto finished =
        migrate_sqlite({.path = path, .clock = clock_, .vfs = {}, .backup_directory = {}}, set);
    ASSERT_TRUE(finished.ok()) << finished.error().text();
    ASSERT_EQ(things(path)->size(), 1U);
  }
  EXPECT_GT(kills, 10);
}

TEST_P(MigrateFile, changes_nothing_when_the_copy_cannot_be_made) {
  ASSERT_TRUE(migrate(set_of({kFirst})).ok());
  std::ofstream(directory_ + "/backups") << "in the way";
  EXPECT_FALSE(migrate(set_of({kFirst, kSecond})).ok());
  EXPECT_TRUE(things(directory_ + "/main.db")->empty());
}

class ProgramsOwnSchema : public testing::StorageTest {};
DUNLIN_ON_BOTH_ENGINES(ProgramsOwnSchema);

TEST_P(ProgramsOwnSchema, is_in_every_fresh_storage) {
  const auto applied = [](Tx& tx) {
    return tx.query("SELECT number FROM schema_migration WHERE migration_set <> $1", "");
  };
  EXPECT_GE(read(applied)->size(), migration_set("main", engine())->migrations.size());
  EXPECT_GE(read_journal(applied)->size(), migration_set("journal", engine())->migrations.size());
}

}  // namespace
}  // namespace dunlin::db
