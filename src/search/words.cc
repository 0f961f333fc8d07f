#include "search/words.h"

#include <algorithm>
#include <set>

#include "base/utf8.h"

namespace dunlin::search {
namespace {

constexpr std::size_t kBeforeHit = 60;

std::string_view cut(std::string_view word) {
  return utf8::cut(word, kLongestWord);
}

/// `limit` words at most, each once.
std::vector<std::string> distinct_words(std::string_view folded, std::size_t limit) {
  std::vector<std::string> out;
  std::set<std::string_view> seen;
  for (const text::Span span : text::words(folded)) {
    const std::string_view word = cut(folded.substr(span.begin, span.end - span.begin));
    if (out.size() == limit || !seen.insert(word).second) continue;
    out.emplace_back(word);
  }
  return out;
}

bool is_asked_for(std::string_view word, const Question& question) {
  if (word.starts_with(question.words.back())) return true;
  return std::ranges::find(question.words, word) != question.words.end();
}

/// Boundaries of the characters of well-formed text.
std::vector<std::size_t> character_starts(std::string_view text) {
  std::vector<std::size_t> out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U) out.push_back(at);
  }
  return out;
}

std::uint32_t utf16_units(std::string_view text) {
  std::uint32_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

}  // namespace

std::string tokens_of(std::string_view text) {
  const text::Folded folded = text::fold(text);
  std::string out;
  for (const std::string& word : distinct_words(folded.text, kMostWords)) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

Question question_of(std::string_view text) {
  const text::Folded folded = text::fold(text);
  Question question;
  // Each once but the last, which asks for more than its equal.
  const auto spans = text::words(folded.text);
  for (std::size_t i = 0; i < spans.size() && question.words.size() < kMostAsked; ++i) {
    std::string word(cut(folded.text.substr(spans[i].begin, spans[i].end - spans[i].begin)));
    std::erase(question.words, word);
    question.words.push_back(std::move(word));
  }
  return question;
}

std::vector<text::Span> hits_in(std::string_view text, const Question& question) {
  std::vector<text::Span> out;
  if (question.words.empty()) return out;
  const text::Folded folded = text::fold(text);
  for (const text::Span span : text::words(folded.text)) {
    const auto word = cut(std::string_view(folded.text).substr(span.begin, span.end - span.begin));
    if (is_asked_for(word, question)) out.push_back(folded.original(span.begin, span.end));
  }
  return out;
}

Excerpt excerpt_of(std::string_view text, const Question& question) {
  const auto hits = hits_in(text, question);
  const auto starts = character_starts(text);
  const std::size_t hit = hits.empty() ? 0 : hits.front().begin;
  const auto hit_character =
      static_cast<std::size_t>(std::ranges::lower_bound(starts, hit) - starts.begin());
  std::size_t first = 0;
  if (starts.size() > kExcerptCharacters && hit_character > kBeforeHit) {
    first = std::min(hit_character - kBeforeHit, starts.size() - kExcerptCharacters);
  }
  const std::size_t last = std::min(first + kExcerptCharacters, starts.size());
  const std::size_t begin = starts.empty() ? 0 : starts[first];
  const std::size_t end = last == starts.size() ? text.size() : starts[last];
  Excerpt out{.text = std::string(text.substr(begin, end - begin)), .spans = {}};
  for (const text::Span span : hits) {
    if (span.begin < begin || span.end > end) continue;
    const auto from = utf16_units(text.substr(begin, span.begin - begin));
    out.spans.emplace_back(from,
                           from + utf16_units(text.substr(span.begin, span.end - span.begin)));
  }
  return out;
}

}  // namespace dunlin::search
