#include "db/postgres_connection.h"

#include <array>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/storage/postgres_cluster.h"
#include "tests/storage/postgres_storage.h"

namespace dunlin::db {
namespace {

using testing::PostgresCluster;

constexpr std::string_view kFind =
    "SELECT id FROM person WHERE shop = $1 AND branch = $2 AND name = $3 FOR UPDATE";

/// One connection by itself, on a schema of its own.
class PostgresConnections : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto reason = PostgresCluster::reason_missing()) GTEST_SKIP() << *reason;
    url_.emplace(testing::fresh_postgres_url(testing::Schema::empty));
    connection_ =
        PostgresConnection::connect({.url = *url_, .statement_timeout = std::chrono::seconds{30}})
            .value();
  }
  static void must(const Status& done) { ASSERT_TRUE(done.ok()) << done.error().text(); }

  void in_transaction(const std::function<Status(PostgresConnection&)>& work) {
    connection_->begin(Mode::write);
    must(work(*connection_));
    must(connection_->commit());
  }
  void in_reading(std::string_view sql) {
    connection_->begin(Mode::read);
    EXPECT_TRUE(connection_->query(sql).ok());
    must(connection_->end_read());
  }
  std::int64_t number(std::string_view sql) {
    const auto rows = connection_->query(sql);
    EXPECT_TRUE(rows.ok()) << rows.error().text();
    return rows.ok() ? rows.value().at(0).get<std::int64_t>(0) : -1;
  }
  /// How often this connection has looked something up by an index.
  std::int64_t scans(std::string_view index) {
    return number(
        fmt::format("SELECT pg_stat_get_xact_numscans(CAST('{0}' AS REGCLASS)) + "
                    "pg_stat_get_numscans(CAST('{0}' AS REGCLASS))",
                    index));
  }

  std::optional<Secret<>> url_;
  std::unique_ptr<PostgresConnection> connection_;
};

TEST_F(PostgresConnections, goes_on_after_more_statements_than_it_keeps) {
  for (int i = 0; i < 1100; ++i) {
    in_reading(fmt::format("SELECT CAST({} AS BIGINT)", i));
    if (HasFailure()) return;
  }
  EXPECT_LT(number("SELECT COUNT(*) FROM pg_prepared_statements"), 1000);
}

/// Nobody makes statistics here. As long as there are few people of that width, the planner takes
/// the index of `since`, made last, for as good as that of the names.
TEST_F(PostgresConnections, finds_the_right_index_once_a_table_has_grown) {
  must(connection_->run_script(
      "CREATE TABLE person (shop BIGINT NOT NULL, id BIGINT NOT NULL, branch BIGINT NOT NULL, "
      "name TEXT NOT NULL, since BIGINT NOT NULL, "
      "city TEXT, street TEXT, house TEXT, floor TEXT, door TEXT, bell TEXT, PRIMARY KEY (shop, "
      "id), "
      "CONSTRAINT person_name UNIQUE (shop, branch, name)) WITH (autovacuum_enabled = false);"
      "CREATE INDEX person_since ON person (shop, since, id)"));
  for (int id = 0; id < 2000; ++id) {
    in_transaction([id](PostgresConnection& connection) -> Status {
      const std::string name = std::to_string(id);
      const std::array<Param, 3> who{1, 1, name};
      DUNLIN_CHECK(connection.query(kFind, who));
      const std::array<Param, 5> row{1, id, 1, name, 0};
      return connection.send(
          "INSERT INTO person (shop, id, branch, name, since) VALUES ($1, $2, $3, $4, $5)", row);
    });
    if (HasFatalFailure()) return;
  }
  const std::int64_t right_before = scans("person_name"), wrong_before = scans("person_since");
  in_transaction([](PostgresConnection& connection) -> Status {
    const std::array<Param, 3> who{1, 1, "7"};
    DUNLIN_CHECK(connection.query(kFind, who));
    return {};
  });
  EXPECT_EQ(scans("person_name"), right_before + 1);
  EXPECT_EQ(scans("person_since"), wrong_before);
}

}  // namespace
}  // namespace dunlin::db
