#include "base/log.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"

namespace dunlin::log {
namespace {

struct Target {
  Sink sink;
  Level lowest = Level::info;
};

Target& target() {
  static Target instance;
  return instance;
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : utf8::repaired(text)) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void append_value(std::string& out, const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    append_string(out, *text);
  } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
    out += fmt::format("{}", *number);
  } else if (const auto* real = std::get_if<double>(&value)) {
    out += fmt::format("{}", *real);
  } else {
    out += std::get<bool>(value) ? "true" : "false";
  }
}

std::string_view name(Level level) {
  constexpr std::array names{"debug", "info", "warning", "error"};
  return names[static_cast<std::size_t>(level)];
}

}  // namespace

void set_sink(Sink sink, Level lowest) {
  target() = {std::move(sink), lowest};
}

void write(Level level, std::string_view event, Fields fields) {
  const Target& to = target();
  if (!to.sink || level < to.lowest) return;
  to.sink({level, event, {fields.begin(), fields.size()}});
}

void debug(std::string_view event, Fields fields) {
  write(Level::debug, event, fields);
}
void info(std::string_view event, Fields fields) {
  write(Level::info, event, fields);
}
void warning(std::string_view event, Fields fields) {
  write(Level::warning, event, fields);
}
void error(std::string_view event, Fields fields) {
  write(Level::error, event, fields);
}

void error(std::string_view event, const Error& cause, Fields fields) {
  const Target& to = target();
  if (!to.sink) return;
  std::string places;
  for (const auto& place : cause.trace) {
    if (!places.empty()) places += " < ";
    places += fmt::format("{}:{}", place.file_name(), place.line());
  }
  std::vector<Field> all{fields};
  all.emplace_back("error", cause.id);
  all.emplace_back("error_message", cause.message);
  if (!cause.field.empty()) all.emplace_back("error_field", cause.field);
  all.emplace_back("places", places);
  to.sink({Level::error, event, all});
}

std::string to_json_line(const Record& record, std::string_view rfc3339_time) {
  std::string out =
      fmt::format(R"({{"time":"{}","level":"{}","event":)", rfc3339_time, name(record.level));
  append_string(out, record.event);
  for (const Field& field : record.fields) {
    out += ',';
    append_string(out, field.name);
    out += ':';
    append_value(out, field.value);
  }
  out += '}';
  return out;
}

}  // namespace dunlin::log
