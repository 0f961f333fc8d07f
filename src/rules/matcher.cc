#include "rules/matcher.h"

#include <algorithm>

#include "base/utf8.h"
#include "rules/phrase.h"

namespace dunlin::rules {
namespace {

bool stands_alone(std::string_view text, Span span) {
  const auto word_at = [&](std::size_t at) {
    return is_word_character(character_at(text, at).code);
  };
  const auto word_before = [&](std::size_t at) {
    return is_word_character(character_before(text, at).code);
  };
  const bool joined_left = span.begin > 0 && word_at(span.begin) && word_before(span.begin);
  const bool joined_right = span.end < text.size() && word_before(span.end) && word_at(span.end);
  return !joined_left && !joined_right;
}

}  // namespace

bool Match::has(std::uint32_t term) const {
  const auto found =
      std::lower_bound(hits.begin(), hits.end(), term,
                       [](const Hit& hit, std::uint32_t wanted) { return hit.term < wanted; });
  return found != hits.end() && found->term == term;
}

/// Keeps the first places of each term. Counting in a table of all terms costs more than a short
/// search until there are many hits.
class Matcher::Hits {
 public:
  explicit Hits(std::size_t terms) : terms_(terms) {}
  void add(std::uint32_t term, Span span) {
    if (count(term) < Match::kMaxPlaces) {
      found.push_back({term, span});
      if (!counts_.empty()) ++counts_[term];
    }
  }
  std::vector<Hit> found;

 private:
  std::uint32_t count(std::uint32_t term) {
    constexpr std::size_t few = 64;
    if (found.size() < few) {
      return static_cast<std::uint32_t>(std::count_if(
          found.begin(), found.end(), [&](const Hit& hit) { return hit.term == term; }));
    }
    if (counts_.empty()) {
      counts_.resize(terms_);
      for (const Hit& hit : found) ++counts_[hit.term];
    }
    return counts_[term];
  }
  std::size_t terms_;
  std::vector<std::uint8_t> counts_;
};

Match Matcher::match(std::string_view text) const {
  Match out;
  out.folded = fold(utf8::cut(text, kMaxTextBytes));
  const std::string_view folded = utf8::cut(out.folded.text, kMaxTextBytes);
  Hits hits(first_use_.empty() ? 0 : first_use_.size() - 1);
  scan_literals(folded, hits);
  scan_phrases(folded, hits);
  look_up_exact(folded, hits);
  run_patterns(folded, hits);
  out.hits = std::move(hits.found);
  std::sort(out.hits.begin(), out.hits.end(), [](const Hit& a, const Hit& b) {
    return a.term != b.term ? a.term < b.term : a.span.begin < b.span.begin;
  });
  out.rules = by_rule(out.hits);
  return out;
}

void Matcher::scan_literals(std::string_view text, Hits& hits) const {
  literals_.scan(text, [&](std::uint32_t pattern, std::uint32_t end) {
    const Literal& literal = literal_[pattern];
    const Span span{end - literals_.length(pattern), end};
    if (literal.word && stands_alone(text, span)) hits.add(literal.first_term, span);
    if (literal.contains) hits.add(literal.first_term + (literal.word ? 1 : 0), span);
  });
}

void Matcher::scan_phrases(std::string_view text, Hits& hits) const {
  if (first_exact_ == first_phrase_) return;
  const PhraseText phrases = phrase_text(text);
  phrases_.scan(phrases.text, [&](std::uint32_t pattern, std::uint32_t end) {
    // A phrase begins and ends with a gap; the last byte before the closing one is the last of its
    // last word.
    const std::uint32_t begin = phrases.origins[end - phrases_.length(pattern)];
    hits.add(first_phrase_ + pattern, {begin, phrases.origins[end - 2] + 1});
  });
}

void Matcher::look_up_exact(std::string_view text, Hits& hits) const {
  if (exact_.empty()) return;
  const std::string whole = spaces_collapsed(text);
  const auto found = std::lower_bound(exact_.begin(), exact_.end(), whole);
  if (found == exact_.end() || *found != whole) return;
  hits.add(first_exact_ + static_cast<std::uint32_t>(found - exact_.begin()),
           {0, static_cast<std::uint32_t>(text.size())});
}

void Matcher::run_patterns(std::string_view text, Hits& hits) const {
  PatternText pattern_text(text);
  for (std::uint32_t i = 0; i < patterns_.size(); ++i) {
    if (const auto span = patterns_[i].find(pattern_text)) hits.add(first_pattern_ + i, *span);
  }
}

std::vector<RuleHits> Matcher::by_rule(const std::vector<Hit>& hits) const {
  std::vector<Use> used;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (i > 0 && hits[i].term == hits[i - 1].term) continue;
    const std::uint32_t term = hits[i].term;
    used.insert(used.end(), uses_.begin() + first_use_[term], uses_.begin() + first_use_[term + 1]);
  }
  std::sort(used.begin(), used.end(), [](const Use& a, const Use& b) { return a.rule < b.rule; });
  std::vector<RuleHits> out;
  for (const Use& use : used) {
    if (out.empty() || out.back().rule != use.rule) out.push_back({use.rule});
    RuleHits& rule = out.back();
    ++(use.group == Group::any ? rule.any : use.group == Group::all ? rule.all : rule.none);
  }
  return out;
}

std::size_t Matcher::memory_bytes() const {
  std::size_t bytes =
      literals_.memory_bytes() + phrases_.memory_bytes() + literal_.size() * sizeof(Literal) +
      (first_use_.size() + term_of_.size()) * sizeof(std::uint32_t) + uses_.size() * sizeof(Use);
  for (const std::string& text : exact_) bytes += sizeof(text) + text.capacity();
  return bytes;
}

}  // namespace dunlin::rules
