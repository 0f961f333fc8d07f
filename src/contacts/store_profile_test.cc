#include <gtest/gtest.h>

#include "contacts/contacts.h"
#include "tests/storage/testing_database.h"
#include "tests/support/tenant.h"

namespace dunlin::contacts {
namespace {

constexpr AccountId kAccount{7};
constexpr Instant at(int second) {
  return from_ms(1'790'000'000'000 + second * 1000LL);
}

class ProfileStore : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    const auto made = write([scope = scope_](db::Tx& tx) -> Status {
      DUNLIN_CHECK(testing::make_workspace(tx, scope));
      DUNLIN_CHECK(testing::make_account(tx, scope, kAccount));
      for (int i = 0; i < 3; ++i) {
        DUNLIN_CHECK(touch(tx, scope, kAccount, "8800" + std::to_string(i), ContactId{100 + i},
                           at(0), false));
      }
      return {};
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }

  Contact found(std::int64_t id) {
    return *read([id, scope = scope_](db::Tx& tx) { return find(tx, scope, ContactId{id}); });
  }
  void wish(std::int64_t id, int second) {
    ASSERT_TRUE(write([=, scope = scope_](db::Tx& tx) {
                  return wish_profile(tx, scope, ContactId{id}, at(second));
                }).ok());
  }
  std::vector<DueProfile> take(int now, int busy_until, int limit) {
    return *write([=](db::Tx& tx) {
      return take_due_profiles(tx, testing::node_scope(), at(now), at(busy_until), limit);
    });
  }
  std::optional<Instant> next() {
    return *read([](db::Tx& tx) { return next_profile_due(tx, testing::node_scope()); });
  }

  Scope scope_ = testing::scope_of(1);
};
DUNLIN_ON_BOTH_ENGINES(ProfileStore);

TEST_P(ProfileStore, a_wish_is_taken_once_until_its_time_comes_again) {
  EXPECT_EQ(next(), std::nullopt);
  wish(101, 20);
  wish(100, 10);
  EXPECT_EQ(next(), at(10));
  EXPECT_TRUE(take(9, 60, 5).empty());
  const auto first = take(30, 60, 1);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].contact, ContactId{100});
  EXPECT_EQ(first[0].igsid, "88000");
  EXPECT_EQ(first[0].account, kAccount);
  EXPECT_EQ(first[0].workspace, scope_.workspace());
  EXPECT_EQ(take(30, 60, 5).size(), 1U);
  EXPECT_TRUE(take(59, 90, 5).empty());
  EXPECT_EQ(take(60, 90, 5).size(), 2U) << "whoever took them died";
}

TEST_P(ProfileStore, an_answer_ends_the_wish_and_leaves_what_it_does_not_name) {
  wish(100, 10);
  const Profile whole{.username = "leila",
                      .name = "Leila",
                      .picture_url = "https://cdn/p.jpg",
                      .follower_count = 1200,
                      .follows_account = true,
                      .followed_by_account = false,
                      .verified = false};
  const auto keep = [&](const Profile& profile, int second) {
    return write([=, scope = scope_](db::Tx& tx) {
      return set_profile(tx, scope, ContactId{100}, profile, at(second));
    });
  };
  ASSERT_TRUE(keep(whole, 11).ok());
  EXPECT_EQ(next(), std::nullopt);
  ASSERT_TRUE(keep(Profile{}, 12).ok());
  const Contact contact = found(100);
  EXPECT_EQ(contact.profile.username, "leila");
  EXPECT_EQ(contact.profile.picture_url, "https://cdn/p.jpg");
  EXPECT_EQ(contact.profile.follower_count, 1200);
  EXPECT_EQ(contact.profile.follows_account, true);
  EXPECT_EQ(contact.profile.followed_by_account, false);
  EXPECT_EQ(contact.profile.verified, false);
  EXPECT_EQ(contact.profile_read_at, at(12));
  EXPECT_EQ(found(101).profile.follows_account, std::nullopt);
}

TEST_P(ProfileStore, failures_are_counted_until_the_person_is_asked_for_anew) {
  wish(100, 10);
  const auto put_off = [&](std::optional<Instant> next_at, int failures) {
    ASSERT_TRUE(write([=, scope = scope_](db::Tx& tx) {
                  return put_off_profile(tx, scope, ContactId{100}, next_at, failures);
                }).ok());
  };
  put_off(at(20), 3);
  wish(100, 12);
  EXPECT_EQ(next(), at(20)) << "a wish does not hurry one that is put off";
  EXPECT_EQ(take(20, 60, 5).at(0).failures, 3);
  put_off(std::nullopt, 4);
  EXPECT_EQ(next(), std::nullopt);
  wish(100, 70);
  EXPECT_EQ(take(70, 90, 5).at(0).failures, 0);
}

TEST_P(ProfileStore, a_profile_is_wished_when_it_is_unknown_or_old) {
  EXPECT_TRUE(wants_profile(found(100), at(1)));
  wish(100, 1);
  EXPECT_FALSE(wants_profile(found(100), at(1)));
  ASSERT_TRUE(write([scope = scope_](db::Tx& tx) {
                return set_profile(tx, scope, ContactId{100}, {}, at(2));
              }).ok());
  const Contact known = found(100);
  EXPECT_FALSE(wants_profile(known, at(2) + kProfileAge - std::chrono::seconds{1}));
  EXPECT_TRUE(wants_profile(known, at(2) + kProfileAge));
}

}  // namespace
}  // namespace dunlin::contacts
