#include <array>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "db/errors.h"
#include "db/migrate.h"
#include "db/migration_table.h"
#include "db/postgres_connection.h"
#include "db/sql_text.h"

namespace dunlin::db {
namespace {

/// Any fixed number: all nodes of an installation take the same lock.
constexpr std::int64_t kMigrationLock = 0x64756E6C696E;

constexpr const char* kCreateNow =
    "CREATE OR REPLACE FUNCTION dunlin_now_us() RETURNS BIGINT LANGUAGE sql VOLATILE AS "
    "$$ SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) $$";

/// Only what is missing is made, so that a program without the right to make it can start on a
/// finished database.
Status prepare(PostgresConnection& connection) {
  DUNLIN_TRY(const Rows rows, connection.query("SELECT to_regprocedure('dunlin_now_us()') IS NULL, "
                                               "to_regclass('schema_migration') IS NULL"));
  if (rows[0].get<bool>(0)) DUNLIN_CHECK(connection.run_script(kCreateNow));
  if (rows[0].get<bool>(1)) {
    DUNLIN_CHECK(connection.run_script(expand_fragments(kCreateMigrationTable, Engine::postgres)));
  }
  return {};
}

Result<std::vector<AppliedMigration>> read_applied(PostgresConnection& connection,
                                                   const std::string& set) {
  const std::array params{Param(set)};
  DUNLIN_TRY(const Rows rows, connection.query(kSelectApplied, params));
  std::vector<AppliedMigration> applied;
  for (const Row& row : rows) {
    applied.push_back({.number = row.get<int>(0), .checksum = row.get<std::string>(1)});
  }
  return applied;
}

Status change(PostgresConnection& connection, const std::string& set, const Migration& migration) {
  DUNLIN_CHECK(connection.run_script("BEGIN"));
  DUNLIN_CHECK(connection.run_script(expand_fragments(migration.text, Engine::postgres)));
  const std::array params{Param(set), Param(migration.number), Param(migration.name),
                          Param(migration.checksum)};
  DUNLIN_CHECK(connection.query(kInsertApplied, params));
  return connection.run_script("COMMIT");
}

Status apply(PostgresConnection& connection, const std::string& set, const Migration& migration) {
  const Status changed = change(connection, set, migration);
  if (changed.ok()) return {};
  if (!connection.lost()) connection.roll_back();
  Error error = changed.error();
  error.message = fmt::format("Migration {:04}_{} of {} failed: {}", migration.number,
                              migration.name, set, error.message);
  return error;
}

Result<MigrationReport> migrate_set(PostgresConnection& connection, const MigrationSet& set) {
  DUNLIN_TRY(const auto applied, read_applied(connection, set.name));
  DUNLIN_TRY(const auto pending, pending_migrations(set, applied));
  for (const Migration& migration : pending) {
    DUNLIN_CHECK(apply(connection, set.name, migration));
    log::info("db.migrated", {{"set", set.name}, {"number", migration.number}});
  }
  return MigrationReport{.version = static_cast<int>(set.migrations.size()),
                         .applied = static_cast<int>(pending.size()),
                         .backup = {}};
}

}  // namespace

Result<MigrationReport> migrate_postgres(const Secret<>& url, const MigrationSet& set) {
  DUNLIN_TRY(auto connection,
             PostgresConnection::connect({.url = url, .statement_timeout = kMigrationTimeout}));
  const std::array lock{Param(kMigrationLock)};
  DUNLIN_CHECK(connection->query("SELECT pg_advisory_lock($1)", lock));
  DUNLIN_CHECK(prepare(*connection));
  return migrate_set(*connection, set);
}

}  // namespace dunlin::db
