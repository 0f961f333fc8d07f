#include "workspace/opt_out_texts.h"

#include <gtest/gtest.h>

namespace dunlin::workspace {
namespace {

std::string chosen(const ConfirmationTexts& texts,
                   std::initializer_list<std::string_view> languages) {
  const ConfirmationText* text = choose(texts, languages);
  return text ? text->language : "none";
}

std::string fault(const json::Array& texts) {
  const auto read = read_confirmation_texts(texts, "stop");
  return read ? "" : read.error().id + " " + read.error().field;
}

json::Object in(std::string_view language, std::string_view text) {
  return {{"language", language}, {"text", text}};
}

TEST(OptOutTexts, the_first_language_that_there_is_a_text_in_is_chosen_else_the_first_text) {
  const ConfirmationTexts texts{{"de", "x"}, {"fa", "x"}, {"pt-BR", "x"}, {"pt", "x"}};
  EXPECT_EQ(chosen(texts, {"fa", "de"}), "fa");
  EXPECT_EQ(chosen(texts, {"es", "fa"}), "fa");
  EXPECT_EQ(chosen(texts, {"", "fa"}), "fa");
  EXPECT_EQ(chosen(texts, {"FA-ir"}), "fa");
  EXPECT_EQ(chosen(texts, {"pt"}), "pt");
  EXPECT_EQ(chosen(texts, {"pt-br"}), "pt-BR");
  EXPECT_EQ(chosen(texts, {"es", ""}), "de");
  EXPECT_EQ(chosen({}, {"fa"}), "none");
}

TEST(OptOutTexts, own_texts_take_the_place_of_the_shipped_ones_each_by_itself) {
  OptOutTexts texts;
  EXPECT_EQ(chosen(texts.for_stop(), {"fa"}), "fa");
  EXPECT_EQ(chosen(texts.for_start(), {"es", "en"}), "en");
  texts.stop = ConfirmationTexts{};
  EXPECT_TRUE(texts.for_stop().empty());
  EXPECT_FALSE(texts.for_start().empty());
}

TEST(OptOutTexts, what_is_stored_is_read_again) {
  const ConfirmationTexts texts{{"en", "So be it."}, {"fa", "باشه \"همین\""}};
  EXPECT_EQ(*confirmation_texts_from(*json::parse(json::print(to_json(texts)))), texts);
  EXPECT_EQ(confirmation_texts_from(json::Object{}).error().code, Code::corrupt);
}

TEST(OptOutTexts, a_text_is_not_blank_not_too_long_for_instagram_and_the_only_one_of_its_language) {
  EXPECT_EQ(fault({in("en", "Bye"), in("fa", "باشه")}), "");
  EXPECT_EQ(fault({in("en", "")}), "input.length stop[0].text");
  EXPECT_EQ(fault({in("en", " \n ")}), "opt_out.text_blank stop[0].text");
  EXPECT_EQ(fault({in("en", std::string(1000, 'x'))}), "");
  std::string persian;
  while (persian.size() <= 1000) persian += "ب";
  EXPECT_EQ(fault({in("en", "Bye"), in("fa", persian)}), "input.length stop[1].text");
  EXPECT_EQ(fault({in("en", "Bye"), in("EN", "Bye")}), "opt_out.language_twice stop[1].language");
  EXPECT_EQ(fault({in("e n", "Bye")}), "input.choice stop[0].language");
}

}  // namespace
}  // namespace dunlin::workspace
