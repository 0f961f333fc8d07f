#include "rules/reply_text.h"

#include <algorithm>

#include "outbound/capability.h"

namespace dunlin::rules {
namespace {

/// Spreads every bit of its input over all of its output, so that near ids choose apart.
std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 33;
  value *= 0xFF51AFD7ED558CCDULL;
  value ^= value >> 33;
  value *= 0xC4CEB9FE1A85EC53ULL;
  return value ^ (value >> 33);
}

}  // namespace

Result<std::vector<text::TextPart>> parse_reply_text(std::string_view text) {
  return dunlin::text::parse_variables(text, "rules");
}

std::string fill_reply_text(std::string_view text, const Facts& facts) {
  return dunlin::text::fill_variables(
      text, {.username = facts.username, .name = facts.name, .text = facts.text},
      outbound::capability(accounts::Transport::graph).text_bytes);
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
