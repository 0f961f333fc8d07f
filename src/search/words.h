#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/fold.h"

/// What is indexed and how it is asked for: the same on both engines. Pure.
namespace dunlin::search {

inline constexpr std::size_t kLongestWord = 64;  ///< bytes; what is longer counts as its beginning
inline constexpr std::size_t kMostWords = 400;   ///< of one text
inline constexpr std::size_t kMostAsked = 8;     ///< words of one question; more are left out

/// The folded words of a text, each once, in their order, with a space between.
std::string tokens_of(std::string_view text);

struct Question {
  std::vector<std::string> words;  ///< folded; the last is asked for as the beginning of one
};
/// No words: nothing can be found.
Question question_of(std::string_view text);

/// Where the text holds what was asked for: whole words of the original text, in order.
std::vector<text::Span> hits_in(std::string_view text, const Question& question);

/// The part of a text that is worth showing, and what was found in it, in UTF-16 units of the part.
struct Excerpt {
  std::string text;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> spans;
};
inline constexpr std::size_t kExcerptCharacters = 240;
Excerpt excerpt_of(std::string_view text, const Question& question);

}  // namespace dunlin::search
