#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "rules/matcher.h"
#include "rules/phrase.h"

namespace dunlin::rules {
namespace {

constexpr std::uint32_t kNotAdded = UINT32_MAX;

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

KeywordForm keyword_form(const Keyword& keyword) {
  if (keyword.kind == MatchKind::regex) return {keyword.text};
  const std::string folded = fold(keyword.text).text;
  KeywordForm form;
  switch (keyword.kind) {
    case MatchKind::word:
      form.text = trimmed(folded);
      break;
    case MatchKind::contains:
      form.text = folded;
      break;
    case MatchKind::exact:
      form.text = spaces_collapsed(folded);
      break;
    case MatchKind::phrase:
      form.text = phrase_text(folded).text;
      if (form.text.empty()) form.fault = KeywordForm::Fault::no_words;
      break;
    case MatchKind::regex:
      break;
  }
  if (trimmed(form.text).empty() && form.fault == KeywordForm::Fault::none)
    form.fault = KeywordForm::Fault::empty;
  return form;
}

bool Matcher::Builder::Entry::same_term(const Entry& other) const {
  return space == other.space && kind == other.kind && text == other.text;
}

Status Matcher::Builder::add(std::uint32_t rule, Group group, const Keyword& keyword) {
  KeywordForm form = keyword_form(keyword);
  Space space = Space::literal;
  if (keyword.kind == MatchKind::phrase) space = Space::phrase;
  if (keyword.kind == MatchKind::exact) space = Space::exact;
  if (keyword.kind == MatchKind::regex) {
    space = Space::regex;
    DUNLIN_CHECK(Pattern::compile(form.text));
    ++patterns_;
  }
  if (form.fault != KeywordForm::Fault::none) form.text.clear();
  entries_.push_back({space, keyword.kind, std::move(form.text), rule, group,
                      static_cast<std::uint32_t>(entries_.size())});
  return {};
}

Matcher Matcher::Builder::build() && {
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.space, a.text, a.kind, a.rule, a.group, a.order) <
           std::tie(b.space, b.text, b.kind, b.rule, b.group, b.order);
  });
  Matcher out;
  out.term_of_.assign(entries_.size(), kNotAdded);
  std::vector<std::string_view> literals, phrases;
  const Entry* before = nullptr;
  std::uint32_t terms = 0;
  std::array<std::uint32_t, 4> terms_in{};
  for (const Entry& entry : entries_) {
    if (entry.text.empty()) continue;
    const bool new_text = !before || before->space != entry.space || before->text != entry.text;
    if (!before || !before->same_term(entry)) {
      out.first_use_.push_back(static_cast<std::uint32_t>(out.uses_.size()));
      ++terms_in[static_cast<std::size_t>(entry.space)];
      switch (entry.space) {
        case Space::literal:
          if (new_text) {
            literals.push_back(entry.text);
            out.literal_.push_back({terms});
          }
          (entry.kind == MatchKind::word ? out.literal_.back().word
                                         : out.literal_.back().contains) = true;
          break;
        case Space::phrase:
          phrases.push_back(entry.text);
          break;
        case Space::exact:
          out.exact_.push_back(entry.text);
          break;
        case Space::regex:
          out.patterns_.push_back(*Pattern::compile(entry.text));
          break;
      }
      ++terms;
    }
    out.uses_.push_back({entry.rule, entry.group});
    out.term_of_[entry.order] = terms - 1;
    before = &entry;
  }
  out.first_use_.push_back(static_cast<std::uint32_t>(out.uses_.size()));
  out.first_phrase_ = terms_in[0];
  out.first_exact_ = out.first_phrase_ + terms_in[1];
  out.first_pattern_ = out.first_exact_ + terms_in[2];
  out.literals_ = Automaton(literals);
  out.phrases_ = Automaton(phrases);
  return out;
}

}  // namespace dunlin::rules
