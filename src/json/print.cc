#include <charconv>
#include <cmath>
#include <span>

#include "base/utf8.h"
#include "json/json.h"

namespace dunlin::json {
namespace {

enum class NonAscii { as_is, escaped };

constexpr std::string_view kHexDigits = "0123456789abcdef";

void append_unit(std::string& out, unsigned unit) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHexDigits[(unit >> shift) & 15];
}

/// `at` is the start of a well-formed sequence; moves to its end.
void append_escaped_character(std::string& out, std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  unsigned point = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    point = (point << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  }
  at += length;
  if (point < 0x10000) return append_unit(out, point);
  append_unit(out, 0xD800 + ((point - 0x10000) >> 10));
  append_unit(out, 0xDC00 + ((point - 0x10000) & 0x3FF));
}

void append_special(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      append_unit(out, static_cast<unsigned char>(c));
  }
}

void append_text(std::string& out, std::string_view text, NonAscii mode) {
  if (!utf8::valid(text)) return append_text(out, utf8::repaired(text), mode);
  out += '"';
  std::size_t plain = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<unsigned char>(text[at]);
    const bool special = c < 0x20 || c == '"' || c == '\\';
    const bool escape = c >= 0x80 && mode == NonAscii::escaped;
    if (!special && !escape) {
      ++at;
      continue;
    }
    out.append(text, plain, at - plain);
    if (special) {
      append_special(out, text[at++]);
    } else {
      append_escaped_character(out, text, at);
    }
    plain = at;
  }
  out.append(text, plain);
  out += '"';
}

template <class Number>
std::string_view digits(Number number, std::span<char> space) {
  const auto end = std::to_chars(space.data(), space.data() + space.size(), number).ptr;
  return {space.data(), static_cast<std::size_t>(end - space.data())};
}

void append_double(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char space[32];
  const std::string_view text = digits(number, space);
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append_value(std::string& out, const Value& value, NonAscii mode);

void append_object(std::string& out, const Object& object, NonAscii mode) {
  out += '{';
  bool first = true;
  for (const auto& member : object) {
    if (!first) out += ',';
    first = false;
    append_text(out, {member.key().data(), member.key().size()}, mode);
    out += ':';
    append_value(out, member.value(), mode);
  }
  out += '}';
}

void append_array(std::string& out, const Array& array, NonAscii mode) {
  out += '[';
  bool first = true;
  for (const Value& item : array) {
    if (!first) out += ',';
    first = false;
    append_value(out, item, mode);
  }
  out += ']';
}

void append_value(std::string& out, const Value& value, NonAscii mode) {
  char space[32];
  switch (value.kind()) {
    case boost::json::kind::null:
      out += "null";
      return;
    case boost::json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case boost::json::kind::int64:
      out += digits(value.get_int64(), space);
      return;
    case boost::json::kind::uint64:
      out += digits(value.get_uint64(), space);
      return;
    case boost::json::kind::double_:
      append_double(out, value.get_double());
      return;
    case boost::json::kind::string: {
      const auto& text = value.get_string();
      append_text(out, {text.data(), text.size()}, mode);
      return;
    }
    case boost::json::kind::array:
      append_array(out, value.get_array(), mode);
      return;
    case boost::json::kind::object:
      append_object(out, value.get_object(), mode);
      return;
  }
}

}  // namespace

std::string print(const Value& value) {
  std::string out;
  append_value(out, value, NonAscii::as_is);
  return out;
}

std::string print_ascii(const Value& value) {
  std::string out;
  append_value(out, value, NonAscii::escaped);
  return out;
}

}  // namespace dunlin::json
