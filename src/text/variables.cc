#include "text/variables.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"

namespace dunlin::text {
namespace {

constexpr std::array<std::pair<std::string_view, TextPart::Kind>, 3> kVariables{
    {{"username", TextPart::Kind::username},
     {"name", TextPart::Kind::name},
     {"text", TextPart::Kind::text}}};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

Result<TextPart> variable(std::string_view inside, std::string_view feature) {
  const auto bar = inside.find('|');
  const std::string_view name = trimmed(inside.substr(0, bar));
  for (const auto& [known, kind] : kVariables) {
    if (known == name)
      return TextPart{kind, bar == std::string_view::npos ? "" : inside.substr(bar + 1)};
  }
  return Error(Code::invalid, fmt::format("{}.variable_unknown", feature),
               fmt::format("\"{{{{{}}}}}\" is not a variable.", name))
      .hinting(
          "There are {{username}}, {{name}} and {{text}}; a default follows a bar: "
          "{{name|there}}.");
}

std::string_view value_of(TextPart::Kind kind, const VariableValues& values) {
  switch (kind) {
    case TextPart::Kind::username:
      return values.username;
    case TextPart::Kind::name:
      return values.name;
    case TextPart::Kind::text:
      return values.text;
    case TextPart::Kind::literal:
      break;
  }
  return {};
}

}  // namespace

Result<std::vector<TextPart>> parse_variables(std::string_view text, std::string_view feature) {
  std::vector<TextPart> parts;
  while (!text.empty()) {
    const auto open = text.find("{{");
    if (open != 0) parts.push_back({TextPart::Kind::literal, text.substr(0, open)});
    if (open == std::string_view::npos) break;
    const auto close = text.find("}}", open);
    if (close == std::string_view::npos) {
      return Error(Code::invalid, fmt::format("{}.variable_unclosed", feature),
                   "A variable begins with {{ but does not end with }}.");
    }
    DUNLIN_TRY(const TextPart part, variable(text.substr(open + 2, close - open - 2), feature));
    parts.push_back(part);
    text.remove_prefix(close + 2);
  }
  return parts;
}

std::string fill_variables(std::string_view text, const VariableValues& values,
                           std::size_t most_bytes) {
  const auto parts = parse_variables(text, "text");
  if (!parts) return std::string(text);
  std::string out;
  for (const TextPart& part : *parts) {
    const std::string_view value = value_of(part.kind, values);
    out += value.empty() ? part.text : utf8::cut(value, most_bytes);
  }
  out.resize(utf8::cut(out, most_bytes).size());
  return out;
}

}  // namespace dunlin::text
