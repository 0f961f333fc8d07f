#include "json/reader.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dunlin::json {
namespace {

std::optional<std::int64_t> whole_number(const Value& value) {
  if (value.is_int64()) return value.get_int64();
  if (value.is_uint64() && value.get_uint64() <= INT64_MAX) {
    return static_cast<std::int64_t>(value.get_uint64());
  }
  return std::nullopt;
}

std::string_view view(const boost::json::string& text) {
  return {text.data(), text.size()};
}

/// What is wrong with the length, empty when nothing.
std::string length_fault(std::string_view text, TextLimits limits) {
  if (text.size() < limits.min_bytes) {
    return limits.min_bytes == 1 ? "must not be empty"
                                 : fmt::format("must have at least {} bytes", limits.min_bytes);
  }
  if (text.size() > limits.max_bytes) {
    return fmt::format("must have at most {} bytes", limits.max_bytes);
  }
  return {};
}

/// A field of the document as people call it: "The new password"; what lies deeper by its path.
std::string called(std::string_view path, std::string_view article) {
  if (path.empty()) return fmt::format("{} document", article);
  if (path.find_first_of(".[") != std::string_view::npos) return std::string(path);
  std::string words(path);
  std::ranges::replace(words, '_', ' ');
  return fmt::format("{} {}", article, words);
}

}  // namespace

Reader::Reader(const Value& value, std::string path)
    : object_(value.if_object()), path_(std::move(path)) {
  if (!object_) faults_.push_back({path_, "input.type", "must be an object"});
}

std::string Reader::path(std::string_view field) const {
  if (path_.empty() || field.empty()) return path_ + std::string(field);
  return fmt::format("{}.{}", path_, field);
}

void Reader::fault(std::string_view field, std::string_view id, std::string message) {
  // What is no object has no fields to be wrong.
  if (!object_) return;
  faults_.push_back({path(field), std::string(id), std::move(message)});
}

const Value* Reader::find(std::string_view field) {
  if (!object_) return nullptr;
  asked_.emplace_back(field);
  const Value* found = object_->if_contains(boost::json::string_view(field.data(), field.size()));
  return found && !found->is_null() ? found : nullptr;
}

bool Reader::is_null(std::string_view field) const {
  if (!object_) return false;
  const Value* found = object_->if_contains(boost::json::string_view(field.data(), field.size()));
  return found && found->is_null();
}

std::string Reader::text(std::string_view field, TextLimits limits) {
  auto found = optional_text(field, limits);
  if (!found && object_ && !find(field)) fault(field, "input.required", "must be given");
  return std::move(found).value_or(std::string());
}

std::optional<std::string> Reader::optional_text(std::string_view field, TextLimits limits) {
  const Value* value = find(field);
  if (!value) return std::nullopt;
  if (!value->is_string()) {
    fault(field, "input.type", "must be text");
    return std::nullopt;
  }
  const std::string_view text = view(value->get_string());
  if (auto wrong = length_fault(text, limits); !wrong.empty()) {
    fault(field, "input.length", std::move(wrong));
    return std::nullopt;
  }
  return std::string(text);
}

std::int64_t Reader::integer(std::string_view field, std::int64_t min, std::int64_t max) {
  const auto found = optional_integer(field, min, max);
  if (!found && object_ && !find(field)) fault(field, "input.required", "must be given");
  return found.value_or(0);
}

std::optional<std::int64_t> Reader::optional_integer(std::string_view field, std::int64_t min,
                                                     std::int64_t max) {
  const Value* value = find(field);
  if (!value) return std::nullopt;
  const auto number = whole_number(*value);
  if (number && *number >= min && *number <= max) return number;
  const bool numeric = value->is_number() && !value->is_double();
  fault(field, numeric ? "input.range" : "input.type",
        fmt::format("must be a whole number from {} to {}", min, max));
  return std::nullopt;
}

std::optional<bool> Reader::optional_flag(std::string_view field) {
  const Value* value = find(field);
  if (!value) return std::nullopt;
  if (value->is_bool()) return value->get_bool();
  fault(field, "input.type", "must be true or false");
  return std::nullopt;
}

std::string Reader::choice(std::string_view field,
                           std::initializer_list<std::string_view> allowed) {
  auto found = optional_choice(field, allowed);
  if (!found && object_ && !find(field)) {
    fault(field, "input.required",
          fmt::format("must be given: one of {}", fmt::join(allowed, ", ")));
  }
  return std::move(found).value_or(std::string());
}

std::optional<std::string> Reader::optional_choice(
    std::string_view field, std::initializer_list<std::string_view> allowed) {
  const Value* value = find(field);
  if (!value) return std::nullopt;
  if (value->is_string()) {
    const std::string_view text = view(value->get_string());
    if (std::find(allowed.begin(), allowed.end(), text) != allowed.end()) return std::string(text);
  }
  fault(field, "input.choice", fmt::format("must be one of {}", fmt::join(allowed, ", ")));
  return std::nullopt;
}

std::vector<std::string> Reader::texts(std::string_view field, std::size_t max_items,
                                       TextLimits limits) {
  std::vector<std::string> out;
  const Array* items = optional_array(field, max_items);
  if (!items) return out;
  for (const Value& item : *items) {
    const std::string where = fmt::format("{}[{}]", field, out.size());
    const auto* text = item.if_string();
    if (!text) fault(where, "input.type", "must be text");
    out.emplace_back(text ? view(*text) : std::string_view());
    if (auto wrong = text ? length_fault(out.back(), limits) : ""; !wrong.empty()) {
      fault(where, "input.length", std::move(wrong));
    }
  }
  return out;
}

const Value* Reader::optional_value(std::string_view field) {
  return find(field);
}

const Object* Reader::optional_object(std::string_view field) {
  const Value* value = find(field);
  if (value && !value->is_object()) fault(field, "input.type", "must be an object");
  return value ? value->if_object() : nullptr;
}

const Array* Reader::optional_array(std::string_view field, std::size_t max_items) {
  const Value* value = find(field);
  if (!value) return nullptr;
  const Array* array = value->if_array();
  if (!array) {
    fault(field, "input.type", "must be a list");
  } else if (array->size() > max_items) {
    fault(field, "input.length", fmt::format("must have at most {} items", max_items));
    return nullptr;
  }
  return array;
}

Status Reader::finish() {
  if (!object_) return finish_lenient();
  for (const auto& member : *object_) {
    const std::string_view key(member.key().data(), member.key().size());
    if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) {
      fault(key, "input.unknown_field", "is not among the fields that are known here");
    }
  }
  return finish_lenient();
}

Status Reader::finish_lenient() {
  if (faults_.empty()) return {};
  constexpr std::size_t most_told = 10;
  std::string message;
  for (std::size_t i = 0; i < std::min(faults_.size(), most_told); ++i) {
    message += i > 0 ? fmt::format("; {}", called(faults_[i].path, "the"))
                     : called(faults_[i].path, "The");
    message += ' ';
    message += faults_[i].message;
  }
  if (faults_.size() > most_told) {
    message += fmt::format("; and {} more", faults_.size() - most_told);
  }
  message += '.';
  return Error(Code::invalid, faults_.front().id, std::move(message)).at(faults_.front().path);
}

}  // namespace dunlin::json
