#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/id.h"
#include "base/time.h"

namespace dunlin::db {

using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsId : std::false_type {};
template <class Tag>
struct IsId<Id<Tag>> : std::true_type {};

/// One row, columns by position. A type that does not fit is a bug of the statement and aborts.
class Row {
 public:
  explicit Row(std::vector<Cell> cells) : cells_(std::move(cells)) {}

  [[nodiscard]] std::size_t size() const { return cells_.size(); }
  [[nodiscard]] bool is_null(std::size_t column) const {
    return std::holds_alternative<std::monostate>(cells_.at(column));
  }

  /// Text or bytes, for those who do not know the column.
  [[nodiscard]] bool holds_text(std::size_t column) const {
    return std::holds_alternative<std::string>(cells_.at(column));
  }

  /// T: any integer, double, bool (0/1), std::string (text and blobs), Instant, Id<…>, an enum, or
  /// std::optional of these.
  template <class T>
  [[nodiscard]] T get(std::size_t column) const {
    const Cell& cell = cells_.at(column);
    if constexpr (IsOptional<T>::value) {
      if (std::holds_alternative<std::monostate>(cell)) return std::nullopt;
      return get<typename T::value_type>(column);
    } else if constexpr (std::is_same_v<T, std::string>) {
      return pick<std::string>(cell);
    } else if constexpr (std::is_same_v<T, double>) {
      if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
      return pick<double>(cell);
    } else if constexpr (std::is_same_v<T, Instant>) {
      return from_us(pick<std::int64_t>(cell));
    } else if constexpr (IsId<T>::value) {
      return T{pick<std::int64_t>(cell)};
    } else if constexpr (std::is_same_v<T, bool>) {
      return pick<std::int64_t>(cell) != 0;
    } else {
      static_assert(std::is_integral_v<T> || std::is_enum_v<T>);
      return static_cast<T>(pick<std::int64_t>(cell));
    }
  }

  /// `auto [id, name] = row.as<ContactId, std::string>();`
  template <class... T>
  [[nodiscard]] std::tuple<T...> as() const {
    check(sizeof...(T) == cells_.size(), "a row is read with as many types as it has columns");
    return as_indexed<T...>(std::index_sequence_for<T...>{});
  }

 private:
  template <class T>
  static const T& pick(const Cell& cell) {
    const T* value = std::get_if<T>(&cell);
    check(value != nullptr, "a column is read with its own type");
    return *value;
  }
  template <class... T, std::size_t... I>
  std::tuple<T...> as_indexed(std::index_sequence<I...>) const {
    return {get<T>(I)...};
  }

  std::vector<Cell> cells_;
};

using Rows = std::vector<Row>;

}  // namespace dunlin::db
