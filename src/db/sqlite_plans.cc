#include "db/sqlite_plans.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

namespace dunlin::db {
namespace {

constexpr std::int64_t kRows = 1'000'000;
/// Of an index over a part of its table: what is open, due or held.
constexpr std::int64_t kRowsOfPart = 10'000;
constexpr std::int64_t kNarrowing = 100;

/// One row of sqlite_stat1: rows of the index, then how many share its first column, its first two
/// …
struct Words {
  std::string table, index, numbers;
  bool operator==(const Words&) const = default;
  auto operator<=>(const Words&) const = default;
};

// The key of a table without rowid bears the table's name there.
constexpr std::string_view kIndexes = R"sql(
  SELECT m.name, CASE WHEN l.origin = 'pk' AND EXISTS (
           SELECT 1 FROM pragma_table_list t WHERE t.name = m.name AND t.wr = 1)
         THEN m.name ELSE l.name END, l.name, l."unique", l.partial
  FROM sqlite_schema m, pragma_index_list(m.name) l
  WHERE m.type = 'table' AND substr(m.name, 1, 7) <> 'sqlite_'
  ORDER BY m.name, l.name)sql";

Result<std::string> numbers_of(SqliteConnection& connection, const std::string& index, bool unique,
                               bool partial) {
  const std::array params{Param(index)};
  DUNLIN_TRY(const Rows columns,
             connection.query("SELECT name FROM pragma_index_info($1) ORDER BY seqno", params));
  std::int64_t sharing = partial ? kRowsOfPart : kRows;
  std::string out = std::to_string(sharing);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool narrows = columns[i].get<std::string>(0) != "workspace_id";
    const bool last = i + 1 == columns.size();
    if (narrows) sharing = std::max<std::int64_t>(2, sharing / kNarrowing);
    if (last && unique) sharing = 1;
    out += fmt::format(" {}", sharing);
  }
  return out;
}

Result<std::vector<Words>> words_for(SqliteConnection& connection) {
  std::vector<Words> out;
  DUNLIN_TRY(const Rows indexes, connection.query(kIndexes));
  for (const Row& row : indexes) {
    DUNLIN_TRY(std::string numbers, numbers_of(connection, row.get<std::string>(2),
                                               row.get<int>(3) == 1, row.get<int>(4) == 1));
    out.push_back({row.get<std::string>(0), row.get<std::string>(1), std::move(numbers)});
  }
  std::ranges::sort(out);
  return out;
}

Result<std::vector<Words>> words_there(SqliteConnection& connection) {
  std::vector<Words> out;
  DUNLIN_TRY(const Rows tables,
             connection.query("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'"));
  if (tables.empty()) return out;
  DUNLIN_TRY(const Rows rows,
             connection.query("SELECT tbl, COALESCE(idx, ''), stat FROM sqlite_stat1"));
  for (const Row& row : rows) {
    out.push_back({row.get<std::string>(0), row.get<std::string>(1), row.get<std::string>(2)});
  }
  std::ranges::sort(out);
  return out;
}

Status write(SqliteConnection& connection, const std::vector<Words>& words) {
  DUNLIN_CHECK(connection.query("DELETE FROM sqlite_stat1"));
  for (const Words& one : words) {
    const std::array params{Param(one.table), Param(one.index), Param(one.numbers)};
    DUNLIN_CHECK(
        connection.query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)", params));
  }
  return {};
}

}  // namespace

Status tell_planner(SqliteConnection& connection) {
  DUNLIN_TRY(const std::vector<Words> words, words_for(connection));
  DUNLIN_TRY(const std::vector<Words> there, words_there(connection));
  if (words == there) return {};
  // Makes sqlite_stat1, which no statement of ours could.
  DUNLIN_CHECK(connection.run_script("ANALYZE sqlite_schema"));
  DUNLIN_CHECK(connection.query("BEGIN IMMEDIATE"));
  Status written = write(connection, words);
  if (!written.ok()) {
    if (connection.in_transaction()) DUNLIN_CHECK(connection.query("ROLLBACK"));
    return written;
  }
  DUNLIN_CHECK(connection.query("COMMIT"));
  return {};
}

}  // namespace dunlin::db
