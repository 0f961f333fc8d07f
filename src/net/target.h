#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "net/refusal.h"

namespace dunlin::net {

struct Target {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
};

/// Splits and decodes "/a%20b?c=d". Decoded once, and refused when the result could be read in two
/// ways: dot segments, an encoded '/' or '\', control characters, malformed escapes, text that is
/// not UTF-8.
std::variant<Target, Refusal> parse_target(std::string_view target);

}  // namespace dunlin::net
