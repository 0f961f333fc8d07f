#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.h"

/// Structured logs: an event name and fields, never sentences put together from data. No message
/// text, no names and no secrets: ids only. `test` traffic carries the field test=true.
namespace dunlin::log {

enum class Level { debug, info, warning, error };

using Value = std::variant<std::string_view, std::int64_t, double, bool>;
struct Field {
  std::string_view name;
  Value value;
  Field(std::string_view name, std::string_view value) : name(name), value(value) {}
  Field(std::string_view name, const char* value) : name(name), value(std::string_view(value)) {}
  Field(std::string_view name, const std::string& value)
      : name(name), value(std::string_view(value)) {}
  Field(std::string_view name, bool value) : name(name), value(value) {}
  Field(std::string_view name, double value) : name(name), value(value) {}
  template <class Number>
    requires(std::is_integral_v<Number> && !std::is_same_v<Number, bool>)
  Field(std::string_view name, Number value)
      : name(name), value(static_cast<std::int64_t>(value)) {}
};
using Fields = std::initializer_list<Field>;

struct Record {
  Level level;
  std::string_view event;
  std::span<const Field> fields;
};
using Sink = std::function<void(const Record&)>;

/// Until a sink is set, records go nowhere. Set it before threads start.
void set_sink(Sink sink, Level lowest);

void write(Level level, std::string_view event, Fields fields = {});
void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});
/// With the error's id, message, field and the places it passed.
void error(std::string_view event, const Error& cause, Fields fields = {});

/// One line of JSON (RFC 8259), no newline at the end; invalid UTF-8 becomes U+FFFD.
std::string to_json_line(const Record& record, std::string_view rfc3339_time);

}  // namespace dunlin::log
