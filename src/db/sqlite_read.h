#pragma once

#include <memory>

#include "db/answers.h"
#include "db/db.h"
#include "db/sqlite_connection.h"

namespace dunlin::db {

/// Longer reads fail with db.timeout: a snapshot held open keeps the WAL from being reused.
inline constexpr Duration kMaxReadTime{1'000'000};

/// Runs a read on a snapshot of its own. The answer is the caller's to post.
Settled run_read(SqliteConnection& reader, const Clock& clock, std::unique_ptr<Work> work);

}  // namespace dunlin::db
