#pragma once

#include <string_view>

#include "base/error.h"

struct sqlite3;

namespace dunlin::db {

/// The error for an extended result code of SQLite, with what the connection says about it.
Error sqlite_error(sqlite3* connection, int extended_code, std::string_view doing);

}  // namespace dunlin::db
