#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"

namespace dunlin::json {

/// Bounds of a text field, in bytes of UTF-8.
struct TextLimits {
  std::size_t min_bytes = 0;
  std::size_t max_bytes = 1000;
};

/// Reads an object field by field and collects what is wrong with where ("keywords[3]"), so that
/// one answer names every fault. Usage:
///     json::Reader in(body);
///     const std::string name = in.text("name", {.min_bytes = 1, .max_bytes = 80});
///     const auto priority = in.optional_integer("priority", -1000, 1000);
///     if (auto status = in.finish(); !status) return status.error();
/// `finish` also refuses fields that nobody asked for. After an error the getters return empty
/// values.
class Reader {
 public:
  /// `value` must outlive the reader. `path` is the prefix of every field path in errors.
  explicit Reader(const Value& value, std::string path = "");

  std::string text(std::string_view field, TextLimits limits);
  std::optional<std::string> optional_text(std::string_view field, TextLimits limits);
  std::int64_t integer(std::string_view field, std::int64_t min, std::int64_t max);
  std::optional<std::int64_t> optional_integer(std::string_view field, std::int64_t min,
                                               std::int64_t max);
  std::optional<bool> optional_flag(std::string_view field);
  /// One of `allowed`; the error lists them.
  std::string choice(std::string_view field, std::initializer_list<std::string_view> allowed);
  std::optional<std::string> optional_choice(std::string_view field,
                                             std::initializer_list<std::string_view> allowed);
  std::vector<std::string> texts(std::string_view field, std::size_t max_items, TextLimits limits);
  /// There, and null: what takes something away.
  [[nodiscard]] bool is_null(std::string_view field) const;
  /// The raw value, nullptr when absent or null.
  const Value* optional_value(std::string_view field);
  const Object* optional_object(std::string_view field);
  const Array* optional_array(std::string_view field, std::size_t max_items);

  /// Notes a fault of this field found by the caller; nothing when the value is no object.
  void fault(std::string_view field, std::string_view id, std::string message);
  [[nodiscard]] std::string path(std::string_view field) const;

  /// The first fault as the Error, with all faults in its message; ok when there is none.
  Status finish();
  /// For payloads of others, where unknown fields are welcome.
  Status finish_lenient();

 private:
  struct Fault {
    std::string path, id, message;
  };
  const Value* find(std::string_view field);
  const Object* object_ = nullptr;
  std::string path_;
  std::vector<std::string> asked_;
  std::vector<Fault> faults_;
};

}  // namespace dunlin::json
