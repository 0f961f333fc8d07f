#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/outbound/world.h"

namespace dunlin::outbound::test {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;

constexpr AccountId kOther{77};

NewIntent to_somebody_of_other() {
  NewIntent out = wished(20, "never");
  out.account = kOther;
  out.contact = ContactId{200};
  out.conversation = ConversationId{201};
  out.recipient.id = "91000000000000200";
  return out;
}

/// An account of the same workspace, whose limits cannot be read.
Status add_other(db::Tx& tx, const accounts::Vault& vault, Instant now) {
  accounts::NewAccount account;
  account.id = kOther;
  account.ig_id = "17841400000000222";
  account.username = "other.shop";
  account.token = Secret<>("IGAA-other");
  const NewIntent wish = to_somebody_of_other();
  DUNLIN_CHECK(accounts::connect(tx, scope(), vault, account, now));
  DUNLIN_CHECK(contacts::touch(tx, scope(), kOther, wish.recipient.id, wish.contact, now, false));
  DUNLIN_CHECK(load_limits(tx, scope(), kOther));
  return tx.run("UPDATE limiter SET windows = 'damaged' WHERE account_id = $1", kOther);
}

Status mend(db::Tx& tx) {
  return tx.run("DELETE FROM limiter WHERE account_id = $1", kOther);
}

TEST(SendsThatBeginTogether, go_alone_when_one_of_them_cannot_begin) {
  World world;
  const auto added =
      world.write([&](db::Tx& tx) { return add_other(tx, world.vault(), world.now()); });
  ASSERT_TRUE(added.ok()) << added.error().text();
  world.want(to_somebody_of_other());
  world.want(wished(10, "Hi"));
  world.start();
  world.advance(seconds{4});
  EXPECT_THAT(world.texts(), ElementsAre("Hi"));
  EXPECT_EQ(world.state(10), IntentState::sent);
  EXPECT_EQ(world.state(20), IntentState::queued);
  world.want(wished(11, "again"));
  world.advance(seconds{4});
  EXPECT_THAT(world.texts(), ElementsAre("Hi", "again"));
  ASSERT_TRUE(world.write(mend).ok());
  world.advance(seconds{20});
  EXPECT_EQ(world.state(20), IntentState::refused) << "this person never wrote";
  EXPECT_TRUE(world.sender().idle());
}

}  // namespace
}  // namespace dunlin::outbound::test
