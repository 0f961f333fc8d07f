#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/intake.h"
#include "tests/storage/testing_database.h"
#include "workspace/workspace.h"

namespace dunlin::intake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using workspace::ScopeMaker;

const NodeScope kNode = ScopeMaker::for_node();
const Scope kOurs = ScopeMaker::for_workspace(WorkspaceId{1}, {});
const Scope kTheirs = ScopeMaker::for_workspace(WorkspaceId{2}, {});
const Instant kStart = from_ms(1790000000000);

RawEvent raw_event(std::int64_t id, std::string body) {
  return {.id = RawEventId{id},
          .received_at = kStart + std::chrono::seconds{id},
          .origin = Origin::webhook,
          .secret_index = 1,
          .body = std::move(body)};
}

class IntakeStore : public dunlin::testing::StorageTest {
 protected:
  void append(const std::vector<RawEvent>& raws) {
    const auto status = write_journal([raws](db::Tx& tx) -> Status {
      std::vector<const RawEvent*> rows;
      for (const RawEvent& raw : raws) rows.push_back(&raw);
      return append_raw(tx, kNode, rows);
    });
    ASSERT_TRUE(status) << status.error().text();
  }
  std::vector<RawEvent> all_raws() {
    const auto raws =
        read_journal([](db::Tx& tx) { return raw_after(tx, kNode, RawEventId{}, 1000); });
    return *raws;
  }
  bool mark(std::int64_t id) {
    const auto before =
        write([id](db::Tx& tx) { return mark_decoded(tx, kNode, RawEventId{id}, kStart); });
    return *before;
  }
  void make_workspaces() {
    for (const WorkspaceId id : {WorkspaceId{1}, WorkspaceId{2}}) {
      const auto made = write(
          [id](db::Tx& tx) { return workspace::create_workspace(tx, kNode, id, "one", kStart); });
      ASSERT_TRUE(made) << made.error().text();
    }
  }
  void park_at(std::int64_t raw, int position, std::optional<WorkspaceId> workspace, int minute) {
    const ParkedEvent event{.raw = RawEventId{raw},
                            .position = position,
                            .workspace = workspace,
                            .reason = ParkReason::processing_failed,
                            .detail = "The rule could not be read.",
                            .kind = "message",
                            .parked_at = kStart + std::chrono::minutes{minute},
                            .attempts = 1};
    const auto status = write([event](db::Tx& tx) { return park(tx, kNode, event); });
    ASSERT_TRUE(status) << status.error().text();
  }
  ParkedPage parked(const Scope& scope, bool installer, std::string cursor, int limit) {
    const auto page =
        read([=](db::Tx& tx) { return list_parked(tx, scope, installer, cursor, limit); });
    return *page;
  }
  static std::vector<std::pair<std::int64_t, int>> places(const std::vector<ParkedEvent>& events) {
    std::vector<std::pair<std::int64_t, int>> out;
    for (const ParkedEvent& event : events) out.emplace_back(event.raw.value, event.position);
    return out;
  }
};
DUNLIN_ON_BOTH_ENGINES(IntakeStore);

using Places = std::vector<std::pair<std::int64_t, int>>;

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

TEST_P(IntakeStore, lists_parked_events_newest_first_page_by_page) {
  make_workspaces();
  park_at(10, 0, WorkspaceId{1}, 1);
  park_at(10, -1, WorkspaceId{1}, 3);
  park_at(11, 0, WorkspaceId{1}, 3);
  park_at(11, 2, WorkspaceId{1}, 3);
  park_at(12, 0, WorkspaceId{2}, 4);
  Places seen;
  std::string cursor;
  do {
    const ParkedPage page = parked(kOurs, false, cursor, 1);
    for (const auto& place : places(page.items)) seen.push_back(place);
    cursor = page.next;
  } while (!cursor.empty() && seen.size() < 10);
  EXPECT_EQ(seen, (Places{{11, 2}, {11, 0}, {10, -1}, {10, 0}}));
}

TEST_P(IntakeStore, shows_events_of_no_workspace_to_the_installer_alone) {
  make_workspaces();
  park_at(1, 0, std::nullopt, 1);
  park_at(2, 0, WorkspaceId{1}, 2);
  park_at(3, 0, WorkspaceId{2}, 3);
  EXPECT_EQ(places(parked(kOurs, false, "", 50).items), (Places{{2, 0}}));
  EXPECT_EQ(places(parked(kOurs, true, "", 50).items), (Places{{2, 0}, {1, 0}}));
  const auto has = [this](bool installer, std::int64_t raw) {
    const auto found =
        read([=](db::Tx& tx) { return has_parked(tx, kOurs, installer, RawEventId{raw}); });
    return *found;
  };
  EXPECT_FALSE(has(false, 1));
  EXPECT_TRUE(has(true, 1));
  EXPECT_TRUE(has(false, 2));
  EXPECT_FALSE(has(true, 3));
}

TEST_P(IntakeStore, counts_the_attempts_of_an_event_parked_again) {
  make_workspaces();
  park_at(1, 0, std::nullopt, 1);
  park_at(1, 0, WorkspaceId{1}, 9);
  const ParkedPage page = parked(kOurs, false, "", 50);
  ASSERT_EQ(page.items.size(), 1U);
  EXPECT_EQ(page.items[0].attempts, 2);
  EXPECT_EQ(page.items[0].parked_at, kStart + std::chrono::minutes{1});
  EXPECT_EQ(page.items[0].kind, "message");
  EXPECT_EQ(page.items[0].detail, "The rule could not be read.");
}

TEST_P(IntakeStore, unparks_an_event_once) {
  park_at(1, 0, std::nullopt, 1);
  const auto unpark_it = [this] {
    const auto was = write([](db::Tx& tx) { return unpark(tx, kNode, RawEventId{1}, 0); });
    return *was;
  };
  EXPECT_TRUE(unpark_it());
  EXPECT_FALSE(unpark_it());
}

TEST_P(IntakeStore, refuses_a_cursor_of_another_list) {
  for (const std::string cursor : {"x", "p_2-q_2", "p_2-q_2-n_", "p_2-q_2-n_l", "-", "n_2"}) {
    const auto page =
        read([cursor](db::Tx& tx) { return list_parked(tx, kOurs, false, cursor, 10); });
    ASSERT_FALSE(page) << cursor;
    EXPECT_EQ(page.error().id, "api.cursor_invalid");
  }
}

}  // namespace
}  // namespace dunlin::intake
