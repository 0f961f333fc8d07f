#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/compact_time.h"
#include "base/log.h"
#include "db/errors.h"
#include "db/migrate.h"
#include "db/migration_table.h"
#include "db/sql_text.h"
#include "db/sqlite_backup.h"
#include "db/sqlite_connection.h"
#include "db/sqlite_plans.h"

namespace dunlin::db {
namespace {

namespace fs = std::filesystem;

Result<std::vector<AppliedMigration>> read_applied(SqliteConnection& connection,
                                                   const std::string& set) {
  DUNLIN_CHECK(connection.query(kCreateMigrationTable));
  const std::array params{Param(set)};
  DUNLIN_TRY(const Rows rows, connection.query(kSelectApplied, params));
  std::vector<AppliedMigration> applied;
  for (const Row& row : rows) {
    applied.push_back({.number = row.get<int>(0), .checksum = row.get<std::string>(1)});
  }
  return applied;
}

void forget_old_backups(const fs::path& directory, const std::string& stem) {
  std::vector<fs::path> copies;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(directory, fault)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(stem + "-") && name.ends_with(".db")) copies.push_back(entry.path());
  }
  std::ranges::sort(copies);
  while (copies.size() > kKeptBackups) {
    fs::remove(copies.front(), fault);
    copies.erase(copies.begin());
  }
}

Result<std::string> back_up(SqliteConnection& connection, const SqliteMigration& options,
                            std::size_t version) {
  std::error_code fault;
  fs::create_directories(options.backup_directory, fault);
  if (fault) return unavailable(fmt::format("{}: {}", options.backup_directory, fault.message()));
  const std::string stem = fs::path(options.path).stem().string();
  const fs::path target =
      fs::path(options.backup_directory) /
      fmt::format("{}-{}-schema{}.db", stem, compact_time(options.clock.now()), version);
  DUNLIN_CHECK(copy_database(connection, target.string()));
  forget_old_backups(options.backup_directory, stem);
  return target.string();
}

Status change(SqliteConnection& connection, const std::string& set, const Migration& migration) {
  DUNLIN_CHECK(connection.run_script(expand_fragments(migration.text, Engine::sqlite)));
  if (!connection.in_transaction()) return bad_statement("a migration ends its transaction", "");
  DUNLIN_TRY(const Rows broken, connection.query("PRAGMA foreign_key_check"));
  if (!broken.empty()) {
    return constraint(fmt::format("a row of {} refers to nothing", broken[0].get<std::string>(0)));
  }
  const std::array params{Param(set), Param(migration.number), Param(migration.name),
                          Param(migration.checksum)};
  DUNLIN_CHECK(connection.query(kInsertApplied, params));
  DUNLIN_CHECK(connection.query("COMMIT"));
  return {};
}

Status apply(SqliteConnection& connection, const std::string& set, const Migration& migration) {
  DUNLIN_CHECK(connection.query("BEGIN IMMEDIATE"));
  const Status changed = change(connection, set, migration);
  if (changed.ok()) return {};
  if (connection.in_transaction()) {
    const auto undone = connection.query("ROLLBACK");
    if (!undone.ok()) log::error("db.rollback_failed", undone.error());
  }
  Error error = changed.error();
  error.message = fmt::format("Migration {:04}_{} of {} failed: {}", migration.number,
                              migration.name, set, error.message);
  return error;
}

}  // namespace

Result<MigrationReport> migrate_sqlite(const SqliteMigration& options, const MigrationSet& set) {
  DUNLIN_TRY(
      auto connection,
      SqliteConnection::open({.path = options.path, .clock = options.clock, .vfs = options.vfs}));
  DUNLIN_CHECK(connection->run_script("PRAGMA foreign_keys = OFF"));
  DUNLIN_TRY(const auto applied, read_applied(*connection, set.name));
  DUNLIN_TRY(const auto pending, pending_migrations(set, applied));
  MigrationReport report{.version = static_cast<int>(set.migrations.size()),
                         .applied = static_cast<int>(pending.size()),
                         .backup = {}};
  if (!pending.empty() && !applied.empty() && !options.backup_directory.empty()) {
    DUNLIN_TRY(report.backup, back_up(*connection, options, applied.size()));
  }
  for (const Migration& migration : pending) {
    DUNLIN_CHECK(apply(*connection, set.name, migration));
    log::info("db.migrated", {{"set", set.name}, {"number", migration.number}});
  }
  DUNLIN_CHECK(tell_planner(*connection));
  return report;
}

}  // namespace dunlin::db
