#include <charconv>

#include "intake/decode_internal.h"

namespace dunlin::intake {
namespace {

constexpr std::int64_t kFirstMilliseconds = 100'000'000'000;
constexpr std::int64_t kLastMilliseconds = 100'000'000'000'000;

std::optional<std::int64_t> whole_number(const json::Value& value) {
  if (const auto* number = value.if_int64()) return *number;
  const auto* text = value.if_string();
  if (text == nullptr) return std::nullopt;
  std::int64_t number = 0;
  const char* end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

const json::Value* Fields::find(std::string_view name) const {
  if (object_ == nullptr) return nullptr;
  const json::Value* value = object_->if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void Fields::refuse() const {
  if (wrong_ != nullptr) *wrong_ = true;
}

std::string Fields::text(std::string_view name) const {
  const json::Value* value = find(name);
  if (value == nullptr) return {};
  if (const auto* text = value->if_string()) return std::string(text->data(), text->size());
  refuse();
  return {};
}

std::string Fields::id(std::string_view name) const {
  const json::Value* value = find(name);
  if (value == nullptr) return {};
  if (const auto* text = value->if_string()) return std::string(text->data(), text->size());
  if (const auto* number = value->if_uint64()) return std::to_string(*number);
  if (const auto* number = value->if_int64(); number != nullptr && *number >= 0) {
    return std::to_string(*number);
  }
  refuse();
  return {};
}

std::string Fields::required_id(std::string_view name) const {
  std::string id = this->id(name);
  if (id.empty()) refuse();
  return id;
}

bool Fields::flag(std::string_view name) const {
  const json::Value* value = find(name);
  if (value == nullptr) return false;
  if (const auto* flag = value->if_bool()) return *flag;
  refuse();
  return false;
}

int Fields::required_number(std::string_view name, int min, int max) const {
  const json::Value* value = find(name);
  const auto number = value == nullptr ? std::nullopt : whole_number(*value);
  if (number && *number >= min && *number <= max) return static_cast<int>(*number);
  refuse();
  return min;
}

Fields Fields::object(std::string_view name) const {
  const json::Value* value = find(name);
  if (value == nullptr) return {nullptr, wrong_};
  if (!value->is_object()) refuse();
  return {value->if_object(), wrong_};
}

const json::Array* Fields::array(std::string_view name) const {
  const json::Value* value = find(name);
  if (value == nullptr) return nullptr;
  if (!value->is_array()) refuse();
  return value->if_array();
}

std::optional<Instant> instant_of(const json::Value* value) {
  if (value == nullptr) return std::nullopt;
  const auto number = whole_number(*value);
  if (!number || *number <= 0 || *number >= kLastMilliseconds) return std::nullopt;
  return from_ms(*number < kFirstMilliseconds ? *number * 1000 : *number);
}

}  // namespace dunlin::intake
