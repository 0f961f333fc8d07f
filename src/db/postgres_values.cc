#include "db/postgres_values.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "base/utf8.h"
#include "db/errors.h"

namespace dunlin::db {
namespace {

enum Type : Oid {
  kBool = 16,
  kBytea = 17,
  kChar = 18,
  kName = 19,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kText = 25,
  kFloat4 = 700,
  kFloat8 = 701,
  kUnknown = 705,
  kBpchar = 1042,
  kVarchar = 1043,
  kNumeric = 1700,
  kVoid = 2278,
};

template <class Number>
Number read_big_endian(const char* bytes) {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    number = static_cast<Number>((number << 8) | static_cast<unsigned char>(bytes[i]));
  }
  return number;
}

void write_big_endian(std::uint64_t number, std::array<char, 8>& out) {
  for (std::size_t i = 0; i < 8; ++i) out[i] = static_cast<char>(number >> (56 - 8 * i));
}

std::int16_t read_int2(const char* bytes) {
  return static_cast<std::int16_t>(read_big_endian<std::uint16_t>(bytes));
}
std::int32_t read_int4(const char* bytes) {
  return static_cast<std::int32_t>(read_big_endian<std::uint32_t>(bytes));
}
std::int64_t read_int8(const char* bytes) {
  return static_cast<std::int64_t>(read_big_endian<std::uint64_t>(bytes));
}

/// NUMERIC on the wire: four 16-bit words (digit count, weight of the first digit, sign, scale),
/// then digits of base 10,000 (src/backend/utils/adt/numeric.c of PostgreSQL, numeric_send).
Cell read_numeric(const char* bytes) {
  constexpr std::uint16_t kNegative = 0x4000;
  const int digits = read_int2(bytes);
  const int weight = read_int2(bytes + 2);
  const bool negative = read_big_endian<std::uint16_t>(bytes + 4) == kNegative;
  __int128 whole = 0;
  double real = 0;
  bool is_whole = weight <= 5;
  for (int i = 0; i < digits || (is_whole && i <= weight); ++i) {
    const int digit = i < digits ? read_int2(bytes + 8 + std::ptrdiff_t{2} * i) : 0;
    const int power = weight - i;
    real += digit * std::pow(10'000.0, power);
    if (power < 0 && digit != 0) is_whole = false;
    if (power >= 0 && is_whole) whole = whole * 10'000 + digit;
  }
  if (negative) whole = -whole;
  constexpr __int128 kMost = std::numeric_limits<std::int64_t>::max();
  if (is_whole && whole <= kMost && whole >= -kMost - 1) return static_cast<std::int64_t>(whole);
  return negative ? -real : real;
}

std::optional<Cell> read_cell(Oid type, const char* bytes, std::size_t size) {
  switch (type) {
    case kBool:
      return std::int64_t{bytes[0] != 0};
    case kInt2:
      return std::int64_t{read_int2(bytes)};
    case kInt4:
      return std::int64_t{read_int4(bytes)};
    case kInt8:
      return read_int8(bytes);
    case kFloat4:
      return double{std::bit_cast<float>(read_big_endian<std::uint32_t>(bytes))};
    case kFloat8:
      return std::bit_cast<double>(read_big_endian<std::uint64_t>(bytes));
    case kNumeric:
      return read_numeric(bytes);
    case kBytea:
    case kChar:
    case kName:
    case kText:
    case kUnknown:
    case kBpchar:
    case kVarchar:
      return std::string(bytes, size);
    case kVoid:
      return std::monostate{};
    default:
      return std::nullopt;
  }
}

Result<Row> read_row(const PGresult* result, int row, std::string_view sql) {
  std::vector<Cell> cells;
  const int columns = PQnfields(result);
  cells.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) {
    if (PQgetisnull(result, row, column) != 0) {
      cells.emplace_back();
      continue;
    }
    auto cell = read_cell(PQftype(result, column), PQgetvalue(result, row, column),
                          static_cast<std::size_t>(PQgetlength(result, row, column)));
    if (!cell) {
      return bad_statement(fmt::format("column {} has the type {}, which Dunlin does not read",
                                       column + 1, PQftype(result, column)),
                           sql);
    }
    cells.push_back(*std::move(cell));
  }
  return Row(std::move(cells));
}

}  // namespace

PostgresParams::PostgresParams(std::span<const Param> params)
    : types_(params.size()),
      values_(params.size()),
      lengths_(params.size()),
      formats_(params.size(), 1),
      numbers_(params.size()) {
  repaired_.reserve(params.size());
  for (std::size_t i = 0; i < params.size(); ++i) add(params[i].value(), i);
}

PostgresParams::PostgresParams(std::span<const Param> params, std::size_t columns)
    : PostgresParams(params) {
  std::vector<Oid> of_column(columns);
  for (std::size_t i = 0; i < types_.size(); ++i) {
    if (types_[i] != 0) of_column[i % columns] = types_[i];
  }
  for (std::size_t i = 0; i < types_.size(); ++i) types_[i] = of_column[i % columns];
}

void PostgresParams::set(std::size_t at, Oid type, std::string_view bytes) {
  types_[at] = type;
  values_[at] = bytes.data() == nullptr ? "" : bytes.data();
  lengths_[at] = static_cast<int>(bytes.size());
}

void PostgresParams::add(const Param::Value& value, std::size_t at) {
  auto& number = numbers_[at];
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    write_big_endian(static_cast<std::uint64_t>(*whole), number);
    set(at, kInt8, {number.data(), number.size()});
  } else if (const auto* real = std::get_if<double>(&value)) {
    write_big_endian(std::bit_cast<std::uint64_t>(*real), number);
    set(at, kFloat8, {number.data(), number.size()});
  } else if (const auto* blob = std::get_if<Blob>(&value)) {
    set(at, kBytea, blob->bytes);
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    const bool fine = text->find('\0') == std::string_view::npos && utf8::valid(*text);
    set(at, kText, fine ? *text : repaired_.emplace_back(utf8::repaired(*text)));
  }
}

bool PostgresParams::fit(const std::vector<Oid>& types) const {
  if (types.size() != types_.size()) return false;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (values_[i] != nullptr && types[i] != types_[i]) return false;
  }
  return true;
}

Result<Rows> read_rows(const PGresult* result, std::string_view sql) {
  Rows rows;
  const int count = PQntuples(result);
  rows.reserve(static_cast<std::size_t>(count));
  for (int row = 0; row < count; ++row) {
    DUNLIN_TRY(auto read, read_row(result, row, sql));
    rows.push_back(std::move(read));
  }
  return rows;
}

}  // namespace dunlin::db
