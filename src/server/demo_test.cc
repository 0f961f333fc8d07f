#include "server/demo.h"

#include <set>

#include <gtest/gtest.h>

#include "search/search.h"
#include "server/demo_world.h"
#include "tests/storage/testing_database.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"

namespace dunlin::server {
namespace {

TEST(DemoWorld, goes_on_in_time_with_about_ten_messages_a_conversation) {
  const Instant from = from_ms(1'790'000'000'000);
  DemoWorld world(1, 20'000, from, from + std::chrono::days{28});
  Instant last = from - Duration{1};
  std::int64_t begun = 0, inbound = 0;
  while (world.has_next()) {
    const DemoMessage message = world.next();
    EXPECT_GT(message.sent_at, last);
    EXPECT_EQ(message.text.find('{'), std::string::npos) << message.text;
    last = message.sent_at;
    if (message.begins_it) EXPECT_EQ(message.conversation, ++begun);
    if (message.direction == conversations::Direction::in) ++inbound;
  }
  EXPECT_NEAR(static_cast<double>(begun), 2'000, 200);
  EXPECT_NEAR(static_cast<double>(inbound), 10'000, 2'000);
  EXPECT_LE(last, from + std::chrono::days{28});
}

TEST(DemoWorld, is_the_same_for_a_seed) {
  DemoWorld one(7, 100, {}, Instant{std::chrono::hours{1}});
  DemoWorld two(7, 100, {}, Instant{std::chrono::hours{1}});
  while (one.has_next()) EXPECT_EQ(one.next().text, two.next().text);
}

class DemoTest : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    seams_.emplace(clock(), executor());
  }
  std::int64_t count(std::string_view sql) {
    return read([sql](db::Tx& tx) { return tx.query(sql); })->front().get<std::int64_t>(0);
  }
  std::optional<testing::PlainSeams> seams_;
};
DUNLIN_ON_BOTH_ENGINES(DemoTest);

TEST_P(DemoTest, fills_a_workspace_that_is_found_and_can_be_removed) {
  std::int64_t told = 0;
  const auto tell = [&told](std::int64_t done, std::int64_t) { told = done; };
  const auto made = wait(make_demo(database(), seams_->seams(), {.messages = 2'500}, tell));
  ASSERT_TRUE(made.ok()) << made.error().text();
  EXPECT_EQ(told, 2'500);
  EXPECT_EQ(count("SELECT COUNT(*) FROM message"), 2'500);
  EXPECT_EQ(count("SELECT COUNT(*) FROM conversation"), made->conversations);
  EXPECT_EQ(count("SELECT COUNT(*) FROM conversation c WHERE c.active_at <> "
                  "(SELECT MAX(m.sent_at) FROM message m WHERE m.conversation_id = c.id)"),
            0);
  const Scope scope = testing::scope_of(made->workspace.value);
  const auto found = read([scope](db::Tx& tx) {
    return search::find(tx, scope, search::What::messages,
                        {.question = search::question_of("قیمت"), .limit = 5});
  });
  ASSERT_TRUE(found.ok()) << found.error().text();
  EXPECT_EQ(found->size(), 5U);
  const auto waiting = read(
      [scope](db::Tx& tx) { return search::load_waiting(tx, scope, search::What::messages, 9); });
  EXPECT_TRUE(waiting->empty());
  const auto gone = wait(remove_demos(database(), clock(), tell));
  ASSERT_TRUE(gone.ok()) << gone.error().text();
  EXPECT_EQ(count("SELECT COUNT(*) FROM message"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM workspace"), 0);
}

TEST_P(DemoTest, that_is_removed_while_it_is_filled_gets_nothing_more_and_is_gone) {
  const DemoWish wish{.messages = 2'500};
  const auto quiet = [](std::int64_t, std::int64_t) {};
  auto begun = write(
      [this, &wish](db::Tx& tx) { return begin_demo(tx, seams_->seams(), wish, clock().now()); });
  ASSERT_TRUE(begun.ok()) << begun.error().text();
  ASSERT_TRUE(write([this](db::Tx& tx) { return begin_removal(tx, clock().now()); }).ok());
  const auto filled = wait(fill_demo(database(), clock(), *std::move(begun), wish, quiet));
  ASSERT_FALSE(filled.ok());
  EXPECT_EQ(filled.error().id, "demo.removed");
  EXPECT_EQ(count("SELECT COUNT(*) FROM message"), 0);
  ASSERT_TRUE(wait(remove_demos(database(), clock(), quiet)).ok());
  EXPECT_EQ(count("SELECT COUNT(*) FROM workspace"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM demo_workspace"), 0);
}

}  // namespace
}  // namespace dunlin::server
