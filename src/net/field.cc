#include "net/field.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace dunlin::net {
namespace {

constexpr std::uint8_t kTokenChar = 1;
constexpr std::uint8_t kValueChar = 2;
constexpr std::uint8_t kTargetChar = 4;

constexpr auto kClasses = [] {
  std::array<std::uint8_t, 256> out{};
  const auto mark = [&out](std::string_view chars, std::uint8_t what) {
    for (const char c : chars) out[static_cast<unsigned char>(c)] |= what;
  };
  mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", kTokenChar | kTargetChar);
  mark("!#$%&'*+-.^_`|~", kTokenChar);
  mark("-._~:/?@!$&'()*+,;=%[]", kTargetChar);
  for (std::size_t c = 0x20; c < out.size(); ++c) out[c] |= c == 0x7F ? 0 : kValueChar;
  out['\t'] |= kValueChar;
  return out;
}();

bool all_of_class(std::string_view text, std::uint8_t what) {
  return std::all_of(text.begin(), text.end(), [what](char c) {
    return (kClasses[static_cast<unsigned char>(c)] & what) != 0;
  });
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return ascii_lower(x) == ascii_lower(y);
         });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> list_elements(const Headers& headers, std::string_view name) {
  std::vector<std::string_view> out;
  for (const auto& [key, value] : headers.all()) {
    if (!equal_ignoring_case(key, name)) continue;
    std::string_view rest = value;
    for (std::size_t comma = rest.find(','); comma != std::string_view::npos;
         comma = rest.find(',')) {
      out.push_back(trimmed(rest.substr(0, comma)));
      rest.remove_prefix(comma + 1);
    }
    out.push_back(trimmed(rest));
  }
  return out;
}

bool is_token(std::string_view text) {
  return !text.empty() && all_of_class(text, kTokenChar);
}
bool is_field_value(std::string_view text) {
  return all_of_class(text, kValueChar);
}
bool is_target_text(std::string_view text) {
  return all_of_class(text, kTargetChar);
}

}  // namespace dunlin::net
