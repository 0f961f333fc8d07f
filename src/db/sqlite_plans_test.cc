#include "db/sqlite_plans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/migrate.h"
#include "tests/storage/testing_database.h"

namespace dunlin::db {
namespace {

using ::testing::HasSubstr;

class SqlitePlans : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::fresh_directory() + "/main.db";
    const auto migrated =
        migrate_sqlite({.path = path_, .clock = clock_, .vfs = {}, .backup_directory = {}},
                       *migration_set("main", Engine::sqlite));
    ASSERT_TRUE(migrated.ok()) << migrated.error().message;
    connection_ = *SqliteConnection::open({.path = path_, .clock = clock_, .vfs = {}});
  }
  std::string plan(const std::string& sql) {
    const auto rows = connection_->query("EXPLAIN QUERY PLAN " + sql);
    std::string out;
    for (const Row& row : *rows) out += row.get<std::string>(3) + "\n";
    return out;
  }

  testing::StorageClock clock_;
  std::string path_;
  std::unique_ptr<SqliteConnection> connection_;
};

TEST_F(SqlitePlans, an_index_is_taken_rather_than_all_rows_of_a_workspace) {
  EXPECT_THAT(plan("SELECT id FROM intent WHERE workspace_id = 1 AND conversation_id = 2 "
                   "AND state IN (0, 1, 2, 4, 5) AND (state = 4 OR purpose = 3)"),
              HasSubstr("USING INDEX intent_open (workspace_id=? AND conversation_id=?)"));
  EXPECT_THAT(plan("SELECT kind FROM trace WHERE workspace_id = 1 AND conversation_id = 2 "
                   "AND (outcome = 1 OR at > 5)"),
              HasSubstr("USING INDEX trace_by_conversation"));
}

TEST_F(SqlitePlans, a_row_is_found_by_its_key) {
  EXPECT_THAT(plan("SELECT state FROM intent WHERE workspace_id = 1 AND id = 2"),
              HasSubstr("USING PRIMARY KEY (workspace_id=? AND id=?)"));
}

TEST_F(SqlitePlans, telling_it_again_writes_nothing) {
  const auto changes = [this] {
    return (*connection_->query("SELECT total_changes()"))[0].get<int>(0);
  };
  const int before = changes();
  ASSERT_TRUE(tell_planner(*connection_).ok());
  EXPECT_EQ(changes(), before);
}

}  // namespace
}  // namespace dunlin::db
