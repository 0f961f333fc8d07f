#include "server/housekeeping.h"

#include <gtest/gtest.h>

#include "activity/activity.h"
#include "intake/intake.h"
#include "tests/storage/testing_database.h"
#include "tests/support/manual_seams.h"
#include "tests/support/tenant.h"

namespace dunlin::server {
namespace {

constexpr AccountId kAccount{7};

class NoClient final : public net::Client {
 public:
  Task<net::ClientResult> send(net::ClientRequest) override {
    co_return net::ClientResult(net::TransportFailure{});
  }
};

class HousekeepingTest : public ::testing::Test {
 protected:
  template <db::TxFn F>
  auto write(F fn) {
    return seams_.run(db::Database(storage_.main).write(std::move(fn)));
  }
  HousekeepingTest() {
    const auto made = write([scope = scope_](db::Tx& tx) -> Status {
      DUNLIN_CHECK(testing::make_workspace(tx, scope));
      return testing::make_account(tx, scope, kAccount);
    });
    check(made.ok(), made.ok() ? "" : made.error().text());
  }
  ~HousekeepingTest() override {
    storage_.main->close();
    storage_.journal->close();
  }
  bool first_sight(std::string key, Instant at) {
    return *write([=, scope = scope_](db::Tx& tx) {
      return intake::first_sight(tx, scope, kAccount, key, at);
    });
  }
  Outside outside() {
    Seams& seams = seams_.seams();
    return {.clock = seams.clock,
            .random = seams.random,
            .timers = seams.timers,
            .executor = seams.executor,
            .client = client_,
            .main = db::Database(storage_.main),
            .journal = db::Database(storage_.journal),
            .vault = *vault_};
  }
  workspace::Node lease() {
    return *write([this](db::Tx& tx) {
      return workspace::lease_node(tx, workspace::ScopeMaker::for_node(), "test",
                                   seams_.clock().now());
    });
  }
  /// One round of everything, as at the start.
  void keep_house() {
    Seams& seams = seams_.seams();
    Housekeeping housekeeping(outside(), workspace::Node{});
    spawn(seams.executor, housekeeping.run());
    seams_.advance(std::chrono::seconds{1});
    housekeeping.stop();
    seams_.advance(std::chrono::seconds{10});
  }
  Instant days_ago(int days) { return seams_.clock().now() - std::chrono::days{days}; }

  testing::ManualSeams seams_;
  NoClient client_;
  testing::OpenedStorage storage_ =
      testing::open_inline_storage(testing::Schema::migrated, seams_.clock());
  std::unique_ptr<accounts::Vault> vault_ =
      *accounts::Vault::create(Secret<>(std::string(32, 'k')), seams_.seams().random);
  Scope scope_ = testing::scope_of(1);
};

TEST_F(HousekeepingTest, keys_of_events_are_forgotten_after_thirty_days) {
  for (int i = 0; i < 1500; ++i) {
    ASSERT_TRUE(first_sight("old" + std::to_string(i), days_ago(31)));
  }
  ASSERT_TRUE(first_sight("young", days_ago(29)));
  keep_house();
  EXPECT_TRUE(first_sight("old0", seams_.clock().now()));
  EXPECT_TRUE(first_sight("old1499", seams_.clock().now()));
  EXPECT_FALSE(first_sight("young", seams_.clock().now()));
}

TEST_F(HousekeepingTest,
       what_a_workspace_keeps_no_longer_goes_in_parts_while_the_number_stays_sure) {
  constexpr int kOld = 2500;
  const auto added = write([this](db::Tx& tx) -> Status {
    activity::Trace trace;
    trace.at = days_ago(31);
    for (int i = 0; i < kOld; ++i) {
      trace.id = TraceId{i + 1};
      DUNLIN_CHECK(activity::record(tx, scope_, trace));
    }
    workspace::Retention keeps;
    keeps.activity = 30;
    keeps.changed_at = days_ago(2);
    return workspace::set_retention(tx, scope_, keeps);
  });
  ASSERT_TRUE(added.ok()) << added.error().text();
  const auto left = [this] {
    return write([](db::Tx& tx) { return tx.query("SELECT COUNT(*) FROM trace"); })
        ->front()
        .get<int>(0);
  };
  Housekeeping housekeeping(outside(), lease());
  spawn(seams_.seams().executor, housekeeping.run());
  seams_.advance(std::chrono::seconds{1});
  EXPECT_GT(left(), 0);
  EXPECT_LT(left(), kOld);
  seams_.advance(std::chrono::seconds{30});
  EXPECT_EQ(left(), 0);
  EXPECT_TRUE(housekeeping.may_make_ids());
  housekeeping.stop();
  seams_.advance(std::chrono::seconds{10});
}

TEST_F(HousekeepingTest, a_number_is_sure_until_two_thirds_of_its_lease_passed_without_renewal) {
  Housekeeping housekeeping(outside(), lease());
  EXPECT_TRUE(housekeeping.may_make_ids());
  seams_.advance(std::chrono::seconds{41});
  EXPECT_FALSE(housekeeping.may_make_ids());
  spawn(seams_.seams().executor, housekeeping.run());
  seams_.advance(std::chrono::seconds{120});
  EXPECT_TRUE(housekeeping.may_make_ids());
  housekeeping.stop();
  seams_.advance(std::chrono::seconds{10});
}

TEST_F(HousekeepingTest, a_process_that_ends_in_peace_gives_its_number_back) {
  Housekeeping housekeeping(outside(), lease());
  spawn(seams_.seams().executor, housekeeping.run());
  seams_.advance(std::chrono::seconds{1});
  housekeeping.stop();
  seams_.advance(std::chrono::seconds{10});
  const workspace::Node next = lease();
  EXPECT_EQ(next.number, 0);
  EXPECT_EQ(next.epoch, 2);
  EXPECT_GE(next.ids_not_before, seams_.clock().now());
}

TEST_F(HousekeepingTest, a_process_whose_number_was_taken_over_learns_it_once) {
  int lost = 0;
  Housekeeping housekeeping(outside(), lease(), [&lost] { ++lost; });
  seams_.advance(std::chrono::seconds{61});
  const workspace::Node other = lease();
  EXPECT_EQ(other.number, 0);
  spawn(seams_.seams().executor, housekeeping.run());
  seams_.advance(std::chrono::seconds{20});
  EXPECT_FALSE(housekeeping.may_make_ids());
  EXPECT_EQ(lost, 1);
  housekeeping.stop();
  seams_.advance(std::chrono::seconds{10});
}

}  // namespace
}  // namespace dunlin::server
