#include <gtest/gtest.h>

#include "pipeline/batch.h"
#include "tests/storage/testing_database.h"
#include "tests/support/tenant.h"

namespace dunlin::pipeline {
namespace {

class ParkBatch : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    if (IsSkipped()) return;
    const auto made = write([](db::Tx& tx) -> Status {
      DUNLIN_CHECK(testing::make_workspace(tx, testing::scope_of(1)));
      return testing::make_account(tx, testing::scope_of(1), AccountId{7});
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }
  void park(std::int64_t raw, std::string account_ig_id) {
    const auto body = std::make_shared<BodyProgress>();
    body->raw = RawEventId{raw};
    body->remaining = 1;
    Arrival arrival;
    arrival.body = body;
    arrival.event.account_ig_id = std::move(account_ig_id);
    const auto batch = make_batch({arrival});
    const auto parked = write([batch, now = clock().now()](db::Tx& tx) {
      return park_batch(tx, *batch, {intake::ParkReason::processing_failed, "It failed."}, now);
    });
    ASSERT_TRUE(parked.ok()) << parked.error().text();
  }
  std::vector<intake::ParkedEvent> seen(bool installer) {
    return read([installer](db::Tx& tx) {
             return intake::list_parked(tx, testing::scope_of(1), installer, {}, "", 10);
           })
        ->items;
  }
};
DUNLIN_ON_BOTH_ENGINES(ParkBatch);

TEST_P(ParkBatch, what_failed_for_a_known_account_is_its_workspaces_to_see) {
  park(1, "ig7");
  park(2, "ig8");
  ASSERT_EQ(seen(false).size(), 1U);
  EXPECT_EQ(seen(false).front().raw, RawEventId{1});
  EXPECT_EQ(seen(false).front().account_ig_id, "ig7");
  EXPECT_EQ(seen(true).size(), 2U);
}

}  // namespace
}  // namespace dunlin::pipeline
