#include "search/search.h"

#include "tests/storage/testing_database.h"
#include "tests/support/tenant.h"

namespace dunlin::search {
namespace {

using Ids = std::vector<std::int64_t>;

/// The same questions get the same answers on both engines.
class SearchTest : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(write([](db::Tx& tx) -> Status {
                  DUNLIN_CHECK(testing::make_workspace(tx, testing::scope_of(1)));
                  return testing::make_workspace(tx, testing::scope_of(2));
                }).ok());
  }
  void keep(std::int64_t id, std::string text, std::int64_t workspace = 1,
            What what = What::messages) {
    const auto done = write([=](db::Tx& tx) {
      return put(tx, testing::scope_of(workspace), what, {.id = id, .tokens = tokens_of(text)});
    });
    ASSERT_TRUE(done.ok()) << done.error().text();
  }
  Ids ask(std::string text, std::int64_t workspace = 1, int limit = 50,
          std::optional<std::int64_t> below = {}, What what = What::messages) {
    const auto found = read([=](db::Tx& tx) {
      return find(tx, testing::scope_of(workspace), what,
                  {.question = question_of(text), .below = below, .limit = limit});
    });
    EXPECT_TRUE(found.ok()) << found.error().text();
    return found.ok() ? *found : Ids{};
  }
};
DUNLIN_ON_BOTH_ENGINES(SearchTest);

TEST_P(SearchTest, finds_all_words_the_last_as_a_beginning_newest_first) {
  keep(1, "how much is the blue dress");
  keep(2, "the blue one, is it dry clean only");
  keep(3, "blue");
  EXPECT_EQ(ask("blue"), (Ids{3, 2, 1}));
  EXPECT_EQ(ask("blue dr"), (Ids{2, 1}));
  EXPECT_EQ(ask("dre blue"), Ids{}) << "only the last word may be unfinished";
  EXPECT_EQ(ask("b"), (Ids{3, 2, 1}));
  EXPECT_EQ(ask("blu dress"), Ids{});
  EXPECT_EQ(ask("dress blue much"), Ids{1});
  EXPECT_EQ(ask(""), Ids{});
  EXPECT_EQ(ask("?!"), Ids{});
}

TEST_P(SearchTest, letters_that_people_mean_to_be_the_same_are_the_same) {
  keep(1, "كتاب‌هاي علي ۱۲۳");
  keep(2, "کتاب های علی ١٢٣");
  EXPECT_EQ(ask("علي 123"), (Ids{2, 1}));
  EXPECT_EQ(ask("کتابهای"), Ids{1});
  EXPECT_EQ(ask("کتاب"), (Ids{2, 1}));
  keep(3, "STRASSE Ｆｕｌｌ");
  EXPECT_EQ(ask("straße full"), Ids{3});
}

TEST_P(SearchTest, marks_of_the_questions_own_language_are_only_text) {
  keep(1, "it's AND or NOT a \"quoted\" thing's (end) a:b x*y");
  for (const char* text : {"it's", "AND", "\"quoted\"", "NOT", "(end)", "a:b", "x*y", "thing's",
                           "' OR 1", "\\", "a & b", "!end", "NEAR(a b)"}) {
    EXPECT_LE(ask(text).size(), 1U) << text;
  }
  EXPECT_EQ(ask("quoted end"), Ids{1});
  EXPECT_EQ(ask("_1"), Ids{}) << "nobody asks for the marks between workspaces";
  EXPECT_EQ(ask("w1"), Ids{});
}

TEST_P(SearchTest, scripts_of_all_kinds_are_found) {
  const std::vector<std::string> texts{"привет мир", "שלום עולם", "नमस्ते दुनिया", "สวัสดีชาวโลก",
                                       "你好世界",   "안녕 세계", "γειά σου",   "ⅷ ½ ²"};
  for (std::size_t i = 0; i < texts.size(); ++i) keep(static_cast<std::int64_t>(i) + 1, texts[i]);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(ask(texts[i]), Ids{static_cast<std::int64_t>(i) + 1}) << texts[i];
  }
}

TEST_P(SearchTest, workspaces_are_apart_and_pages_go_by_key) {
  for (int i = 1; i <= 5; ++i) keep(i, "hello", i % 2 == 0 ? 2 : 1);
  EXPECT_EQ(ask("hello", 1), (Ids{5, 3, 1}));
  EXPECT_EQ(ask("hello", 2), (Ids{4, 2}));
  EXPECT_EQ(ask("hello", 1, 2), (Ids{5, 3}));
  EXPECT_EQ(ask("hello", 1, 2, 3), Ids{1});
}

TEST_P(SearchTest, what_is_put_again_or_forgotten_is_not_found_by_what_it_was) {
  keep(1, "first");
  keep(1, "second");
  EXPECT_EQ(ask("first"), Ids{});
  EXPECT_EQ(ask("second"), Ids{1});
  keep(1, "");
  EXPECT_EQ(ask("second"), Ids{});
  keep(2, "third");
  ASSERT_TRUE(
      write([](db::Tx& tx) { return forget(tx, testing::scope_of(1), What::messages, 2); }).ok());
  EXPECT_EQ(ask("third"), Ids{});
}

TEST_P(SearchTest, people_are_apart_from_messages) {
  keep(1, "leila", 1, What::contacts);
  keep(2, "leila");
  EXPECT_EQ(ask("lei", 1, 50, {}, What::contacts), Ids{1});
  EXPECT_EQ(ask("lei"), Ids{2});
}

TEST_P(SearchTest, one_owner_at_a_time_indexes) {
  const auto take = [this](std::string owner) {
    return *write([=](db::Tx& tx) {
      return take_lease(tx, testing::node_scope(), owner, std::chrono::hours{1});
    });
  };
  EXPECT_TRUE(take("1.1"));
  EXPECT_FALSE(take("2.1"));
  EXPECT_TRUE(take("1.1"));
}

}  // namespace
}  // namespace dunlin::search
