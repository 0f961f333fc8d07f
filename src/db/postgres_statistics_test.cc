#include "db/postgres_statistics.h"

#include <gtest/gtest.h>

#include "tests/storage/postgres_cluster.h"
#include "tests/storage/postgres_storage.h"

namespace dunlin::db {
namespace {

using testing::PostgresCluster;

std::unique_ptr<PostgresConnection> connect(const Secret<>& url) {
  return PostgresConnection::connect({.url = url, .statement_timeout = std::chrono::seconds{30}})
      .value();
}

int rows_known(PostgresConnection& connection) {
  const auto rows = connection.query(
      "SELECT CAST(reltuples AS BIGINT) FROM pg_class "
      "WHERE relname = 'Thing'");
  return rows.value().at(0).get<int>(0);
}

TEST(PostgresStatistics, follow_a_table_that_fills_within_seconds) {
  if (const auto reason = PostgresCluster::reason_missing()) GTEST_SKIP() << *reason;
  const Secret<> url(testing::fresh_postgres_url(testing::Schema::empty));
  const auto planner = connect(url);
  {
    // It tells of its changes when it goes, at the latest.
    const auto writer = connect(url);
    ASSERT_TRUE(writer
                    ->run_script("CREATE TABLE \"Thing\" (id BIGINT PRIMARY KEY) "
                                 "WITH (autovacuum_enabled = false)")
                    .ok());
    ASSERT_TRUE(writer->run_script("INSERT INTO \"Thing\" SELECT generate_series(1, 1000)").ok());
    EXPECT_EQ(rows_known(*planner), -1);
  }
  for (int round = 0; round < 100'000 && rows_known(*planner) < 0; ++round) {
    const Status kept = keep_statistics(*planner);
    ASSERT_TRUE(kept.ok()) << kept.error().text();
  }
  EXPECT_EQ(rows_known(*planner), 1000);
}

}  // namespace
}  // namespace dunlin::db
