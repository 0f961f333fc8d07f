#include <algorithm>
#include <charconv>

#include "base/utf8.h"
#include "intake/decode_internal.h"

namespace dunlin::intake {
namespace {

constexpr std::size_t kEscapeBytes = 6;
constexpr std::string_view kReplacement = "\\ufffd";

/// The code unit of the \uXXXX at the start of `text`, or -1.
int code_unit(std::string_view text) {
  if (text.size() < kEscapeBytes || !text.starts_with("\\u")) return -1;
  int unit = 0;
  const auto read = std::from_chars(text.data() + 2, text.data() + kEscapeBytes, unit, 16);
  return read.ptr == text.data() + kEscapeBytes ? unit : -1;
}

bool is_high(int unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low(int unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

/// The escape, pair or character at the start of `text`, which is not empty.
std::size_t length_of_next(std::string_view text) {
  if (text.front() != '\\') return 1;
  const int unit = code_unit(text);
  if (unit < 0) return std::min<std::size_t>(2, text.size());
  const bool pair = is_high(unit) && is_low(code_unit(text.substr(kEscapeBytes)));
  return pair ? 2 * kEscapeBytes : kEscapeBytes;
}

bool is_lone_surrogate(std::string_view escape) {
  const int unit = code_unit(escape);
  return escape.size() == kEscapeBytes && (is_high(unit) || is_low(unit));
}

}  // namespace

std::string repaired_text(std::string_view body) {
  const std::string sound = utf8::repaired(body);
  std::string out;
  out.reserve(sound.size());
  for (std::string_view left = sound; !left.empty();) {
    const std::string_view next = left.substr(0, length_of_next(left));
    out += is_lone_surrogate(next) ? kReplacement : next;
    left.remove_prefix(next.size());
  }
  return out;
}

}  // namespace dunlin::intake
