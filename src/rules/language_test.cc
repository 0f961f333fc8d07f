#include "rules/language.h"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace dunlin::rules {
namespace {

TEST(LanguageOf, persian_and_arabic_are_told_apart_by_letters_and_words) {
  for (const char* text : {"سلام", "قیمتش چنده؟", "ممنون", "من از شما", "پیتزا"}) {
    EXPECT_EQ(language_of(text), "fa") << text;
  }
  for (const char* text : {"السلام عليكم", "مرحبا", "كم السعر؟", "شكرا جزيلا", "هل هذا متوفر"}) {
    EXPECT_EQ(language_of(text), "ar") << text;
  }
  EXPECT_EQ(language_of("یہ کیا ہے؟"), "ur");
}

TEST(LanguageOf, latin_needs_a_hint) {
  EXPECT_EQ(language_of("How much is it?"), "en");
  EXPECT_EQ(language_of("¿Cuánto cuesta?"), "es");
  EXPECT_EQ(language_of("Oi, quanto é? Obrigado"), "pt");
  EXPECT_EQ(language_of("Bonjour, combien?"), "fr");
  EXPECT_EQ(language_of("Wie viel kostet das?"), "de");
  EXPECT_EQ(language_of("Ciao, quanto costa?"), "it");
  EXPECT_EQ(language_of("Merhaba, fiyat ne kadar?"), "tr");
  EXPECT_EQ(language_of("ok"), "");
  EXPECT_EQ(language_of("quanto?"), "") << "Portuguese or Italian";
}

TEST(LanguageOf, other_scripts_speak_for_themselves) {
  EXPECT_EQ(language_of("Сколько стоит?"), "ru");
  EXPECT_EQ(language_of("Скільки коштує?"), "uk");
  EXPECT_EQ(language_of("שלום"), "he");
  EXPECT_EQ(language_of("いくらですか"), "ja");
  EXPECT_EQ(language_of("値段はいくら"), "ja");
  EXPECT_EQ(language_of("多少钱"), "zh");
  EXPECT_EQ(language_of("얼마예요"), "ko");
}

TEST(LanguageOf, the_script_with_most_letters_decides) {
  EXPECT_EQ(language_of("سلام، قیمت iPhone چند؟"), "fa");
  EXPECT_EQ(language_of("What does سلام mean?"), "en");
}

TEST(LanguageOf, what_has_no_letters_has_no_language) {
  EXPECT_EQ(language_of(""), "");
  EXPECT_EQ(language_of("12 € 😀 ?!"), "");
  EXPECT_EQ(language_of("۱۲۳"), "");
  EXPECT_EQ(language_of("\xff\xfe\xd8"), "");
}

RC_GTEST_PROP(LanguageOfAnything, answers, (const std::string& bytes)) {
  RC_ASSERT(language_of(bytes).size() <= 2U);
}

}  // namespace
}  // namespace dunlin::rules
