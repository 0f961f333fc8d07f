#include <gtest/gtest.h>

#include "intake/store_fixture_test.h"

namespace dunlin::intake {
namespace {

class ParkedStore : public IntakeStoreTest {};
DUNLIN_ON_BOTH_ENGINES(ParkedStore);

TEST_P(ParkedStore, lists_parked_events_newest_first_page_by_page) {
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

TEST_P(ParkedStore, shows_events_of_no_workspace_to_the_installer_alone) {
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

TEST_P(ParkedStore, counts_the_attempts_of_an_event_parked_again) {
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

TEST_P(ParkedStore, unparks_an_event_once) {
  park_at(1, 0, std::nullopt, 1);
  const auto unpark_it = [this] {
    const auto was = write([](db::Tx& tx) { return unpark(tx, kNode, RawEventId{1}, 0); });
    return *was;
  };
  EXPECT_TRUE(unpark_it());
  EXPECT_FALSE(unpark_it());
}

TEST_P(ParkedStore, refuses_a_cursor_of_another_list) {
  for (const std::string cursor : {"x", "p_2-q_2", "p_2-q_2-n_", "p_2-q_2-n_l", "-", "n_2"}) {
    const auto page =
        read([cursor](db::Tx& tx) { return list_parked(tx, kOurs, false, cursor, 10); });
    ASSERT_FALSE(page) << cursor;
    EXPECT_EQ(page.error().id, "api.cursor_invalid");
  }
}

}  // namespace
}  // namespace dunlin::intake
