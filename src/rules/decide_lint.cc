#include "rules/decide_lint.h"

#include <algorithm>

#include "rules/matcher.h"

namespace dunlin::rules {
namespace {

using Texts = std::vector<std::string>;

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> out;
  for (const Span span : words(text)) out.push_back(text.substr(span.begin, span.end - span.begin));
  return out;
}

bool has_words(std::string_view text, std::string_view sought) {
  const auto all = words_of(text);
  const auto some = words_of(sought);
  return !some.empty() && !std::ranges::search(all, some).empty();
}

bool within(const Texts& narrow, const Texts& wide) {
  return std::ranges::all_of(
      narrow, [&](const std::string& one) { return std::ranges::find(wide, one) != wide.end(); });
}

/// An empty list asks nothing.
bool list_covers(const Texts& wide, const Texts& narrow) {
  return wide.empty() || (!narrow.empty() && within(narrow, wide));
}

bool schedule_covers(const std::optional<Schedule>& wide, const std::optional<Schedule>& narrow) {
  if (!wide) return true;
  return narrow && wide->days == narrow->days && wide->from_minute == narrow->from_minute &&
         wide->to_minute == narrow->to_minute && wide->when == narrow->when;
}

bool implies_one_of(const Keyword& keyword, const std::vector<Keyword>& others) {
  return std::ranges::any_of(others, [&](const Keyword& other) { return implies(keyword, other); });
}

/// Surely: a text that fulfils any and all of `narrow` has one of `sought`.
bool brings_one_of(const Keywords& narrow, const std::vector<Keyword>& sought) {
  const auto brings = [&](const Keyword& keyword) { return implies_one_of(keyword, sought); };
  if (std::ranges::any_of(narrow.all, brings)) return true;
  return !narrow.any.empty() && std::ranges::all_of(narrow.any, brings);
}

bool keywords_cover(const Keywords& wide, const Keywords& narrow) {
  if (!wide.any.empty() && !brings_one_of(narrow, wide.any)) return false;
  const auto brought = [&](const Keyword& keyword) { return brings_one_of(narrow, {keyword}); };
  if (!std::ranges::all_of(wide.all, brought)) return false;
  return std::ranges::all_of(
      wide.none, [&](const Keyword& keyword) { return implies_one_of(keyword, narrow.none); });
}

}  // namespace

bool implies(const Keyword& one, const Keyword& other) {
  if (one == other) return true;
  if (one.kind == MatchKind::regex || other.kind == MatchKind::regex) return false;
  const std::string text = keyword_form(one).text;
  const std::string sought = keyword_form(other).text;
  if (text.empty() || sought.empty()) return false;
  switch (other.kind) {
    case MatchKind::contains:
      // A phrase may have anything between its words.
      return one.kind != MatchKind::phrase ? text.find(sought) != std::string::npos
                                           : std::ranges::any_of(words_of(text), [&](auto word) {
                                               return word.find(sought) != std::string_view::npos;
                                             });
    case MatchKind::word:
    case MatchKind::phrase:
      return one.kind != MatchKind::contains && has_words(text, sought);
    case MatchKind::exact:
      return one.kind == MatchKind::exact && text == sought;
    case MatchKind::regex:
      return false;
  }
  return false;
}

bool covers(const Conditions& wide, const Conditions& narrow) {
  using TestTraffic = Conditions::TestTraffic;
  return keywords_cover(wide.keywords, narrow.keywords) &&
         list_covers(wide.accounts, narrow.accounts) &&
         list_covers(wide.message_kinds, narrow.message_kinds) &&
         list_covers(wide.languages, narrow.languages) &&
         list_covers(wide.tags_any, narrow.tags_any) && within(wide.tags_none, narrow.tags_none) &&
         list_covers(wide.media_ids, narrow.media_ids) &&
         list_covers(wide.payloads, narrow.payloads) &&
         schedule_covers(wide.schedule, narrow.schedule) &&
         (wide.test_traffic == TestTraffic::any || wide.test_traffic == narrow.test_traffic);
}

}  // namespace dunlin::rules
