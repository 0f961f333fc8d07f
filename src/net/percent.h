#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dunlin::net {

enum class Plus { as_is, space };

/// Nothing when an escape is malformed (RFC 3986 §2.1), or when the result holds U+0000 or is not
/// UTF-8.
std::optional<std::string> percent_decode(std::string_view text, Plus plus);

}  // namespace dunlin::net
