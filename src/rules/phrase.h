#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dunlin::rules {

/// A folded text reduced to its words, with one gap before, between and behind them: phrases are
/// then plain substrings.
struct PhraseText {
  std::string text;
  /// For each byte of `text` the folded byte it came from; for a gap, where the word behind it
  /// begins (text's end for the last).
  std::vector<std::uint32_t> origins;
};
PhraseText phrase_text(std::string_view folded);

/// White space at the ends gone, each run inside one space.
std::string spaces_collapsed(std::string_view folded);

}  // namespace dunlin::rules
