#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/param.h"
#include "db/row.h"

struct sqlite3;
struct sqlite3_stmt;

namespace dunlin::db {

/// One prepared statement. `$n` is looked up by name once: SQLite numbers parameters by first
/// appearance.
class SqliteStatement {
 public:
  static Result<SqliteStatement> prepare(sqlite3* connection, std::string_view sql);

  /// Binds, runs to the end and resets.
  Result<Rows> execute(std::span<const Param> params);

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit SqliteStatement(sqlite3_stmt* statement) : statement_(statement) {}
  Status resolve_names(std::string_view sql);
  Status bind_all(std::span<const Param> params);
  int bind(int index, const Param::Value& value);
  Result<Rows> step_all();
  [[nodiscard]] Row read_row() const;
  [[nodiscard]] Error error(int code) const;

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  /// Position in SQLite of `$1`, `$2`, …
  std::vector<int> index_of_;
  /// Texts that had to be repaired; they live until the reset.
  std::vector<std::string> repaired_;
};

}  // namespace dunlin::db
