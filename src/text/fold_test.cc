#include "text/fold.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"

namespace dunlin::text {
namespace {

/// Characters that folding treats in every way it has, invisible ones among them.
constexpr char32_t kInteresting[] = {
    U'a',    U'Z',   U' ',   U'7',   U'_',   U'?',   U'é',   U'ß',   U'İ',    U'Σ',
    U'ς',    U'ﬁ',   U'Å',   0x301,  0x323,  0x338,  0x345,  0x1E9E, 0x2126,  0xAC00,
    0x1100,  0x1161, 0x11A8, 0xFF21, 0x0627, 0x0622, 0x0623, 0x0643, 0x064A,  0x0649,
    0x0626,  0x06CC, 0x06A9, 0x0647, 0x06C0, 0x06D5, 0x0640, 0x064B, 0x0651,  0x0653,
    0x0654,  0x0655, 0x0670, 0x06DD, 0x08E2, 0x06F4, 0x0664, 0x0966, 0x200C,  0x200D,
    0x200F,  0xFE0F, 0x00AD, 0xFEFF, 0xFDFA, 0xFE70, 0xFE71, 0xFEFB, 0x1F600, 0x1D400,
    0x1F3FD, 0x2028, 0x00A0, 0xFFFD, 0x0F73, 0x0344, 0x2460, 0x3231, 0x1E030};

rc::Gen<std::string> interesting_text() {
  return rc::gen::map(rc::gen::container<std::vector<int>>(
                          rc::gen::inRange<int>(0, static_cast<int>(std::size(kInteresting)))),
                      [](const std::vector<int>& picks) {
                        std::string out;
                        for (const int pick : picks) append_character(out, kInteresting[pick]);
                        return out;
                      });
}

bool on_boundary(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

TEST(Fold, CaseWidthAndLigaturesDoNotMatter) {
  EXPECT_EQ(fold("How MUCH").text, "how much");
  EXPECT_EQ(fold("ＰＲＩＣＥ").text, "price");
  EXPECT_EQ(fold("STRASSE").text, fold("straße").text);
  EXPECT_EQ(fold("ﬁne").text, "fine");
  EXPECT_EQ(fold("Ὀδυσσεύς").text, fold("ὈΔΥΣΣΕΎΣ").text);
}

TEST(Fold, ArabicLettersBecomeThePersianOnes) {
  EXPECT_EQ(fold("قيمت").text, fold("قیمت").text);
  EXPECT_EQ(fold("كتاب").text, fold("کتاب").text);
  EXPECT_EQ(fold("آدرس").text, fold("ادرس").text);
  EXPECT_EQ(fold("مسؤول").text, fold("مسوول").text);
  EXPECT_EQ(fold("خانهٔ").text, fold("خانه").text);
  EXPECT_EQ(fold("خانۀ").text, fold("خانه").text);
  EXPECT_EQ(fold("ﻗﻴﻤﺖ").text, fold("قیمت").text);
}

TEST(Fold, DigitsOfEveryScriptAreAscii) {
  EXPECT_EQ(fold("۱۲۳").text, "123");
  EXPECT_EQ(fold("٤٥٦").text, "456");
  EXPECT_EQ(fold("७८९").text, "789");
}

TEST(Fold, WhatIsNotHeardIsDropped) {
  EXPECT_EQ(fold("می‌خواهم").text, fold("میخواهم").text);
  EXPECT_EQ(fold("قیـــمت").text, fold("قیمت").text);
  EXPECT_EQ(fold("قِيمَت").text, fold("قیمت").text);
  EXPECT_EQ(fold("❤️").text, fold("❤").text);
}

TEST(Fold, AMatchIsMappedToWholeCharactersOfTheOriginal) {
  const std::string text = "say ﬁne قيمـت";
  const Folded folded = fold(text);
  const auto at = static_cast<std::uint32_t>(folded.text.find('f'));
  const Span ligature = folded.original(at, at + 1);
  EXPECT_EQ(text.substr(ligature.begin, ligature.end - ligature.begin), "ﬁ");
  const auto word = static_cast<std::uint32_t>(folded.text.find("قیمت"));
  const Span persian = folded.original(word, word + 8);
  EXPECT_EQ(text.substr(persian.begin, persian.end - persian.begin), "قيمـت");
}

TEST(Fold, IllFormedBytesBecomeTheReplacementCharacter) {
  EXPECT_EQ(fold("a\xFF"
                 "B")
                .text,
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(fold(std::string_view("\0x", 2)).text,
            "\xEF\xBF\xBD"
            "x");
}

void holds_its_promises(const std::string& text) {
  const Folded folded = fold(text);
  RC_ASSERT(utf8::valid(folded.text));
  RC_ASSERT(folded.offsets.size() == folded.text.size() + 1);
  RC_ASSERT(folded.offsets.back() == text.size());
  for (std::size_t i = 0; i + 1 < folded.offsets.size(); ++i) {
    RC_ASSERT(folded.offsets[i] <= folded.offsets[i + 1]);
    if (utf8::valid(text)) RC_ASSERT(on_boundary(text, folded.offsets[i]));
  }
  const Folded again = fold(folded.text);
  RC_ASSERT(again.text == folded.text);
}

RC_GTEST_PROP(FoldProperty, HoldsForInterestingCharacters, ()) {
  holds_its_promises(*interesting_text());
}

RC_GTEST_PROP(FoldProperty, HoldsForAnyBytes, (const std::string& bytes)) {
  holds_its_promises(bytes);
}

RC_GTEST_PROP(FoldProperty, RepairsAsTheRestOfTheProgramDoes, ()) {
  const auto mixed = *rc::gen::pair(interesting_text(), rc::gen::arbitrary<std::string>());
  const std::string bytes = mixed.first.substr(mixed.first.size() / 3) + mixed.second;
  RC_ASSERT(fold(bytes).text == fold(utf8::repaired(bytes)).text);
}

RC_GTEST_PROP(FoldProperty, TheAsciiPathAgreesWithTheGeneralOne, ()) {
  const auto letters = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
  const Folded plain = fold(letters);
  const Folded general = fold(letters + "é");
  RC_ASSERT(general.text == plain.text + "é");
  RC_ASSERT(std::equal(plain.offsets.begin(), plain.offsets.end(), general.offsets.begin()));
}

RC_GTEST_PROP(FoldProperty, WordsAreRunsOfWordCharacters, ()) {
  const std::string folded = fold(*interesting_text()).text;
  std::string of_words;
  for (const Span& word : words(folded))
    of_words += folded.substr(word.begin, word.end - word.begin);
  std::string expected;
  for (std::size_t at = 0; at < folded.size();) {
    const Character character = character_at(folded, at);
    if (is_word_character(character.code)) append_character(expected, character.code);
    at += character.length;
  }
  RC_ASSERT(of_words == expected);
}

}  // namespace
}  // namespace dunlin::text
