#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/id.h"
#include "base/time.h"

namespace dunlin::db {

/// Marks bytes that go into a {blob} column.
struct Blob {
  std::string_view bytes;
};

/// One bound value. Views must live until the call returns. Text that is not valid UTF-8 and U+0000
/// are replaced by U+FFFD on the way in, on both engines.
class Param {
 public:
  using Value = std::variant<std::monostate, std::int64_t, double, std::string_view, Blob>;

  Param(std::nullopt_t) {}
  Param(double value) : value_(value) {}
  Param(std::string_view text) : value_(text) {}
  Param(const std::string& text) : value_(std::string_view(text)) {}
  Param(const char* text) : value_(std::string_view(text)) {}
  Param(Blob blob) : value_(blob) {}
  Param(Instant at) : value_(to_us(at)) {}
  template <class Tag>
  Param(Id<Tag> id) : value_(id.value) {}
  template <class Number>
    requires std::is_integral_v<Number>
  Param(Number value) : value_(static_cast<std::int64_t>(value)) {}
  template <class Enum>
    requires std::is_enum_v<Enum>
  Param(Enum value) : value_(static_cast<std::int64_t>(value)) {}
  template <class T>
  Param(const std::optional<T>& value) {
    if (value) value_ = Param(*value).value_;
  }

  [[nodiscard]] const Value& value() const { return value_; }

 private:
  Value value_;
};

}  // namespace dunlin::db
