#include <sqlite3.h>

#include "base/check.h"
#include "sim/world/world.h"

namespace dunlin::world {

std::string World::query_text(const std::string& file, const std::string& sql) {
  check(!run_, "rows are read while the App is down");
  sqlite3* connection = nullptr;
  check(sqlite3_open(file.c_str(), &connection) == SQLITE_OK, "the file opens");
  std::string out;
  const auto append = [](void* to, int columns, char** values, char**) {
    auto& text = *static_cast<std::string*>(to);
    for (int i = 0; i < columns; ++i) {
      text += values[i] != nullptr ? values[i] : "-";
      text += i + 1 < columns ? '|' : '\n';
    }
    return 0;
  };
  char* fault = nullptr;
  // COLLATE "C" is the program's own; comparing bytes is what it does.
  sqlite3_create_collation(
      connection, "C", SQLITE_UTF8, nullptr,
      [](void*, int a_size, const void* a, int b_size, const void* b) {
        const std::string_view left(static_cast<const char*>(a), static_cast<std::size_t>(a_size));
        const std::string_view right(static_cast<const char*>(b), static_cast<std::size_t>(b_size));
        return left.compare(right);
      });
  if (sqlite3_exec(connection, sql.c_str(), append, &out, &fault) != SQLITE_OK) {
    check_failed(fault, std::source_location::current());
  }
  sqlite3_close(connection);
  return out;
}

}  // namespace dunlin::world
