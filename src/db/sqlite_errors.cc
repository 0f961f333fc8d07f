#include "db/sqlite_errors.h"

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <sqlite3.h>

#include "db/errors.h"

namespace dunlin::db {
namespace {

bool is_failed_fsync(int extended_code) {
  return extended_code == SQLITE_IOERR_FSYNC || extended_code == SQLITE_IOERR_DIR_FSYNC;
}

/// Often the connection knows no more than the code does.
std::string what_happened(sqlite3* connection, int extended_code) {
  const std::string_view kind = sqlite3_errstr(extended_code);
  const std::string_view said = connection != nullptr ? sqlite3_errmsg(connection) : "";
  if (said.empty() || said == kind) return std::string(kind);
  return fmt::format("{} ({})", said, kind);
}

}  // namespace

Error sqlite_error(sqlite3* connection, int extended_code, std::string_view doing) {
  const std::string what = what_happened(connection, extended_code);
  if (is_failed_fsync(extended_code)) {
    return failed_sync(what);
  }
  switch (extended_code & 0xFF) {
    case SQLITE_FULL:
      return full(what);
    case SQLITE_CONSTRAINT:
      return constraint(what);
    case SQLITE_INTERRUPT:
      return timed_out(what);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return corrupt(what);
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
    case SQLITE_PERM:
      return unavailable(what);
    default:
      return bad_statement(what, doing);
  }
}

}  // namespace dunlin::db
