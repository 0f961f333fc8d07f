#include "rules/matcher.h"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "rules/phrase.h"

namespace dunlin::rules {
namespace {

bool occurs(MatchKind kind, std::string_view keyword, std::string_view text) {
  Matcher::Builder builder;
  EXPECT_TRUE(builder.add(0, Group::any, {std::string(keyword), kind}).ok());
  return !std::move(builder).build().match(text).rules.empty();
}

std::string underlined(MatchKind kind, std::string_view keyword, std::string_view text) {
  Matcher::Builder builder;
  EXPECT_TRUE(builder.add(0, Group::any, {std::string(keyword), kind}).ok());
  const Match match = std::move(builder).build().match(text);
  if (match.hits.empty()) return "";
  const Span span = match.folded.original(match.hits[0].span.begin, match.hits[0].span.end);
  return std::string(text.substr(span.begin, span.end - span.begin));
}

TEST(Matcher, AWordStandsAlone) {
  EXPECT_TRUE(occurs(MatchKind::word, "price", "What PRICE?"));
  EXPECT_TRUE(occurs(MatchKind::word, "price", "price"));
  EXPECT_TRUE(occurs(MatchKind::word, "price", "the-price_list"));
  EXPECT_FALSE(occurs(MatchKind::word, "price", "prices"));
  EXPECT_FALSE(occurs(MatchKind::word, "price", "overpriced"));
  EXPECT_FALSE(occurs(MatchKind::word, "قیمت", "قیمتش"));
  EXPECT_TRUE(occurs(MatchKind::word, "قیمت", "قيمت؟"));
  EXPECT_FALSE(occurs(MatchKind::word, "cafe", "cafe\u0301"));
}

TEST(Matcher, AWordOfSymbolsNeedsNoEdgeThere) {
  EXPECT_TRUE(occurs(MatchKind::word, "c++", "is c++20 fine"));
  EXPECT_FALSE(occurs(MatchKind::word, "c++", "basic++"));
  EXPECT_TRUE(occurs(MatchKind::word, "🔥", "wow🔥wow"));
}

TEST(Matcher, APhraseLooksPastSpaceAndPunctuation) {
  EXPECT_TRUE(occurs(MatchKind::phrase, "how much", "How,  much is it"));
  EXPECT_TRUE(occurs(MatchKind::phrase, "how much", "HOW\n\nMUCH"));
  EXPECT_FALSE(occurs(MatchKind::phrase, "how much", "how very much"));
  EXPECT_FALSE(occurs(MatchKind::phrase, "how much", "somehow much"));
  EXPECT_TRUE(occurs(MatchKind::phrase, "how, much?", "how much"));
  EXPECT_TRUE(occurs(MatchKind::phrase, "چند تومان", "قیمتش «چند» تومان؟"));
}

TEST(Matcher, ContainsLooksInsideWords) {
  EXPECT_TRUE(occurs(MatchKind::contains, "price", "overpriced"));
  EXPECT_TRUE(occurs(MatchKind::contains, "STRASSE", "Hauptstraße"));
  EXPECT_FALSE(occurs(MatchKind::contains, "price", "prize"));
}

TEST(Matcher, ExactIsTheWholeMessage) {
  EXPECT_TRUE(occurs(MatchKind::exact, "hi there", "  Hi   there\n"));
  EXPECT_FALSE(occurs(MatchKind::exact, "hi there", "hi there!"));
  EXPECT_FALSE(occurs(MatchKind::exact, "hi", "hi there"));
}

TEST(Matcher, APatternRunsOnTheFoldedText) {
  EXPECT_TRUE(occurs(MatchKind::regex, "\\bقيمت\\b", "قیمت؟"));
  EXPECT_FALSE(occurs(MatchKind::regex, "\\bقیمت\\b", "قیمتش"));
}

TEST(Matcher, UnderlinesTheOriginal) {
  EXPECT_EQ(underlined(MatchKind::word, "قیمت", "سلام، قِيمت؟"), "قِيمت");
  EXPECT_EQ(underlined(MatchKind::phrase, "how much", "so: How,  MUCH? "), "How,  MUCH");
  EXPECT_EQ(underlined(MatchKind::contains, "trass", "Hauptstraße"), "traß");
  EXPECT_EQ(underlined(MatchKind::regex, "\\b\\d+ ?€", "about ۴۹ €."), "۴۹ €");
  EXPECT_EQ(underlined(MatchKind::exact, "hi", " HI "), " HI ");
}

TEST(Matcher, KeywordsThatFoldAlikeAreOneTermForSeveralRules) {
  Matcher::Builder builder;
  ASSERT_TRUE(builder.add(7, Group::any, {"Price", MatchKind::word}).ok());
  ASSERT_TRUE(builder.add(9, Group::all, {"PRICE", MatchKind::word}).ok());
  ASSERT_TRUE(builder.add(9, Group::none, {"price", MatchKind::contains}).ok());
  const Matcher matcher = std::move(builder).build();
  EXPECT_EQ(matcher.term_of()[0], matcher.term_of()[1]);
  const Match match = matcher.match("price price");
  ASSERT_EQ(match.rules.size(), 2U);
  EXPECT_EQ(match.rules[0].rule, 7U);
  EXPECT_EQ(match.rules[1].all, 1U);
  EXPECT_EQ(match.rules[1].none, 1U);
}

TEST(Matcher, AKeywordThatFoldsToNothingIsNeverFound) {
  EXPECT_FALSE(occurs(MatchKind::contains, "\u200C", "any"));
  EXPECT_FALSE(occurs(MatchKind::phrase, "?!", "?!"));
}

TEST(Matcher, PlacesAreBounded) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "a ";
  Matcher::Builder builder;
  for (int i = 1; i < 100; ++i)
    ASSERT_TRUE(builder
                    .add(0, Group::any,
                         {std::string(static_cast<std::size_t>(i), 'a'), MatchKind::contains})
                    .ok());
  const Matcher matcher = std::move(builder).build();
  EXPECT_EQ(matcher.match(text).hits.size(), Match::kMaxPlaces);
  EXPECT_EQ(matcher.match(std::string(3000, 'a')).hits.size(), 99 * Match::kMaxPlaces);
}

// --- against a matcher that looks for one keyword after another
// ------------------------------------------------

bool edge(const std::u32string& text, std::size_t at) {
  const bool left = at > 0 && is_word_character(text[at - 1]);
  const bool right = at < text.size() && is_word_character(text[at]);
  return !(left && right);
}

std::u32string decoded(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    out += character.code;
    at += character.length;
  }
  return out;
}

