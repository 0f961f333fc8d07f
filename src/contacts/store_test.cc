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

Profile named(std::string username, std::string name) {
  Profile out;
  out.username = std::move(username);
  out.name = std::move(name);
  return out;
}

class ContactStore : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    const auto made = write([ours = ours_, theirs = theirs_](db::Tx& tx) -> Result<int> {
      DUNLIN_CHECK(testing::make_workspace(tx, ours));
      DUNLIN_CHECK(testing::make_account(tx, ours, kAccount));
      DUNLIN_CHECK(testing::make_workspace(tx, theirs));
      return 0;
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }

  Touched touch_person(std::string igsid, std::int64_t new_id, int second) {
    return *write([=, scope = ours_](db::Tx& tx) {
      return touch(tx, scope, kAccount, igsid, ContactId{new_id}, at(second), false);
    });
  }
  Contact found(std::int64_t id) {
    return *read([id, scope = ours_](db::Tx& tx) { return find(tx, scope, ContactId{id}); });
  }
  void consent(std::int64_t id, ConsentKind kind, int second) {
    const auto status = write([=, scope = ours_](db::Tx& tx) {
      return record_consent(tx, scope, ContactId{id},
                            {.kind = kind, .source = "message", .evidence = "m", .at = at(second)});
    });
    ASSERT_TRUE(status.ok()) << status.error().text();
  }

  Scope ours_ = testing::scope_of(1);
  Scope theirs_ = testing::scope_of(2);
};
DUNLIN_ON_BOTH_ENGINES(ContactStore);

TEST_P(ContactStore, makes_a_person_once_and_finds_them_again) {
  const Touched first = touch_person("88001", 100, 10);
  EXPECT_TRUE(first.created);
  EXPECT_EQ(first.contact.id, ContactId{100});
  EXPECT_EQ(first.contact.last_inbound_at, at(10));
  const Touched second = touch_person("88001", 101, 20);
  EXPECT_FALSE(second.created);
  EXPECT_EQ(second.contact.id, ContactId{100});
  EXPECT_EQ(second.contact.last_inbound_at, at(20));
}

TEST_P(ContactStore, a_late_message_does_not_move_the_last_inbound_back) {
  touch_person("88001", 100, 20);
  EXPECT_EQ(touch_person("88001", 101, 10).contact.last_inbound_at, at(20));
}

TEST_P(ContactStore, an_echo_makes_a_person_who_has_not_written) {
  const auto echo = [scope = ours_](db::Tx& tx) {
    return touch_outbound(tx, scope, kAccount, "88001", ContactId{100}, at(5));
  };
  const auto first = write(echo);
  ASSERT_TRUE(first.ok()) << first.error().text();
  EXPECT_TRUE(first->created);
  EXPECT_FALSE(first->contact.last_inbound_at);
  EXPECT_FALSE(touch_person("88001", 101, 6).created);
  const auto again = write([scope = ours_](db::Tx& tx) {
    return touch_outbound(tx, scope, kAccount, "88001", ContactId{102}, at(7));
  });
  EXPECT_FALSE(again->created);
  EXPECT_EQ(again->contact.last_inbound_at, at(6));
}

TEST_P(ContactStore, one_person_of_two_accounts_is_two_contacts) {
  ASSERT_TRUE(write([scope = ours_](db::Tx& tx) {
                return testing::make_account(tx, scope, AccountId{8});
              }).ok());
  touch_person("88001", 100, 10);
  const auto other = write([scope = ours_](db::Tx& tx) {
    return touch(tx, scope, AccountId{8}, "88001", ContactId{101}, at(10), true);
  });
  EXPECT_TRUE(other->created);
  EXPECT_TRUE(other->contact.is_test);
}

TEST_P(ContactStore, another_workspace_finds_nothing) {
  touch_person("88001", 100, 10);
  const auto theirs =
      read([scope = theirs_](db::Tx& tx) { return find(tx, scope, ContactId{100}); });
  ASSERT_FALSE(theirs.ok());
  EXPECT_EQ(theirs.error().id, "contact.not_found");
  const auto page = read([scope = theirs_](db::Tx& tx) {
    return list(tx, scope, std::nullopt, {.limit = 10, .after = std::nullopt});
  });
  EXPECT_TRUE(page->items.empty());
}

