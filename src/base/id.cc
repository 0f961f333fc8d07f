#include "base/id.h"

#include <algorithm>
#include <limits>

namespace dunlin {
namespace {

constexpr std::string_view kAlphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

}  // namespace

std::string encode_id(std::string_view prefix, std::int64_t value) {
  std::string digits;
  auto rest = static_cast<std::uint64_t>(value);
  do {
    digits += kAlphabet[rest % 58];
    rest /= 58;
  } while (rest != 0);
  std::ranges::reverse(digits);
  return std::string(prefix) + "_" + digits;
}

std::optional<std::int64_t> decode_id(std::string_view prefix, std::string_view text) {
  if (text.size() <= prefix.size() + 1 || text.size() > prefix.size() + 12) return std::nullopt;
  if (!text.starts_with(prefix) || text[prefix.size()] != '_') return std::nullopt;
  unsigned __int128 value = 0;
  for (const char c : text.substr(prefix.size() + 1)) {
    const auto digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    value = value * 58 + digit;
  }
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return std::nullopt;
  }
  const auto id = static_cast<std::int64_t>(value);
  if (encode_id(prefix, id) != text) return std::nullopt;
  return id;
}

}  // namespace dunlin
