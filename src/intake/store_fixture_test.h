#pragma once

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "intake/intake.h"
#include "tests/storage/testing_database.h"
#include "workspace/workspace.h"

namespace dunlin::intake {

using workspace::ScopeMaker;

inline const NodeScope kNode = ScopeMaker::for_node();
inline const Scope kOurs = ScopeMaker::for_workspace(WorkspaceId{1}, {});
inline const Scope kTheirs = ScopeMaker::for_workspace(WorkspaceId{2}, {});
inline const Instant kStart = from_ms(1790000000000);

inline RawEvent raw_event(std::int64_t id, std::string body) {
  return {.id = RawEventId{id},
          .received_at = kStart + std::chrono::seconds{id},
          .origin = Origin::webhook,
          .secret_index = 1,
          .body = std::move(body)};
}

class IntakeStoreTest : public dunlin::testing::StorageTest {
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
        write([id](db::Tx& tx) { return was_decoded(tx, kNode, RawEventId{id}, kStart); });
    return *before;
  }
  void make_workspaces() {
    for (const WorkspaceId id : {WorkspaceId{1}, WorkspaceId{2}}) {
      const auto made = write(
          [id](db::Tx& tx) { return workspace::create_workspace(tx, kNode, id, "one", kStart); });
      ASSERT_TRUE(made) << made.error().text();
    }
  }
  void park_at(std::int64_t raw, int position, std::optional<WorkspaceId> workspace, int minute,
               ParkReason reason = ParkReason::processing_failed, std::string account = "ig7") {
    const ParkedEvent event{.raw = RawEventId{raw},
                            .position = position,
                            .workspace = workspace,
                            .reason = reason,
                            .detail = "The rule could not be read.",
                            .kind = "message",
                            .parked_at = kStart + std::chrono::minutes{minute},
                            .attempts = 1,
                            .account_ig_id = std::move(account)};
    const auto status = write([event](db::Tx& tx) { return park(tx, kNode, event); });
    ASSERT_TRUE(status) << status.error().text();
  }
  ParkedPage parked(const Scope& scope, bool installer, std::string cursor, int limit) {
    const auto page =
        read([=](db::Tx& tx) { return list_parked(tx, scope, installer, {}, cursor, limit); });
    return *page;
  }
  static std::vector<std::pair<std::int64_t, int>> places(const std::vector<ParkedEvent>& events) {
    std::vector<std::pair<std::int64_t, int>> out;
    for (const ParkedEvent& event : events) out.emplace_back(event.raw.value, event.position);
    return out;
  }
};

using Places = std::vector<std::pair<std::int64_t, int>>;

}  // namespace dunlin::intake
