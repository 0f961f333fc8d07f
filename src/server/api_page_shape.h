#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

/// The schemas of the API's page as HTML.
namespace dunlin::server {

std::string escaped(std::string_view text);
/// Escaped, with `words` between backticks as code.
std::string marked(std::string_view text);
/// A paragraph of them; nothing for nothing.
std::string words_html(std::string_view text);
/// A member as text, "" when it is not there.
std::string text_of(const YAML::Node& node, const char* name);

struct Field {
  std::string name;
  YAML::Node schema;
  bool required = false;
};

class ShapeWriter {
 public:
  explicit ShapeWriter(const YAML::Node& document) : document_(document) {}

  /// What a {$ref} stands for; the node itself when it is none.
  [[nodiscard]] YAML::Node resolved(const YAML::Node& node) const;
  /// One field: name, type, whether it must be there, what it means, and its own fields.
  [[nodiscard]] std::string field_html(const Field& field, std::string_view place,
                                       const std::string& meaning) const;
  [[nodiscard]] std::string content_html(std::string_view media, const YAML::Node& schema) const;
  /// Every named schema that a call or another schema speaks of.
  [[nodiscard]] std::string all_html() const;

 private:
  [[nodiscard]] std::vector<Field> fields_of(const YAML::Node& schema) const;
  [[nodiscard]] std::string fields_html(const YAML::Node& schema) const;
  [[nodiscard]] std::string type_html(const YAML::Node& schema) const;
  YAML::Node document_;
};

}  // namespace dunlin::server
