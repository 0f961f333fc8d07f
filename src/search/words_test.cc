#include "search/words.h"

#include <gtest/gtest.h>

namespace dunlin::search {
namespace {

TEST(Words, are_folded_and_stand_once_each) {
  EXPECT_EQ(tokens_of("The BLUE dress, the dress!"), "the blue dress");
  EXPECT_EQ(tokens_of("كتاب‌ها ۱۲۳ علي"), "کتابها 123 علی");
  EXPECT_EQ(tokens_of("…!? 🙂"), "");
}

TEST(Words, very_long_ones_count_by_their_beginning) {
  const std::string longest(200, 'a');
  EXPECT_EQ(tokens_of(longest).size(), kLongestWord);
  EXPECT_EQ(hits_in(longest, question_of(longest)).size(), 1U);
}

TEST(Words, a_question_keeps_its_last_word_last) {
  EXPECT_EQ(question_of("price blue PRICE").words, (std::vector<std::string>{"blue", "price"}));
  EXPECT_TRUE(question_of("!?").words.empty());
  EXPECT_EQ(question_of("a b c d e f g h i j").words.size(), kMostAsked);
}

TEST(Words, hits_are_whole_words_of_the_original) {
  const std::string text = "Ali wants a كتاب‌خانه";
  const auto hits = hits_in(text, question_of("ali کتاب"));
  ASSERT_EQ(hits.size(), 2U);
  EXPECT_EQ(text.substr(hits[0].begin, hits[0].end - hits[0].begin), "Ali");
  EXPECT_EQ(text.substr(hits[1].begin, hits[1].end - hits[1].begin), "كتاب‌خانه");
}

TEST(Words, an_excerpt_shows_what_was_found_and_counts_as_browsers_do) {
  const auto small = excerpt_of("🙂 how much?", question_of("mu"));
  EXPECT_EQ(small.text, "🙂 how much?");
  ASSERT_EQ(small.spans.size(), 1U);
  EXPECT_EQ(small.spans[0], (std::pair<std::uint32_t, std::uint32_t>{7, 11}));
  std::string text;
  for (int i = 0; i < 500; ++i) text += "س ";
  text += "needle";
  const auto far = excerpt_of(text, question_of("needle"));
  EXPECT_EQ(far.text.substr(far.text.size() - 6), "needle");
  ASSERT_EQ(far.spans.size(), 1U);
  EXPECT_EQ(far.spans[0].second, kExcerptCharacters);
}

TEST(Words, an_excerpt_without_a_hit_is_the_beginning) {
  const std::string text(1000, 'x');
  const auto excerpt = excerpt_of(text, question_of("y"));
  EXPECT_EQ(excerpt.text.size(), kExcerptCharacters);
  EXPECT_TRUE(excerpt.spans.empty());
  EXPECT_EQ(excerpt_of("", question_of("y")).text, "");
}

}  // namespace
}  // namespace dunlin::search
