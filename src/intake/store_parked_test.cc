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

TEST_P(ParkedStore, lists_and_counts_what_fits) {
  make_workspaces();
  park_at(1, 0, WorkspaceId{1}, 1);
  park_at(2, 0, WorkspaceId{1}, 2, ParkReason::restored);
  park_at(3, 0, WorkspaceId{1}, 3, ParkReason::restored, "ig8");
  park_at(4, 0, WorkspaceId{2}, 4, ParkReason::restored);
  park_at(5, 0, std::nullopt, 5, ParkReason::undecodable, "");
  const auto listed = [this](const ParkedFilter& filter) {
    return places(
        read([=](db::Tx& tx) { return list_parked(tx, kOurs, true, filter, "", 50); })->items);
  };
  EXPECT_EQ(listed({.reason = ParkReason::restored}), (Places{{3, 0}, {2, 0}}));
  EXPECT_EQ(listed({.account_ig_id = "ig7"}), (Places{{2, 0}, {1, 0}}));
  EXPECT_EQ(listed({.reason = ParkReason::restored, .account_ig_id = "ig8"}), (Places{{3, 0}}));
  const auto counted = [this](bool installer, const ParkedFilter& filter) {
    return read([=](db::Tx& tx) { return count_parked(tx, kOurs, installer, filter); })->by_reason;
  };
  using Counts = std::map<ParkReason, std::int64_t>;
  EXPECT_EQ(counted(false, {}),
            (Counts{{ParkReason::processing_failed, 1}, {ParkReason::restored, 2}}));
  EXPECT_EQ(counted(true, {}), (Counts{{ParkReason::undecodable, 1},
                                       {ParkReason::processing_failed, 1},
                                       {ParkReason::restored, 2}}));
  EXPECT_EQ(counted(true, {.account_ig_id = "ig8"}), (Counts{{ParkReason::restored, 1}}));
}

TEST_P(ParkedStore, walks_the_bodies_once_from_the_longest_parked_on) {
  make_workspaces();
  park_at(9, 0, WorkspaceId{1}, 1);
  park_at(9, 1, WorkspaceId{1}, 1);
  park_at(3, 0, WorkspaceId{1}, 2);
  park_at(5, 0, WorkspaceId{2}, 2);
  park_at(7, 0, WorkspaceId{1}, 3, ParkReason::restored);
  std::vector<std::int64_t> walked;
  workspace::Cursor after;
  const ParkedFilter failed{.reason = ParkReason::processing_failed};
  for (int i = 0; i < 5; ++i) {
    const auto part =
        read([=](db::Tx& tx) { return parked_bodies(tx, kOurs, false, failed, after, 1); });
    if (part->empty()) break;
    walked.push_back(part->front().raw.value);
    after = {.at_us = to_us(part->front().parked_at), .id = part->front().raw.value};
    // Parked again, it keeps its place.
    park_at(part->front().raw.value, 0, WorkspaceId{1}, 30);
  }
  EXPECT_EQ(walked, (std::vector<std::int64_t>{9, 3}));
  const auto left = [this](const ParkedFilter& filter) {
    return *read([=](db::Tx& tx) { return count_bodies(tx, kOurs, false, filter, {}); });
  };
  EXPECT_EQ(left({}), 3);
  EXPECT_EQ(left(failed), 2);
}

TEST(ParkReason, has_a_name_that_leads_back) {
  for (int i = 0; i <= static_cast<int>(ParkReason::restored); ++i) {
    const auto reason = static_cast<ParkReason>(i);
    EXPECT_EQ(park_reason_named(name(reason)), reason);
  }
  EXPECT_FALSE(park_reason_named("unknown"));
}

TEST_P(ParkedStore, refuses_a_cursor_of_another_list) {
  for (const std::string cursor : {"x", "p_2-q_2", "p_2-q_2-n_", "p_2-q_2-n_l", "-", "n_2"}) {
    const auto page =
        read([cursor](db::Tx& tx) { return list_parked(tx, kOurs, false, {}, cursor, 10); });
    ASSERT_FALSE(page) << cursor;
    EXPECT_EQ(page.error().id, "api.cursor_invalid");
  }
}

}  // namespace
}  // namespace dunlin::intake
