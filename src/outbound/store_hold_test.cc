#include <gtest/gtest.h>

#include "tests/outbound/world.h"

namespace dunlin::outbound::test {
namespace {

constexpr std::int64_t kSecondPerson = 50;
constexpr std::string_view kWhy = "It came with a backup.";

class HoldOpen : public testing::StorageTest {
 protected:
  void SetUp() override {
    testing::StorageTest::SetUp();
    if (IsSkipped()) return;
    vault_ = make_vault(random_);
    const auto fill = [this](db::Tx& tx) -> Status {
      DUNLIN_CHECK(populate(tx, *vault_, clock().now()));
      DUNLIN_CHECK(add_person(tx, kSecondPerson, "9100000000000000077", clock().now()));
      for (std::int64_t number = 10; number < 19; ++number) {
        DUNLIN_CHECK(enqueue_now(tx, wished(number, "Hello"), clock().now()));
        // Two of one conversation are never on their way.
        const bool claimed = number == 11;
        DUNLIN_CHECK(tx.run(
            "UPDATE intent SET state = $1, lease_until = 1, conversation_id = $3 WHERE id = $2",
            number - 10, number, claimed ? kSecondPerson + 1 : kConversation.value));
      }
      return {};
    };
    const auto filled = write(fill);
    ASSERT_TRUE(filled.ok()) << filled.error().text();
  }
  int hold(int limit) {
    return *write(
        [this, limit](db::Tx& tx) { return hold_open(tx, node(), kWhy, clock().now(), limit); });
  }
  Intent stored(std::int64_t number) {
    return *read([number](db::Tx& tx) { return find_intent(tx, scope(), IntentId{number}); });
  }

  clockwork::SeededRandom random_{1};
  std::unique_ptr<accounts::Vault> vault_;
};
DUNLIN_ON_BOTH_ENGINES(HoldOpen);

TEST_P(HoldOpen, whatever_may_have_left_waits_for_a_person) {
  EXPECT_EQ(hold(100), 4);
  for (const std::int64_t open : {10, 11, 12, 14}) {
    const Intent intent = stored(open);
    EXPECT_EQ(intent.state, IntentState::held) << open;
    EXPECT_EQ(intent.held_for, HeldFor::unknown_outcome) << open;
    EXPECT_EQ(intent.reason, kWhy) << open;
  }
  EXPECT_EQ(hold(100), 0);
}

TEST_P(HoldOpen, what_has_ended_stays_as_it_is) {
  hold(100);
  EXPECT_EQ(stored(13).state, IntentState::sent);
  EXPECT_EQ(stored(15).held_for, HeldFor::nothing);
  EXPECT_EQ(stored(16).state, IntentState::refused);
  EXPECT_EQ(stored(17).state, IntentState::failed);
  EXPECT_EQ(stored(18).state, IntentState::dropped);
}

TEST_P(HoldOpen, takes_no_more_at_once_than_it_is_told) {
  EXPECT_EQ(hold(3), 3);
  EXPECT_EQ(hold(3), 1);
}

TEST_P(HoldOpen, what_waits_of_a_disconnected_account_is_due_and_what_is_unknown_is_asked_about) {
  const Instant now = clock().now();
  const Instant later = now + std::chrono::hours{1};
  const auto left = write([later, now](db::Tx& tx) -> Status {
    DUNLIN_CHECK(tx.run("UPDATE intent SET next_at = $1", later));
    DUNLIN_CHECK(accounts::disconnect(tx, scope(), kAccount));
    return hurry(tx, scope(), kAccount, now);
  });
  ASSERT_TRUE(left.ok()) << left.error().text();
  EXPECT_EQ(stored(10).next_at, now);
  EXPECT_EQ(stored(13).next_at, later);
  EXPECT_EQ(stored(14).next_at, now);
  const auto looked = write([this, now](db::Tx& tx) -> Result<bool> {
    DUNLIN_TRY(const Intent unknown, find_intent(tx, scope(), IntentId{14}));
    Beginning beginning;
    beginning.now = now;
    DUNLIN_TRY(const auto leave, begin_read_back(tx, scope(), *vault_, unknown, beginning));
    return leave.has_value();
  });
  ASSERT_TRUE(looked.ok()) << looked.error().text();
  EXPECT_FALSE(*looked);
  EXPECT_EQ(stored(14).state, IntentState::held);
  EXPECT_EQ(stored(14).held_for, HeldFor::unknown_outcome);
}

}  // namespace
}  // namespace dunlin::outbound::test
