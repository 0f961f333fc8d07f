#include <gtest/gtest.h>

#include "search/search.h"
#include "tests/storage/testing_database.h"
#include "tests/support/manual_seams.h"
#include "tests/support/tenant.h"

namespace dunlin::search {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class IndexerTest : public ::testing::Test {
 protected:
  IndexerTest()
      : storage_(testing::open_inline_storage(testing::Schema::migrated, world_.clock())),
        database_(storage_.main) {
    change([](db::Tx& tx) -> Status {
      for (const std::int64_t id : {1, 2}) {
        DUNLIN_CHECK(testing::make_workspace(tx, testing::scope_of(id)));
      }
      DUNLIN_CHECK(testing::make_account(tx, testing::scope_of(1), AccountId{7}));
      DUNLIN_CHECK(testing::make_contact(tx, testing::scope_of(1), AccountId{7}, ContactId{9}));
      return tx.run(R"sql(
        INSERT INTO conversation (workspace_id, id, account_id, contact_id, state, owner, episode,
                                  last_message_at, window_opened_by, created_at)
        VALUES (1, 11, 7, 9, 0, 0, 1, 0, 0, 0))sql");
    });
  }
  ~IndexerTest() override {
    for (const auto& indexer : indexers_) indexer->stop();
    world_.advance(seconds{120});
    indexers_.clear();
    storage_.main->close();
    storage_.journal->close();
  }

  void change(std::function<Status(db::Tx&)> fn) {
    const Status done = world_.run(database_.write(std::move(fn)));
    ASSERT_TRUE(done.ok()) << done.error().text();
  }
  MessageId comes(std::string text) { return comes(world_.seams().ids.next<MessageId>(), text); }
  MessageId comes(MessageId id, std::string text) {
    change([id, text](db::Tx& tx) {
      return tx.run(R"sql(
        INSERT INTO message (workspace_id, id, conversation_id, account_id, mid, direction, kind,
                             source, status, reason, body, attachments, reply_to_mid, story_id,
                             payload, sent_at, received_at, edits)
        VALUES (1, $1, 11, 7, $2, 0, 0, 0, 0, '', $3, '', '', '', '', 0, 0, 0))sql",
                    id, std::to_string(id.value), text);
    });
    return id;
  }
  Indexer& start(std::string owner = "1.1", int at_once = 3) {
    indexers_.push_back(std::make_unique<Indexer>(
        world_.seams(), database_, IndexerOptions{.owner = std::move(owner), .at_once = at_once}));
    spawn(world_.seams().executor, indexers_.back()->run());
    return *indexers_.back();
  }
  std::size_t found(std::string text) {
    const auto work = [text](db::Tx& tx) {
      return find(tx, testing::scope_of(1), What::messages, {.question = question_of(text)});
    };
    return world_.run(database_.read(work))->size();
  }
  std::optional<Instant> waiting() {
    const auto work = [](db::Tx& tx) { return oldest_waiting(tx, testing::scope_of(1)); };
    return *world_.run(database_.read(work));
  }

  testing::ManualSeams world_;
  testing::OpenedStorage storage_;
  db::Database database_;
  std::vector<std::unique_ptr<Indexer>> indexers_;
};

TEST_F(IndexerTest, indexes_all_there_is_in_parts_and_then_what_comes) {
  for (int i = 0; i < 10; ++i) comes("hello");
  EXPECT_TRUE(waiting().has_value());
  Indexer& indexer = start();
  world_.advance(seconds{10});
  EXPECT_EQ(found("hello"), 10U);
  EXPECT_FALSE(waiting().has_value());
  EXPECT_TRUE(indexer.idle());
  EXPECT_EQ(indexer.behind(), Duration{0});
  comes("again");
  EXPECT_EQ(found("again"), 0U);
  indexer.wake(WorkspaceId{1});
  world_.advance(seconds{1});
  EXPECT_EQ(found("again"), 1U);
}

TEST_F(IndexerTest, what_commits_late_is_found_all_the_same) {
  Indexer& indexer = start();
  const MessageId early = world_.seams().ids.next<MessageId>();
  world_.advance(seconds{5});
  comes("first");
  indexer.wake(WorkspaceId{1});
  world_.advance(seconds{2});
  EXPECT_EQ(found("first"), 1U);
  comes(early, "late");
  indexer.wake(WorkspaceId{1});
  world_.advance(seconds{2});
  EXPECT_EQ(found("late"), 1U);
}

TEST_F(IndexerTest, what_nobody_told_of_is_found_by_the_sweep) {
  start();
  world_.advance(seconds{2});
  comes("quiet");
  world_.advance(seconds{62});
  EXPECT_EQ(found("quiet"), 1U);
}

TEST_F(IndexerTest, texts_without_a_word_do_not_hold_it_up) {
  for (int i = 0; i < 7; ++i) comes("🙂!");
  comes("word");
  start();
  world_.advance(seconds{10});
  EXPECT_EQ(found("word"), 1U);
  EXPECT_FALSE(waiting().has_value());
}

TEST_F(IndexerTest, of_two_nodes_one_indexes_until_it_is_gone) {
  Indexer& first = start("1.1");
  world_.advance(seconds{2});
  start("2.1");
  comes("hello");
  first.stop();
  world_.advance(seconds{2});
  EXPECT_EQ(found("hello"), 0U) << "the lease is the other's still";
  world_.advance(seconds{120});
  EXPECT_EQ(found("hello"), 1U);
}

}  // namespace
}  // namespace dunlin::search
