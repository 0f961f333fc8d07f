#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

/// The parts of a regular expression that stand for one character: escapes and [classes], rewritten
/// for folded text.
namespace dunlin::rules {

enum class Edges { plain, marked };

/// The mark of a word's edge, as written in an expression.
constexpr std::string_view kEdge = "\\x{1}";
constexpr std::string_view kWordClass = "\\pL\\pN\\pM_";

Error unsupported_pattern(std::string_view what);

/// A character as RE2 reads it literally.
std::string quoted(char32_t character);

/// What stands after a backslash at `at` (moved behind it) when it is one character: \n, \x41,
/// \x{6A9}, \., … Nothing when it is something else.
Result<std::optional<char32_t>> escaped_character(std::string_view source, std::size_t& at);

/// "\pL", "\P{Greek}", "\p{^L}": `at` is behind the backslash and moves behind the property.
struct Property {
  std::string name;  ///< "L", "{Greek}"
  bool negated = false;
};
Result<Property> property(std::string_view source, std::size_t& at);

/// A class whose '[' stands at `at`; moves behind its ']'. Empty when folding leaves nothing of it.
Result<std::string> rewrite_class(std::string_view source, std::size_t& at, Edges edges);

}  // namespace dunlin::rules
