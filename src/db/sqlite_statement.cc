#include "db/sqlite_statement.h"

#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/utf8.h"
#include "db/errors.h"
#include "db/sqlite_errors.h"

namespace dunlin::db {
namespace {

/// 3 for "$3".
std::optional<std::size_t> number_of(const char* name) {
  if (name == nullptr || name[0] != '$') return std::nullopt;
  std::size_t number = 0;
  const char* end = name + std::strlen(name);
  const auto [stopped, fault] = std::from_chars(name + 1, end, number);
  if (fault != std::errc{} || stopped != end || number == 0) return std::nullopt;
  return number;
}

bool is_stored_as_it_is(std::string_view text) {
  return text.find('\0') == std::string_view::npos && utf8::valid(text);
}

Cell read_cell(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_TEXT:
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
      return bytes == nullptr ? std::string() : std::string(bytes, size);
    }
    default:
      return std::monostate{};
  }
}

bool holds_more(const char* tail) {
  return std::strspn(tail, " \t\r\n;") != std::strlen(tail);
}

}  // namespace

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Result<SqliteStatement> SqliteStatement::prepare(sqlite3* connection, std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const std::string text(sql);
  const int code = sqlite3_prepare_v3(connection, text.c_str(), static_cast<int>(text.size()) + 1,
                                      SQLITE_PREPARE_PERSISTENT, &raw, &tail);
  SqliteStatement statement(raw);
  if (code != SQLITE_OK) return sqlite_error(connection, code, sql);
  if (raw == nullptr || holds_more(tail)) return bad_statement("it is not exactly one", sql);
  DUNLIN_CHECK(statement.resolve_names(sql));
  return statement;
}

Status SqliteStatement::resolve_names(std::string_view sql) {
  const int count = sqlite3_bind_parameter_count(statement_.get());
  index_of_.assign(static_cast<std::size_t>(count), 0);
  for (int index = 1; index <= count; ++index) {
    const auto number = number_of(sqlite3_bind_parameter_name(statement_.get(), index));
    if (!number || *number > index_of_.size()) {
      return bad_statement("parameters are $1, $2, … without a gap", sql);
    }
    index_of_[*number - 1] = index;
  }
  return {};
}

Result<Rows> SqliteStatement::execute(std::span<const Param> params) {
  Status bound = bind_all(params);
  Result<Rows> rows = bound.ok() ? step_all() : Result<Rows>(std::move(bound).error());
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  repaired_.clear();
  return rows;
}

Status SqliteStatement::bind_all(std::span<const Param> params) {
  if (params.size() != index_of_.size()) {
    return bad_statement(
        fmt::format("it takes {} parameters and got {}", index_of_.size(), params.size()),
        sqlite3_sql(statement_.get()));
  }
  repaired_.reserve(params.size());
  for (std::size_t i = 0; i < params.size(); ++i) {
    const int code = bind(index_of_[i], params[i].value());
    if (code != SQLITE_OK) return error(code);
  }
  return {};
}

int SqliteStatement::bind(int index, const Param::Value& value) {
  sqlite3_stmt* statement = statement_.get();
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, index, *number);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    return sqlite3_bind_double(statement, index, *real);
  }
  if (const auto* blob = std::get_if<Blob>(&value)) {
    if (blob->bytes.empty()) return sqlite3_bind_zeroblob(statement, index, 0);
    return sqlite3_bind_blob64(statement, index, blob->bytes.data(), blob->bytes.size(),
                               SQLITE_STATIC);
  }
  if (const auto* given = std::get_if<std::string_view>(&value)) {
    std::string_view text = given->empty() ? std::string_view("") : *given;
    if (!is_stored_as_it_is(text)) text = repaired_.emplace_back(utf8::repaired(text));
    return sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  return sqlite3_bind_null(statement, index);
}

Result<Rows> SqliteStatement::step_all() {
  Rows rows;
  int code = sqlite3_step(statement_.get());
  for (; code == SQLITE_ROW; code = sqlite3_step(statement_.get())) rows.push_back(read_row());
  if (code != SQLITE_DONE) return error(code);
  return rows;
}

Row SqliteStatement::read_row() const {
  const int columns = sqlite3_column_count(statement_.get());
  std::vector<Cell> cells;
  cells.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) {
    cells.push_back(read_cell(statement_.get(), column));
  }
  return Row(std::move(cells));
}

Error SqliteStatement::error(int code) const {
  sqlite3* connection = sqlite3_db_handle(statement_.get());
  return sqlite_error(connection, code, sqlite3_sql(statement_.get()));
}

}  // namespace dunlin::db
