#pragma once

#include <map>
#include <string>
#include <string_view>

#include "json/json.h"

/// YAML as a way to write JSON: one document, no anchors, tags or repeated keys.
namespace dunlin::rules {

struct YamlDocument {
  json::Value value;
  /// Of each value, by its path ("rules[0].name"): the line it begins on, counted from 1.
  std::map<std::string, int, std::less<>> lines;

  /// The error with "line N" put before its message, where its field or the nearest value around it
  /// stands.
  [[nodiscard]] Error located(Error error) const;
};
/// Plain scalars are read as YAML 1.2's core schema reads them: null, true, false, whole numbers;
/// everything else is text. Errors: yaml.syntax, yaml.too_large (over 4 MiB), yaml.too_deep,
/// yaml.too_many_values, yaml.unsupported.
Result<YamlDocument> parse_yaml(std::string_view text);

/// Block style; text in quotes only where it has to be.
std::string print_yaml(const json::Value& value);

}  // namespace dunlin::rules
