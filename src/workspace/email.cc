#include <algorithm>

#include "workspace/identity.h"

namespace dunlin::workspace {
namespace {

constexpr std::size_t kMostBytes = 254;
constexpr std::size_t kMostLocalBytes = 64;

/// What no address needs, and what would be read as something else in a header or on a command
/// line.
bool out_of_place(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7F ||
         std::string_view("<>()[]\\,;:\"").find(c) != std::string_view::npos;
}

bool is_domain(std::string_view domain) {
  if (domain.empty() || domain.starts_with('.') || domain.ends_with('.')) return false;
  if (domain.starts_with('-') || domain.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(domain, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

}  // namespace

std::optional<std::string> fold_email(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  const std::size_t at = text.find('@');
  if (text.size() > kMostBytes || at == std::string_view::npos || at == 0 || at > kMostLocalBytes) {
    return std::nullopt;
  }
  std::string folded;
  for (const char c : text) {
    if (out_of_place(c)) return std::nullopt;
    folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  if (folded.starts_with('-') || !is_domain(std::string_view(folded).substr(at + 1))) {
    return std::nullopt;
  }
  return folded;
}

}  // namespace dunlin::workspace
