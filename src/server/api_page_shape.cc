#include "server/api_page_shape.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace dunlin::server {
namespace {

constexpr std::string_view kSchemas = "#/components/schemas/";

std::string ref_of(const YAML::Node& node) {
  return node.IsMap() && node["$ref"] ? node["$ref"].as<std::string>() : "";
}

/// The names that something else than a composition refers to: parts of a composition are told
/// where they are used.
void collect_names(const YAML::Node& node, std::set<std::string>& out) {
  if (node.IsSequence()) {
    for (const auto& item : node) collect_names(item, out);
  }
  if (!node.IsMap()) return;
  const std::string ref = ref_of(node);
  if (ref.starts_with(kSchemas)) out.insert(ref.substr(kSchemas.size()));
  for (const auto& member : node) {
    if (member.first.as<std::string>() == "allOf") {
      for (const auto& part : member.second) {
        if (ref_of(part).empty()) collect_names(part, out);
      }
    } else {
      collect_names(member.second, out);
    }
  }
}

std::string bounds(const YAML::Node& schema) {
  std::string out;
  const auto span = [&](const char* low, const char* high, std::string_view unit) {
    if (!schema[low] && !schema[high]) return;
    const std::string from = text_of(schema, low);
    const std::string to = text_of(schema, high);
    const std::string range = from.empty() ? "at most " + to
                              : to.empty() ? "at least " + from
                                           : from + " to " + to;
    out += fmt::format(", {}{}", range, unit);
  };
  span("minimum", "maximum", "");
  span("minLength", "maxLength", " characters");
  span("minItems", "maxItems", " items");
  if (schema["default"] && schema["default"].IsScalar()) {
    out += fmt::format(", {} when left out", text_of(schema, "default"));
  }
  return escaped(out);
}

std::string joined(const YAML::Node& values, std::string_view before, std::string_view after) {
  std::string out;
  for (const auto& value : values) {
    if (!out.empty()) out += ", ";
    out += fmt::format("{}{}{}", before, escaped(value.as<std::string>("null")), after);
  }
  return out;
}

std::string plain_type(const YAML::Node& schema) {
  const YAML::Node type = schema["type"];
  std::string out;
  if (type.IsDefined() && type.IsSequence()) {
    for (const auto& one : type) out += (out.empty() ? "" : " or ") + one.as<std::string>("null");
  } else {
    out = text_of(schema, "type");
  }
  const std::string format = text_of(schema, "format");
  return escaped(format.empty() ? out : fmt::format("{} ({})", out, format));
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string marked(std::string_view text) {
  std::string out;
  bool code = false;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t tick = std::min(text.find('`', at), text.size());
    out += escaped(text.substr(at, tick - at));
    if (tick < text.size()) out += code ? "</code>" : "<code>";
    code = !code;
    at = tick + 1;
  }
  return out;
}

std::string words_html(std::string_view text) {
  return text.empty() ? "" : fmt::format("<p class=\"muted\">{}</p>", marked(text));
}

std::string text_of(const YAML::Node& node, const char* name) {
  return node[name] ? node[name].as<std::string>("") : "";
}

YAML::Node ShapeWriter::resolved(const YAML::Node& node) const {
  const std::string ref = ref_of(node);
  if (ref.empty()) return node;
  // A Node is a handle: assigning to one would change the document, `reset` points it elsewhere.
  YAML::Node target;
  target.reset(document_);
  for (std::size_t at = 2; at < ref.size();) {
    const std::size_t end = std::min(ref.find('/', at), ref.size());
    target.reset(std::as_const(target)[ref.substr(at, end - at)]);
    at = end + 1;
  }
  return target;
}

std::vector<Field> ShapeWriter::fields_of(const YAML::Node& schema) const {
  std::vector<Field> out;
  std::set<std::string> required;
  for (const auto& name : schema["required"]) required.insert(name.as<std::string>());
  for (const auto& part : schema["allOf"]) {
    for (Field& field : fields_of(resolved(part))) out.push_back(std::move(field));
  }
  for (const auto& property : schema["properties"]) {
    out.push_back({.name = property.first.as<std::string>(), .schema = property.second});
  }
  for (Field& field : out) field.required = field.required || required.contains(field.name);
  return out;
}

std::string ShapeWriter::type_html(const YAML::Node& schema) const {
  const std::string ref = ref_of(schema);
  if (ref.starts_with(kSchemas)) {
    return fmt::format("<a href=\"#shape-{0}\">{0}</a>", escaped(ref.substr(kSchemas.size())));
  }
  if (schema["const"]) return "<code>" + escaped(text_of(schema, "const")) + "</code>";
  if (schema["enum"]) {
    return "one of " + joined(schema["enum"], "<code>", "</code>") + bounds(schema);
  }
  if (schema["oneOf"]) {
    std::string out;
    for (const auto& one : schema["oneOf"]) out += (out.empty() ? "" : " or ") + type_html(one);
    return out;
  }
  if (schema["items"]) return "list of " + type_html(schema["items"]) + bounds(schema);
  if (schema["prefixItems"])
    return "list of " + type_html(schema["prefixItems"][0]) + bounds(schema);
  return plain_type(schema) + bounds(schema);
}

std::string ShapeWriter::field_html(const Field& field, std::string_view place,
                                    const std::string& meaning) const {
  const std::string words = meaning.empty() ? text_of(field.schema, "description") : meaning;
  const YAML::Node inner = field.schema["items"] ? field.schema["items"] : field.schema;
  return fmt::format("<li><code>{}</code><span class=\"type\">{}</span>{}{}{}{}</li>\n",
                     escaped(field.name), type_html(field.schema),
                     field.required ? "<span class=\"required\">required</span>" : "",
                     place.empty() ? "" : fmt::format("<span class=\"type\">{}</span>", place),
                     words_html(words), fields_html(inner));
}

std::string ShapeWriter::fields_html(const YAML::Node& schema) const {
  std::string out;
  for (const Field& field : fields_of(schema)) out += field_html(field, "", "");
  return out.empty() ? "" : "<ul class=\"fields\">" + out + "</ul>";
}

std::string ShapeWriter::content_html(std::string_view media, const YAML::Node& schema) const {
  return fmt::format("<p class=\"muted\"><code>{}</code> {}</p>{}", escaped(media),
                     type_html(schema), fields_html(schema));
}

std::string ShapeWriter::all_html() const {
  std::set<std::string> named;
  collect_names(document_, named);
  std::string out;
  for (const auto& entry : document_["components"]["schemas"]) {
    const auto name = entry.first.as<std::string>();
    if (!named.contains(name)) continue;
    const std::string fields = fields_html(entry.second);
    out += fmt::format("<article id=\"shape-{0}\"><h3>{0}</h3>{1}{2}</article>\n", escaped(name),
                       words_html(text_of(entry.second, "description")),
                       fields.empty() ? "<p>" + type_html(entry.second) + "</p>" : fields);
  }
  return out;
}

}  // namespace dunlin::server
