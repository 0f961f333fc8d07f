#include "rules/reply_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "outbound/capability.h"

namespace dunlin::rules {
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

Result<TextPart> variable(std::string_view inside) {
  const auto bar = inside.find('|');
  const std::string_view name = trimmed(inside.substr(0, bar));
  for (const auto& [known, kind] : kVariables) {
    if (known == name)
      return TextPart{kind, bar == std::string_view::npos ? "" : inside.substr(bar + 1)};
  }
  return Error(Code::invalid, "rules.variable_unknown",
               fmt::format("\"{{{{{}}}}}\" is not a variable.", name))
      .hinting(
          "There are {{username}}, {{name}} and {{text}}; a default follows a bar: "
          "{{name|there}}.");
}

std::string_view value_of(TextPart::Kind kind, const Facts& facts) {
  switch (kind) {
    case TextPart::Kind::username:
      return facts.username;
    case TextPart::Kind::name:
      return facts.name;
    case TextPart::Kind::text:
      return facts.text;
    case TextPart::Kind::literal:
      break;
  }
  return {};
}

/// Spreads every bit of its input over all of its output, so that near ids choose apart.
std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 33;
  value *= 0xFF51AFD7ED558CCDULL;
  value ^= value >> 33;
  value *= 0xC4CEB9FE1A85EC53ULL;
  return value ^ (value >> 33);
}

}  // namespace

Result<std::vector<TextPart>> parse_reply_text(std::string_view text) {
  std::vector<TextPart> parts;
  while (!text.empty()) {
    const auto open = text.find("{{");
    if (open != 0) parts.push_back({TextPart::Kind::literal, text.substr(0, open)});
    if (open == std::string_view::npos) break;
    const auto close = text.find("}}", open);
    if (close == std::string_view::npos) {
      return Error(Code::invalid, "rules.variable_unclosed",
                   "A variable begins with {{ but does not end with }}.");
    }
    DUNLIN_TRY(const TextPart part, variable(text.substr(open + 2, close - open - 2)));
    parts.push_back(part);
    text.remove_prefix(close + 2);
  }
  return parts;
}

std::string fill_reply_text(std::string_view text, const Facts& facts) {
  const auto parts = parse_reply_text(text);
  if (!parts) return std::string(text);
  const std::size_t most = outbound::capability(accounts::Transport::graph).text_bytes;
  std::string out;
  for (const TextPart& part : *parts) {
    const std::string_view value = value_of(part.kind, facts);
    out += value.empty() ? part.text : utf8::cut(value, most);
  }
  out.resize(utf8::cut(out, most).size());
  return out;
}

std::size_t choose_variant(const std::vector<ReplyVariant>& variants, std::uint64_t chance,
                           RuleId rule) {
  std::uint64_t total = 0;
  for (const ReplyVariant& variant : variants)
    total += static_cast<std::uint64_t>(std::max(variant.weight, 0));
  if (total == 0) return 0;
  std::uint64_t at = mixed(chance ^ mixed(static_cast<std::uint64_t>(rule.value))) % total;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const auto weight = static_cast<std::uint64_t>(std::max(variants[i].weight, 0));
    if (at < weight) return i;
    at -= weight;
  }
  return 0;
}

}  // namespace dunlin::rules
