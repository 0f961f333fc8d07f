#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/param.h"
#include "db/row.h"

struct pg_result;

namespace dunlin::db {

/// Type numbers of PostgreSQL; 0 lets the server infer the type of a NULL.
using Oid = unsigned int;

/// Parameters in binary form with lengths, as libpq wants them. Texts are repaired.
class PostgresParams {
 public:
  explicit PostgresParams(std::span<const Param> params);
  /// Of several rows of so many columns: a NULL has the type of another row's value in its column.
  PostgresParams(std::span<const Param> params, std::size_t columns);
  PostgresParams(const PostgresParams&) = delete;
  PostgresParams& operator=(const PostgresParams&) = delete;

  [[nodiscard]] int count() const { return static_cast<int>(types_.size()); }
  [[nodiscard]] const std::vector<Oid>& types() const { return types_; }
  [[nodiscard]] const char* const* values() const { return values_.data(); }
  [[nodiscard]] const int* lengths() const { return lengths_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }
  /// Whether a statement prepared for these types takes them: NULLs fit any type.
  [[nodiscard]] bool fit(const std::vector<Oid>& types) const;

 private:
  void add(const Param::Value& value, std::size_t at);
  void set(std::size_t at, Oid type, std::string_view bytes);

  std::vector<Oid> types_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::vector<std::array<char, 8>> numbers_;
  std::vector<std::string> repaired_;
};

/// The rows of a result in binary form. Numbers of every kind become integers where they are whole,
/// a comparison becomes 0 or 1, as SQLite has them. db.statement for a type that Dunlin does not
/// use.
Result<Rows> read_rows(const pg_result* result, std::string_view sql);

}  // namespace dunlin::db
