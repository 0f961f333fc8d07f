#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rules/decision.h"
#include "text/variables.h"

/// The text of a reply with its {{variables}}.
namespace dunlin::rules {

/// Errors: rules.variable_unknown, rules.variable_unclosed.
Result<std::vector<text::TextPart>> parse_reply_text(std::string_view text);

/// Variables filled, cut to 1000 bytes between characters. What a variable holds is never read as a
/// variable. A text that does not parse comes out as it is.
std::string fill_reply_text(std::string_view text, const Facts& facts);

/// Which of the variants `chance` chooses, by weight; those of one chance differ from rule to rule.
std::size_t choose_variant(const std::vector<ReplyVariant>& variants, std::uint64_t chance,
                           RuleId rule);

}  // namespace dunlin::rules
