#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// How rules and search see text: folded once, so that case, width, letter variants and digits do
/// not matter.
namespace dunlin::text {

/// Bytes of the original text, end exclusive.
struct Span {
  std::uint32_t begin = 0, end = 0;
  bool operator==(const Span&) const = default;
};

/// `offsets[i]` is where in the original text the character begins that folded byte i came from;
/// one more at the end holds the original's size. Never decreases.
struct Folded {
  std::string text;
  std::vector<std::uint32_t> offsets;

  /// The original bytes of folded bytes [begin, end): whole characters, never empty for begin <
  /// end.
  [[nodiscard]] Span original(std::uint32_t begin, std::uint32_t end) const;
};

/// NFKC case folding (Unicode 15 by ICU), then what it leaves apart: Arabic ye, kaf, heh, alef and
/// waw forms become the Persian letter, every decimal digit becomes ASCII, tatweel and harakat go.
/// Zero-width joiners and non-joiners go too, so that
/// "می‌خواهم" is "میخواهم". Ill-formed bytes and U+0000 become U+FFFD first.
/// Folding twice changes nothing.
Folded fold(std::string_view text);

/// Letters, digits and marks: what makes a word. The underscore does not.
bool is_word_character(char32_t character);

struct Character {
  char32_t code = 0;
  std::uint32_t length = 0;  ///< in bytes; 0 at the end of the text
};
/// `text` is well-formed and `at` on a boundary.
Character character_at(std::string_view text, std::size_t at);
Character character_before(std::string_view text, std::size_t at);
void append_character(std::string& out, char32_t character);

/// The words of a folded text, in order.
std::vector<Span> words(std::string_view folded);

/// Composed form (NFC) of well-formed text.
std::string composed(std::string_view text);

}  // namespace dunlin::text
