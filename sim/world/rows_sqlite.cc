#include <algorithm>

#include <sqlite3.h>

#include "base/check.h"
#include "sim/world/world.h"

namespace dunlin::world {
namespace {

struct Asked {
  std::vector<Row> rows;
  std::string fault;  ///< empty when all went well
};

void close(sqlite3* connection) {
  sqlite3_close(connection);
}

std::shared_ptr<sqlite3> open(const std::string& file) {
  sqlite3* connection = nullptr;
  check(sqlite3_open(file.c_str(), &connection) == SQLITE_OK, "the file opens");
  // COLLATE "C" is the program's own; comparing bytes is what it does.
  sqlite3_create_collation(
      connection, "C", SQLITE_UTF8, nullptr,
      [](void*, int a_size, const void* a, int b_size, const void* b) {
        const std::string_view left(static_cast<const char*>(a), static_cast<std::size_t>(a_size));
        const std::string_view right(static_cast<const char*>(b), static_cast<std::size_t>(b_size));
        return left.compare(right);
      });
  return {connection, close};
}

Asked ask(sqlite3* connection, const std::string& sql) {
  Asked out;
  const auto append = [](void* to, int columns, char** values, char**) {
    Row row;
    for (int i = 0; i < columns; ++i) row.emplace_back(values[i] != nullptr ? values[i] : "-");
    static_cast<std::vector<Row>*>(to)->push_back(std::move(row));
    return 0;
  };
  char* fault = nullptr;
  if (sqlite3_exec(connection, sql.c_str(), append, &out.rows, &fault) != SQLITE_OK) {
    out.fault = fault != nullptr ? fault : "no reason given";
    sqlite3_free(fault);
  }
  return out;
}

}  // namespace

/// Opened once while the App is down: most of a short query is reading the schema.
sqlite3* World::reader(const std::string& file) {
  const auto is_down = [](const auto& node) { return !node->life; };
  check(std::ranges::all_of(nodes_, is_down) && !database_, "rows are read while all are down");
  auto& reader = readers_[file];
  if (!reader) reader = open(file);
  return reader.get();
}

std::vector<Row> World::query(const std::string& file, const std::string& sql) {
  Asked asked = ask(reader(file), sql);
  if (!asked.fault.empty()) check_failed(asked.fault, std::source_location::current());
  return std::move(asked.rows);
}

/// Ids of several nodes do not tell which was made first.
void World::remember_order_of_commits() {
  const auto connection = open("dunlin.db");
  const Asked made = ask(connection.get(), R"sql(
    CREATE TABLE IF NOT EXISTS decided (place INTEGER PRIMARY KEY, intent_id INTEGER NOT NULL);
    CREATE TRIGGER IF NOT EXISTS decided_in_order AFTER INSERT ON intent BEGIN
      INSERT INTO decided (intent_id) VALUES (new.id);
    END)sql");
  check(made.fault.empty(), "the order of commits can be remembered");
}

std::string World::why_unreadable(const std::string& file) {
  const Asked asked = ask(reader(file), "PRAGMA integrity_check(3)");
  if (!asked.fault.empty()) return asked.fault;
  std::string out;
  for (const Row& row : asked.rows) {
    if (row.at(0) != "ok") out += (out.empty() ? "" : "; ") + row.at(0);
  }
  return out;
}

}  // namespace dunlin::world
