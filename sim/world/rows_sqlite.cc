#include <sqlite3.h>

#include "base/check.h"
#include "sim/world/world.h"

namespace dunlin::world {

std::vector<Row> World::query(const std::string& file, const std::string& sql) {
  check(!run_, "rows are read while the App is down");
  sqlite3* connection = nullptr;
  check(sqlite3_open(file.c_str(), &connection) == SQLITE_OK, "the file opens");
  std::vector<Row> out;
  const auto append = [](void* to, int columns, char** values, char**) {
    Row row;
    for (int i = 0; i < columns; ++i) row.emplace_back(values[i] != nullptr ? values[i] : "-");
    static_cast<std::vector<Row>*>(to)->push_back(std::move(row));
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
