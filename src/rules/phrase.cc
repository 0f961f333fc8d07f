#include "rules/phrase.h"

#include "rules/text.h"

namespace dunlin::rules {
namespace {

constexpr char kGap = '\x1f';

bool is_space(char32_t code) {
  return code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85 || code == 0x1680 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x3000;
}

}  // namespace

PhraseText phrase_text(std::string_view folded) {
  PhraseText out;
  const std::vector<Span> found = words(folded);
  if (found.empty()) return out;
  out.text.reserve(folded.size() + 2);
  out.origins.reserve(folded.size() + 2);
  for (const Span& word : found) {
    out.text += kGap;
    out.origins.push_back(word.begin);
    out.text += folded.substr(word.begin, word.end - word.begin);
    for (std::uint32_t at = word.begin; at < word.end; ++at) out.origins.push_back(at);
  }
  out.text += kGap;
  out.origins.push_back(static_cast<std::uint32_t>(folded.size()));
  return out;
}

std::string spaces_collapsed(std::string_view folded) {
  std::string out;
  bool gap = false;
  for (std::size_t at = 0; at < folded.size();) {
    const Character character = character_at(folded, at);
    if (is_space(character.code)) {
      gap = true;
    } else {
      if (gap && !out.empty()) out += ' ';
      gap = false;
      out += folded.substr(at, character.length);
    }
    at += character.length;
  }
  return out;
}

}  // namespace dunlin::rules
