#pragma once

#include <string>

#include "db/sqlite_connection.h"

namespace dunlin::db {

/// Copies a database as of now to `target`, which appears complete and fsynced or not at all.
Status copy_database(SqliteConnection& source, const std::string& target);

}  // namespace dunlin::db
