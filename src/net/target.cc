#include "net/target.h"

#include <algorithm>

#include "net/http.h"
#include "net/percent.h"

namespace dunlin::net {
namespace {

constexpr Refusal kBadPath{400, "The path of the request is malformed."};
constexpr Refusal kBadQuery{400, "The query of the request is malformed."};

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    if (path.substr(0, end) == "." || path.substr(0, end) == "..") return true;
    path.remove_prefix(end);
  }
  return false;
}

bool is_ambiguous(std::string_view raw, std::string_view decoded) {
  const bool hidden_slash =
      std::count(raw.begin(), raw.end(), '/') != std::count(decoded.begin(), decoded.end(), '/');
  return hidden_slash || has_dot_segment(decoded) ||
         std::any_of(decoded.begin(), decoded.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\';
         });
}

}  // namespace

std::variant<Target, Refusal> parse_target(std::string_view target) {
  const std::size_t mark = std::min(target.find('?'), target.size());
  const std::string_view raw = target.substr(0, mark);
  auto path = percent_decode(raw, Plus::as_is);
  if (!path || !path->starts_with('/') || is_ambiguous(raw, *path)) return kBadPath;
  auto query = parse_query(target.substr(std::min(mark + 1, target.size())));
  if (!query) return kBadQuery;
  return Target{.path = std::move(*path), .query = std::move(*query)};
}

}  // namespace dunlin::net
