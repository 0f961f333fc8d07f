#pragma once

#include <span>
#include <string_view>

namespace dunlin::contacts {

/// The shipped words of one language, each a whole message, as people write them (any case, any
/// letter variant: opt_out_wish folds both sides alike). English holds the words that the rules for
/// business messages in the United States name (47 CFR 64.1200(a)(10)); others hold their country's
/// customary ones, such as "RET", "BAJA" and "لغو۱۱".
struct OptOutLanguage {
  std::string_view language;  ///< BCP 47
  std::span<const std::string_view> stop;
  std::span<const std::string_view> start;
};
std::span<const OptOutLanguage> shipped_opt_out_words();

/// The one language that has this message among its words; "" when none has, or several.
std::string_view opt_out_language(std::string_view folded_text);

}  // namespace dunlin::contacts