TEST_P(ContactStore, keeps_a_known_name_when_a_later_read_has_none) {
  touch_person("88001", 100, 10);
  const auto set = [scope = ours_](std::string username, std::string name) {
    return [=](db::Tx& tx) {
      return set_profile(tx, scope, ContactId{100}, named(username, name), at(11));
    };
  };
  ASSERT_TRUE(write(set("ana", "Ana")).ok());
  ASSERT_TRUE(write(set("ana.b", "")).ok());
  EXPECT_EQ(found(100).profile.username, "ana.b");
  EXPECT_EQ(found(100).profile.name, "Ana");
  const auto missing = write([scope = ours_](db::Tx& tx) {
    return set_profile(tx, scope, ContactId{999}, named("x", ""), at(11));
  });
  EXPECT_EQ(missing.error().id, "contact.not_found");
}

TEST_P(ContactStore, tags_are_a_set_sorted_by_bytes) {
  touch_person("88001", 100, 10);
  for (const std::string tag : {"vip", "a", "Z", "vip", "گروه"}) {
    ASSERT_TRUE(write([tag, scope = ours_](db::Tx& tx) {
                  return add_tag(tx, scope, ContactId{100}, tag);
                }).ok());
  }
  ASSERT_TRUE(write([scope = ours_](db::Tx& tx) {
                return remove_tag(tx, scope, ContactId{100}, "a");
              }).ok());
  EXPECT_EQ(found(100).tags, (std::vector<std::string>{"Z", "vip", "گروه"}));
}

TEST_P(ContactStore, lists_the_newest_first_page_by_page_with_their_tags) {
  for (int i = 0; i < 7; ++i) {
    touch_person("88" + std::to_string(i), 100 + i, i / 2);
    ASSERT_TRUE(write([i, scope = ours_](db::Tx& tx) {
                  return add_tag(tx, scope, ContactId{100 + i}, "t" + std::to_string(i));
                }).ok());
  }
  std::vector<std::int64_t> seen;
  std::optional<workspace::Cursor> after;
  do {
    const auto page = read([after, scope = ours_](db::Tx& tx) {
      return list(tx, scope, kAccount, {.limit = 3, .after = after});
    });
    ASSERT_TRUE(page.ok()) << page.error().text();
    for (const Contact& contact : page->items) {
      seen.push_back(contact.id.value);
      EXPECT_EQ(contact.tags,
                std::vector<std::string>{"t" + std::to_string(contact.id.value - 100)});
    }
    after = page->next;
  } while (after);
  EXPECT_EQ(seen, (std::vector<std::int64_t>{106, 105, 104, 103, 102, 101, 100}));
}

TEST_P(ContactStore, the_newest_wish_decides_in_whatever_order_it_comes) {
  touch_person("88001", 100, 1);
  consent(100, ConsentKind::opted_out, 30);
  EXPECT_EQ(found(100).opted_out_at, at(30));
  consent(100, ConsentKind::opted_in, 20);
  EXPECT_EQ(found(100).opted_out_at, at(30)) << "an older START came late";
  consent(100, ConsentKind::opted_in, 40);
  EXPECT_FALSE(found(100).opted_out_at);
  const auto history =
      read([scope = ours_](db::Tx& tx) { return consent_history(tx, scope, ContactId{100}); });
  ASSERT_EQ(history->size(), 3u);
  EXPECT_EQ(history->front().at, at(20));
}

TEST_P(ContactStore, a_basis_is_granted_not_withdrawn_and_not_opted_out) {
  touch_person("88001", 100, 1);
  const auto basis = [scope = ours_](db::Tx& tx) {
    return has_consent_basis(tx, scope, ContactId{100});
  };
  EXPECT_FALSE(*read(basis));
  consent(100, ConsentKind::granted, 10);
  EXPECT_TRUE(*read(basis));
  consent(100, ConsentKind::opted_out, 11);
  EXPECT_FALSE(*read(basis));
  consent(100, ConsentKind::opted_in, 12);
  EXPECT_TRUE(*read(basis));
  consent(100, ConsentKind::withdrawn, 13);
  EXPECT_FALSE(*read(basis));
  EXPECT_FALSE(*read(
      [scope = theirs_](db::Tx& tx) { return has_consent_basis(tx, scope, ContactId{100}); }));
}

TEST_P(ContactStore, consent_of_an_unknown_person_is_refused) {
  const auto status = write([scope = ours_](db::Tx& tx) {
    return record_consent(
        tx, scope, ContactId{5},
        {.kind = ConsentKind::granted, .source = "api", .evidence = "", .at = at(1)});
  });
  EXPECT_EQ(status.error().id, "contact.not_found");
}

}  // namespace
}  // namespace dunlin::contacts
