#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// Texts with {{variables}}, each with a default for when it is empty: {{name|there}}. Rules'
/// replies and canned replies have the same ones.
namespace dunlin::text {

struct TextPart {
  enum class Kind { literal, username, name, text };
  Kind kind = Kind::literal;
  std::string_view text;  ///< the literal, or the variable's default
};
/// Errors: <feature>.variable_unknown, <feature>.variable_unclosed.
Result<std::vector<TextPart>> parse_variables(std::string_view text, std::string_view feature);

struct VariableValues {
  std::string_view username, name, text;
};
/// Variables filled, cut to `most_bytes` between characters. What a variable holds is never read as
/// a variable. A text that does not parse comes out as it is.
std::string fill_variables(std::string_view text, const VariableValues& values,
                           std::size_t most_bytes);

}  // namespace dunlin::text
