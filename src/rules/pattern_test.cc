#include "rules/pattern.h"

#include <gtest/gtest.h>

namespace dunlin::rules {
namespace {

std::string found(std::string_view pattern, std::string_view text) {
  const auto compiled = Pattern::compile(pattern);
  EXPECT_TRUE(compiled.ok()) << pattern << ": " << (compiled.ok() ? "" : compiled.error().text());
  if (!compiled.ok()) return "";
  const Folded folded = fold(text);
  PatternText pattern_text(folded.text);
  const auto span = compiled->find(pattern_text);
  if (!span) return "-";
  const Span original = folded.original(span->begin, span->end);
  return std::string(text.substr(original.begin, original.end - original.begin));
}

std::string refused(std::string_view pattern) {
  const auto compiled = Pattern::compile(pattern);
  return compiled.ok() ? "accepted" : compiled.error().id;
}

TEST(Pattern, EdgesOfWordsKnowEveryScript) {
  EXPECT_EQ(found("\\bقیمت\\b", "سلام قیمت؟"), "قیمت");
  EXPECT_EQ(found("\\bقیمت\\b", "قیمتها"), "-");
  EXPECT_EQ(found("\\bcafé\\b", "le CAFÉ!"), "CAFÉ");
  EXPECT_EQ(found("\\bcaf\\b", "café"), "-");
}

TEST(Pattern, EdgesTakeNoRoomBetweenWords) {
  EXPECT_EQ(found("\\bhow\\b \\bmuch\\b", "how much"), "how much");
  EXPECT_EQ(found("\\bhow\\b\\s*,?\\s*\\bmuch\\b", "so how ,  much?"), "how ,  much");
  EXPECT_EQ(found("how.*\\bmuch", "how very much"), "how very much");
  EXPECT_EQ(found("\\bhow\\b|\\bwhy\\b", "anyhow, why"), "why");
  EXPECT_EQ(found("^\\bhow\\b$", "HOW"), "HOW");
  EXPECT_EQ(found("\\b\\d{2,3}\\b", "1 and ۲۲ and 4444"), "۲۲");
  EXPECT_EQ(found("\\bab*c\\b", "xabbc abbbc"), "abbbc");
  EXPECT_EQ(found("\\b(a|b)+\\b", "c abba c"), "abba");
  EXPECT_EQ(found("\\ba.b", "ab a-b"), "a-b");
  EXPECT_EQ(found("\\ba.{2}b", "a b a--b"), "a--b");
  EXPECT_EQ(found("\\b[^x]{3}\\b", "abxa b"), "-");
  EXPECT_EQ(found("\\b\\W", "x"), "-");
}

TEST(Pattern, AMarkInTheTextIsNoEdge) {
  EXPECT_EQ(found("a\\bb",
                  "a\x01"
                  "b"),
            "-");
}

TEST(Pattern, WordCharactersAndDigitsKnowEveryScript) {
  EXPECT_EQ(found("\\w+", "… سلام_۱۲ …"), "سلام_۱۲");
  EXPECT_EQ(found("\\W+", "سلام…!خوبی"), "…!");
  EXPECT_EQ(found("\\d+", "شماره ۰۹۱۲"), "۰۹۱۲");
  EXPECT_EQ(found("[\\d-]+", "tel ۰۹-۱۲"), "۰۹-۱۲");
  EXPECT_EQ(found("[\\w.]+@", "to سارا.k@x"), "سارا.k@");
}

TEST(Pattern, LiteralsAndClassesAreFoldedLikeTheText) {
  EXPECT_EQ(found("كتاب", "کتاب"), "کتاب");
  EXPECT_EQ(found("PRICE", "price"), "price");
  EXPECT_EQ(found("[A-C]+", "xABCx"), "ABC");
  EXPECT_EQ(found("[۰-۹]+", "۴۲"), "۴۲");
  EXPECT_EQ(found("[آ-ی]+", "hi قيمت"), "قيمت");
  EXPECT_EQ(found("straße", "STRASSE"), "STRASSE");
  EXPECT_EQ(found("strass", "straße"), "straß");
  EXPECT_EQ(found("می\u200C?خواهم", "می‌خواهم"), "می‌خواهم");
  EXPECT_EQ(found("[\u200C]می", "می"), "می");
  EXPECT_EQ(found("cafe\u0301", "CAFÉ"), "CAFÉ");
  EXPECT_EQ(found("\\x41\\x{6A9}", "aک"), "aک");
  EXPECT_EQ(found("a{b", "a{b"), "a{b");
  EXPECT_EQ(found("ß{2}", "ssss"), "ssss");
}

TEST(Pattern, TheRestOfTheSyntaxIsRe2s) {
  EXPECT_EQ(found("(?P<n>a)(?:b|c)d?", "xac"), "ac");
  EXPECT_EQ(found("a.c", "a\nc"), "-");
  EXPECT_EQ(found("(?s)a.c", "a\nc"), "a\nc");
  EXPECT_EQ(found("[[:digit:]]+", "a12"), "12");
  EXPECT_EQ(found("\\p{Greek}+", "xλόγοςx"), "λόγος");
  EXPECT_EQ(found("\\P{Greek}+", "λab"), "ab");
  EXPECT_EQ(found("[^\\pL]+", "a--b"), "--");
  EXPECT_EQ(found("\\$5\\.00", "only $5.00"), "$5.00");
}

TEST(Pattern, OnlyTheFirstFourKibibytesAreRead) {
  EXPECT_EQ(found("needle", std::string(4090, 'x') + "needle"), "needle");
  EXPECT_EQ(found("needle", std::string(4091, 'x') + "needle"), "-");
}

TEST(Pattern, WhatCannotRunIsRefusedWithItsReason) {
  EXPECT_EQ(refused(std::string(513, 'a')), "rules.pattern_too_long");
  EXPECT_EQ(refused("(?=a)"), "rules.pattern_unsupported");
  EXPECT_EQ(refused("(?<!a)b"), "rules.pattern_unsupported");
  EXPECT_EQ(refused("(a)\\1"), "rules.pattern_unsupported");
  EXPECT_EQ(refused("a\\Bb"), "rules.pattern_unsupported");
  EXPECT_EQ(refused("[\\b]"), "rules.pattern_unsupported");
  EXPECT_EQ(refused("(a"), "rules.pattern_invalid");
  EXPECT_EQ(refused("[a"), "rules.pattern_invalid");
  EXPECT_EQ(refused("a\\"), "rules.pattern_invalid");
  EXPECT_EQ(refused("*a"), "rules.pattern_invalid");
  EXPECT_EQ(refused("[z-a]"), "rules.pattern_invalid");
  EXPECT_EQ(refused("\\p{Nonsense}"), "rules.pattern_invalid");
  EXPECT_EQ(refused("\\x{110000}"), "rules.pattern_invalid");
  EXPECT_EQ(refused("a\xFF"), "rules.pattern_invalid");
  EXPECT_EQ(refused("(\\w{1,100}){1,100}"), "rules.pattern_too_big");
  EXPECT_EQ(refused("a{1001}"), "rules.pattern_too_big");
}

TEST(Pattern, TheReasonDoesNotShowTheRewrittenForm) {
  const auto compiled = Pattern::compile("(a\\b");
  ASSERT_FALSE(compiled.ok());
  EXPECT_EQ(compiled.error().message, "The regular expression cannot be read: missing ).");
}

}  // namespace
}  // namespace dunlin::rules
