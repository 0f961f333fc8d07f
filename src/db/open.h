#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/seams.h"
#include "db/db.h"

namespace dunlin::db {

struct SqliteOptions {
  std::string path;
  const Clock& clock;
  int readers = 2;
  std::string vfs;  ///< empty: SQLite's default
  /// After a failed fsync, on the writer's thread. Default: logs and aborts, for a supervisor to start anew
  /// (the start folds the WAL into the file before anything is served).
  std::function<void(const Error&)> on_fatal;
};

/// Opens a migrated file with one writer thread and a few readers. The caller holds the directory's lock.
Result<std::shared_ptr<Backend>> open_sqlite(const SqliteOptions& options);

}  // namespace dunlin::db
