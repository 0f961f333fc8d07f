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

TEST_F(SqlitePlans, what_must_wait_in_a_long_queue_is_passed_over_by_indexes_alone) {
  const std::string found = plan(
      "SELECT i.workspace_id, i.id FROM intent i WHERE i.state = 0 AND i.next_at <= 5 "
      "AND NOT EXISTS (SELECT 1 FROM intent o WHERE o.workspace_id = i.workspace_id "
      "AND o.conversation_id = i.conversation_id AND o.state IN (1, 2)) "
      "AND (i.purpose = 3 OR NOT EXISTS (SELECT 1 FROM intent o WHERE o.workspace_id = "
      "i.workspace_id AND o.conversation_id = i.conversation_id "
      "AND (o.state = 4 OR (o.state = 0 AND o.purpose = 3)))) "
      "AND NOT EXISTS (SELECT 1 FROM intent o WHERE o.workspace_id = i.workspace_id "
      "AND o.conversation_id = i.conversation_id AND o.state IN (0, 1, 2, 4, 5) "
      "AND o.position < i.position AND o.state = 0 AND (o.purpose = 3) = (i.purpose = 3)) "
      "ORDER BY i.next_at, i.id LIMIT 32");
  EXPECT_THAT(found, HasSubstr("i USING COVERING INDEX intent_queued (next_at<?)"));
  EXPECT_THAT(found, HasSubstr("intent_in_flight (workspace_id=? AND conversation_id=?)"));
  EXPECT_THAT(found, HasSubstr("intent_goes_before (workspace_id=? AND conversation_id=?)"));
  EXPECT_THAT(found,
              HasSubstr("intent_open (workspace_id=? AND conversation_id=? AND position<?)"));
  EXPECT_THAT(found, ::testing::Not(HasSubstr("TEMP B-TREE")));
}

TEST_F(SqlitePlans, what_is_rare_in_the_activity_is_found_by_an_index_of_its_own) {
  const auto walk = [this](const std::string& which) {
    return plan(
        "SELECT t.* FROM trace t WHERE t.workspace_id = 1 AND (t.at, t.id) < (5, 6) "
        "AND t.at >= 0 AND " +
        which + " ORDER BY t.at DESC, t.id DESC LIMIT 5000");
  };
  EXPECT_THAT(walk("t.outcome = 7 AND t.outcome <> 0 AND t.outcome <> 3"),
              HasSubstr("USING INDEX trace_by_rare_outcome"));
  EXPECT_THAT(walk("t.kind = 'handover' AND t.kind <> 'message' AND t.kind <> 'echo' "
                   "AND t.kind <> 'seen'"),
              HasSubstr("USING INDEX trace_by_rare_kind"));
  EXPECT_THAT(walk("t.is_test = 1"), HasSubstr("USING INDEX trace_of_tests"));
  EXPECT_THAT(walk("t.account_id = 3"), HasSubstr("USING INDEX trace_by_account"));
  EXPECT_THAT(walk("1"), HasSubstr("USING INDEX trace_by_time"));
  EXPECT_THAT(walk("t.account_id = 3"), ::testing::Not(HasSubstr("TEMP B-TREE")));
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
