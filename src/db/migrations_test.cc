#include "db/migrations.h"

#include <array>

#include <gtest/gtest.h>

namespace dunlin::db {
namespace {

constexpr std::array kFiles{
    MigrationFile{"main", "0002_more.sqlite.sql", "two for sqlite"},
    MigrationFile{"main", "0002_more.postgres.sql", "two for postgres"},
    MigrationFile{"main", "0001_start.sql", "one"},
    MigrationFile{"journal", "0001_raw.sql", "raw"},
};

TEST(MigrationSet, holds_an_engines_files_in_order) {
  const auto sqlite = migration_set(kFiles, "main", Engine::sqlite);
  ASSERT_TRUE(sqlite.ok()) << sqlite.error().text();
  ASSERT_EQ(sqlite->migrations.size(), 2U);
  EXPECT_EQ(sqlite->migrations[0].name, "start");
  EXPECT_EQ(sqlite->migrations[0].number, 1);
  EXPECT_EQ(sqlite->migrations[1].text, "two for sqlite");
  const auto postgres = migration_set(kFiles, "main", Engine::postgres);
  EXPECT_EQ(postgres->migrations[1].text, "two for postgres");
  EXPECT_NE(postgres->migrations[1].checksum, sqlite->migrations[1].checksum);
}

TEST(MigrationSet, is_refused_with_a_gap_a_repetition_or_an_odd_name) {
  const auto refused = [](std::vector<MigrationFile> files) {
    return !migration_set(files, "main", Engine::sqlite).ok();
  };
  EXPECT_TRUE(refused({{"main", "0002_more.sql", ""}}));
  EXPECT_TRUE(refused({{"main", "0001_a.sql", ""}, {"main", "0001_b.sql", ""}}));
  EXPECT_TRUE(refused({{"main", "1_a.sql", ""}}));
  EXPECT_TRUE(refused({{"main", "0001-a.sql", ""}}));
  EXPECT_FALSE(refused({}));
}

TEST(MigrationSet, of_the_program_is_sound_on_both_engines) {
  for (const Engine engine : {Engine::sqlite, Engine::postgres}) {
    for (const char* set : {"main", "journal"}) {
      const auto embedded = migration_set(set, engine);
      ASSERT_TRUE(embedded.ok()) << embedded.error().text();
    }
  }
  EXPECT_EQ(migration_set("main", Engine::sqlite)->migrations.size(),
            migration_set("main", Engine::postgres)->migrations.size());
}

class PendingMigrations : public ::testing::Test {
 protected:
  MigrationSet set_ = migration_set(kFiles, "main", Engine::sqlite).value();
  AppliedMigration applied(int number) {
    return {.number = number,
            .checksum = set_.migrations.at(static_cast<std::size_t>(number) - 1).checksum};
  }
};

TEST_F(PendingMigrations, are_those_not_applied_yet) {
  EXPECT_EQ(pending_migrations(set_, {})->size(), 2U);
  const std::array first{applied(1)};
  EXPECT_EQ(pending_migrations(set_, first)->front().number, 2);
  const std::array both{applied(1), applied(2)};
  EXPECT_TRUE(pending_migrations(set_, both)->empty());
}

TEST_F(PendingMigrations, are_refused_for_a_database_of_a_newer_program) {
  const std::array newer{applied(1), applied(2), AppliedMigration{.number = 3, .checksum = "x"}};
  const auto refused = pending_migrations(set_, newer);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().id, "db.newer_schema");
  EXPECT_EQ(refused.error().message,
            "The database was made by a newer Dunlin: its main schema is number 3, this program "
            "knows 2");
}

TEST_F(PendingMigrations, are_refused_when_an_applied_one_was_edited) {
  const std::array edited{AppliedMigration{.number = 1, .checksum = "x"}};
  EXPECT_EQ(pending_migrations(set_, edited).error().id, "db.migration_changed");
}

}  // namespace
}  // namespace dunlin::db