std::vector<std::u32string> word_list(const std::u32string& text) {
  std::vector<std::u32string> out(1);
  for (const char32_t c : text) {
    if (is_word_character(c))
      out.back() += c;
    else if (!out.back().empty())
      out.emplace_back();
  }
  if (out.back().empty()) out.pop_back();
  return out;
}

bool occurs_naively(const Keyword& keyword, std::string_view raw) {
  const std::u32string text = decoded(fold(raw).text);
  const std::u32string wanted = decoded(keyword_form(keyword).text);
  if (keyword.kind == MatchKind::phrase) {
    const auto needle = word_list(decoded(fold(keyword.text).text));
    const auto hay = word_list(text);
    return !needle.empty() &&
           std::search(hay.begin(), hay.end(), needle.begin(), needle.end()) != hay.end();
  }
  if (wanted.empty() || wanted.find_first_not_of(U' ') == std::u32string::npos) return false;
  if (keyword.kind == MatchKind::exact) return decoded(spaces_collapsed(fold(raw).text)) == wanted;
  for (std::size_t at = text.find(wanted); at != std::u32string::npos;
       at = text.find(wanted, at + 1)) {
    if (keyword.kind == MatchKind::contains || (edge(text, at) && edge(text, at + wanted.size())))
      return true;
  }
  return false;
}

rc::Gen<std::string> short_text() {
  return rc::gen::map(rc::gen::container<std::vector<char32_t>>(
                          rc::gen::element(U'a', U'B', U'b', U' ', U',', U'ß', U'ق', U'ي', U'ی',
                                           U'۴', U'4', char32_t{0x200C}, char32_t{0x301}, U'+')),
                      [](const std::vector<char32_t>& characters) {
                        std::string out;
                        for (const char32_t c : characters) append_character(out, c);
                        return out;
                      });
}

RC_GTEST_PROP(MatcherProperty, AgreesWithLookingForOneKeywordAfterAnother, ()) {
  const auto kind =
      rc::gen::element(MatchKind::word, MatchKind::phrase, MatchKind::contains, MatchKind::exact);
  const auto pairs = *rc::gen::container<std::vector<std::pair<std::string, MatchKind>>>(
      rc::gen::pair(rc::gen::scale(0.1, short_text()), kind));
  const std::string text = *short_text();
  Matcher::Builder builder;
  for (std::uint32_t i = 0; i < pairs.size(); ++i)
    RC_ASSERT(builder.add(i, Group::any, {pairs[i].first, pairs[i].second}).ok());
  const Matcher matcher = std::move(builder).build();
  const Match match = matcher.match(text);
  std::vector<bool> found(pairs.size());
  for (const RuleHits& rule : match.rules) found[rule.rule] = rule.any == 1;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    RC_ASSERT(found[i] == occurs_naively({pairs[i].first, pairs[i].second}, text));
  }
  for (const Hit& hit : match.hits) {
    const Span span = match.folded.original(hit.span.begin, hit.span.end);
    RC_ASSERT(span.begin < span.end);
    RC_ASSERT(span.end <= text.size());
  }
}

}  // namespace
}  // namespace dunlin::rules
