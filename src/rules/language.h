#pragma once

#include <string_view>

namespace dunlin::rules {

/// The language of a message as a BCP 47 tag, by its script, its letters and its commonest words;
/// "" when they do not tell. At most the first 512 bytes are looked at. Pure.
///   one language to a script: "he" "el" "th" "ko" "ja" "zh" "hi" "hy" "ka"
///   Arabic script: "fa" "ar" "ur"; Cyrillic: "uk" "ru"; Latin: "en" "es" "pt" "fr" "de" "it" "tr"
std::string_view language_of(std::string_view text);

}  // namespace dunlin::rules
