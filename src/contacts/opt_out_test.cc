#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "contacts/contacts.h"
#include "contacts/opt_out_words.h"

namespace dunlin::contacts {
namespace {

Wish wish(std::string_view text) {
  return opt_out_wish(text, {});
}

TEST(OptOutWish, a_message_that_is_one_of_the_words_asks_for_silence) {
  for (const auto* word :
       {"stop",  "unsubscribe", "opt out",  "optout",     "لغو",      "لغو11",    "إيقاف",
        "dur",   "iptal",       "stopp",    "désabonner", "baja",     "sair",     "стоп",
        "basta", "बंद करो",      "berhenti", "退订",       "수신거부", "配信停止", "הסר"}) {
    EXPECT_EQ(wish(word), Wish::stop) << word;
  }
}

TEST(OptOutWish, punctuation_case_space_and_emoji_around_the_words_do_not_count) {
  for (const auto* word :
       {"STOP!!!", " stop. ", "«توقف»", "stop 🛑", "🙏 stop 🙏", "Opt-Out", "stop\nmessages",
        "¡basta!", "لغو؟", "stop\xE2\x80\x8C", "STOP…", "i\xCC\x87ptal"}) {
    EXPECT_EQ(wish(word), Wish::stop) << word;
  }
}

TEST(OptOutWish, the_language_of_a_word_is_known_where_no_other_has_it) {
  EXPECT_EQ(opt_out_language("لغو"), "fa");
  EXPECT_EQ(opt_out_language("شروع!"), "fa");
  EXPECT_EQ(opt_out_language("désabonner"), "fr");
  EXPECT_EQ(opt_out_language("hello"), "");
  EXPECT_EQ(opt_out_language(""), "");
}

TEST(OptOutWish, letter_variants_of_one_word_are_the_same_word) {
  EXPECT_EQ(wish("ايقاف"), Wish::stop);
  EXPECT_EQ(wish("الغاء الاشتراك"), Wish::stop);
  EXPECT_EQ(wish("لغو عضويت"), Wish::stop);
  EXPECT_EQ(wish("ديگه پيام نده"), Wish::stop);
  EXPECT_EQ(wish("لغو۱۱"), Wish::stop);
}

TEST(OptOutWish, a_sentence_that_only_holds_such_a_word_asks_for_nothing) {
  for (const auto* text : {"where is the bus stop?", "don't stop", "nonstop", "stop by tomorrow",
                           "can I cancel my order", "لغو سفارش", "توقف ممنوع", "", "!!!", "🛑",
                           "weekend", "restart"}) {
    EXPECT_EQ(wish(text), Wish::none) << text;
  }
}

TEST(OptOutWish, a_start_word_takes_it_back) {
  for (const auto* word : {"START", "unstop", "شروع", "ابدأ", "başla", "старт", "शुरू करें"}) {
    EXPECT_EQ(wish(word), Wish::start) << word;
  }
}

TEST(OptOutWish, the_words_of_the_workspace_mean_stop) {
  EXPECT_EQ(opt_out_wish("Genug jetzt!", {"genug jetzt"}), Wish::stop);
  EXPECT_EQ(opt_out_wish("genug", {"genug jetzt"}), Wish::none);
  EXPECT_EQ(opt_out_wish("anything", {"", "!"}), Wish::none);
}

TEST(OptOutWish, every_shipped_word_is_found_and_none_means_both) {
  std::set<std::string_view> languages;
  for (const OptOutLanguage& language : shipped_opt_out_words()) {
    EXPECT_TRUE(languages.insert(language.language).second) << language.language;
    EXPECT_FALSE(language.stop.empty() || language.start.empty()) << language.language;
    for (const auto word : language.stop) EXPECT_EQ(wish(word), Wish::stop) << word;
    for (const auto word : language.start) EXPECT_EQ(wish(word), Wish::start) << word;
  }
  EXPECT_GE(languages.size(), 15u);
}

RC_GTEST_PROP(OptOutWish, takes_any_bytes, (const std::string& text)) {
  RC_ASSERT(wish(text) == wish(" " + text + "!"));
}

RC_GTEST_PROP(OptOutWish, a_longer_text_is_never_a_wish, ()) {
  const auto extra = *rc::gen::container<std::string>(300, rc::gen::inRange('a', 'z'));
  RC_ASSERT(wish("stop " + extra) == Wish::none);
}

}  // namespace
}  // namespace dunlin::contacts
