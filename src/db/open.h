#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/seams.h"
#include "base/secret.h"
#include "db/db.h"

namespace dunlin::db {

struct SqliteOptions {
  std::string path;
  const Clock& clock;
  int readers = 2;
  std::string vfs;  ///< empty: SQLite's default
  /// After a failed fsync, on the writer's thread. Default: logs and aborts, for a supervisor to
  /// start anew (the start folds the WAL into the file before anything is served).
  std::function<void(const Error&)> on_fatal;
};

/// Opens a migrated file with one writer thread and a few readers. The caller holds the directory's
/// lock.
Result<std::shared_ptr<Backend>> open_sqlite(const SqliteOptions& options);

struct PostgresOptions {
  /// postgresql://user:password@host1,host2/name?…: with several hosts the one that takes writes is
  /// used. Poolers that share a session between transactions are not supported.
  Secret<> url;
  const Clock& clock;
  Random& random;
  int connections = 8;
  Duration statement_timeout{30'000'000};
  /// One pool of a server brings the planner's statistics up to date (postgres_statistics.h): its
  /// connections are away meanwhile.
  enum class Statistics { kept, left_alone } statistics = Statistics::kept;
};

/// Opens a migrated database with a pool of connections, a thread each. One is made at once, the
/// others when they are first needed. While the server is out of reach a work waits a few seconds,
/// then fails with db.unavailable; so does, at once, a work that finds the queue full.
Result<std::shared_ptr<Backend>> open_postgres(PostgresOptions options);

}  // namespace dunlin::db
