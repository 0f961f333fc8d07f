#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/seams.h"
#include "base/secret.h"
#include "db/migrations.h"

namespace dunlin::db {

struct MigrationReport {
  int version = 0;     ///< the number the schema is at now
  int applied = 0;     ///< how many were run by this call
  std::string backup;  ///< the copy made before, empty when none was needed
};

struct SqliteMigration {
  std::string path;
  const Clock& clock;
  std::string vfs;
  /// A file that already holds a schema is copied here before it is changed, fsynced; the last
  /// kKeptBackups stay. Empty: no copy.
  std::string backup_directory;
};
inline constexpr std::size_t kKeptBackups = 3;

/// Brings a file up to date, each migration in a transaction of its own, so that an interrupted one
/// is run again at the next start. Foreign keys are checked at the end of each, not during it. The
/// caller holds the directory's lock. Errors as pending_migrations(), and whatever a migration
/// fails with.
Result<MigrationReport> migrate_sqlite(const SqliteMigration& options, const MigrationSet& set);

/// The same on PostgreSQL, where both sets live in one database: one node at a time, under an
/// advisory lock. Back-ups are the database's own matter there. Also makes dunlin_now_us().
Result<MigrationReport> migrate_postgres(const Secret<>& url, const MigrationSet& set);
/// How long one statement may take, waiting for the other nodes included.
inline constexpr Duration kMigrationTimeout = std::chrono::hours{1};

}  // namespace dunlin::db
