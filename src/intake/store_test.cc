#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/store_fixture_test.h"

namespace dunlin::intake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class IntakeStore : public IntakeStoreTest {};
DUNLIN_ON_BOTH_ENGINES(IntakeStore);

TEST_P(IntakeStore, keeps_a_body_byte_for_byte) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  append({raw_event(5, bytes)});
  const auto found = read_journal([](db::Tx& tx) { return find_raw(tx, kNode, RawEventId{5}); });
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->body, bytes);
  EXPECT_EQ((*found)->received_at, kStart + std::chrono::seconds{5});
  EXPECT_EQ((*found)->origin, Origin::webhook);
  EXPECT_EQ((*found)->secret_index, 1);
  const auto other = read_journal([](db::Tx& tx) { return find_raw(tx, kNode, RawEventId{6}); });
  EXPECT_FALSE(*other);
}

TEST_P(IntakeStore, appends_batches_of_any_size_in_order) {
  std::int64_t next = 1;
  for (const int size : {1, 3, 4, 5, 21, 64, 65, 90}) {
    std::vector<RawEvent> batch;
    for (int i = 0; i < size; ++i, ++next) {
      batch.push_back(raw_event(next, "body " + std::to_string(next)));
    }
    append(batch);
  }
  const auto raws = all_raws();
  ASSERT_EQ(raws.size(), static_cast<std::size_t>(next - 1));
  for (std::size_t i = 0; i < raws.size(); ++i) {
    EXPECT_EQ(raws[i].id.value, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(raws[i].body, "body " + std::to_string(i + 1));
  }
}

TEST_P(IntakeStore, appending_the_same_row_again_changes_nothing) {
  append({raw_event(5, "first")});
  append({raw_event(5, "second"), raw_event(6, "third")});
  const auto raws = all_raws();
  ASSERT_EQ(raws.size(), 2U);
  EXPECT_EQ(raws[0].body, "first");
}

TEST_P(IntakeStore, pages_through_the_journal_by_id) {
  append({raw_event(3, "c"), raw_event(1, "a"), raw_event(2, "b")});
  const auto page = read_journal([](db::Tx& tx) { return raw_after(tx, kNode, RawEventId{1}, 1); });
  ASSERT_EQ(page->size(), 1U);
  EXPECT_EQ(page->front().body, "b");
}

TEST_P(IntakeStore, marks_a_body_decoded_once) {
  EXPECT_FALSE(mark(7));
  EXPECT_TRUE(mark(7));
  EXPECT_FALSE(mark(8));
}

TEST_P(IntakeStore, says_which_bodies_are_decoded) {
  std::vector<RawEventId> asked;
  for (std::int64_t id = 1; id <= 25; ++id) asked.push_back(RawEventId{id});
  mark(2);
  mark(13);
  mark(25);
  mark(26);
  const auto among = read([asked](db::Tx& tx) { return decoded_among(tx, kNode, asked); });
  EXPECT_THAT(*among, UnorderedElementsAre(RawEventId{2}, RawEventId{13}, RawEventId{25}));
  const auto none = read([](db::Tx& tx) { return decoded_among(tx, kNode, {}); });
  EXPECT_THAT(*none, IsEmpty());
}

TEST_P(IntakeStore, prunes_finished_bodies_and_their_marks_but_not_those_with_parked_events) {
  append({raw_event(1, "a"), raw_event(2, "b"), raw_event(3, "c")});
  mark(1);
  mark(2);
  park_at(2, 0, std::nullopt, 0);
  const auto ids = read([](db::Tx& tx) { return prunable(tx, kNode, 100); });
  EXPECT_THAT(*ids, ElementsAre(RawEventId{1}));
  const auto gone = write_journal([ids = *ids](db::Tx& tx) { return prune_raw(tx, kNode, ids); });
  EXPECT_EQ(*gone, 1);
  ASSERT_TRUE(write([ids = *ids](db::Tx& tx) { return forget_decoded(tx, kNode, ids); }));
  EXPECT_THAT(*read([](db::Tx& tx) { return prunable(tx, kNode, 100); }), IsEmpty());
  const auto left = all_raws();
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].id, RawEventId{2});
  ASSERT_TRUE(*write([](db::Tx& tx) { return unpark(tx, kNode, RawEventId{2}, 0); }));
  EXPECT_THAT(*read([](db::Tx& tx) { return prunable(tx, kNode, 100); }),
              ElementsAre(RawEventId{2}));
}

TEST_P(IntakeStore, sees_a_key_for_the_first_time_once_in_each_account_and_workspace) {
  const auto first = [this](const Scope& scope, std::int64_t account, std::string key) {
    const auto seen =
        write([=](db::Tx& tx) { return first_sight(tx, scope, AccountId{account}, key, kStart); });
    return *seen;
  };
  EXPECT_TRUE(first(kOurs, 1, "seen:m1:7"));
  EXPECT_FALSE(first(kOurs, 1, "seen:m1:7"));
  EXPECT_TRUE(first(kOurs, 1, "seen:m2:7"));
  EXPECT_TRUE(first(kOurs, 2, "seen:m1:7"));
  EXPECT_TRUE(first(kTheirs, 1, "seen:m1:7"));
}

TEST_P(IntakeStore, forgets_keys_older_than_asked_at_most_so_many_a_call) {
  for (int day = 0; day < 5; ++day) {
    ASSERT_TRUE(write([day](db::Tx& tx) {
      return first_sight(tx, kOurs, AccountId{1}, "k" + std::to_string(day),
                         kStart + std::chrono::days{day});
    }));
  }
  const auto prune = [this](int limit) {
    const auto gone = write([limit](db::Tx& tx) {
      return prune_keys(tx, kNode, kStart + std::chrono::days{3}, limit);
    });
    return *gone;
  };
  EXPECT_EQ(prune(2), 2);
  EXPECT_EQ(prune(2), 1);
  EXPECT_EQ(prune(2), 0);
  const auto again =
      write([](db::Tx& tx) { return first_sight(tx, kOurs, AccountId{1}, "k3", kStart); });
  EXPECT_FALSE(*again);
}

}  // namespace
}  // namespace dunlin::intake
