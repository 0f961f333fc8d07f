#include <memory>

#include <gtest/gtest.h>

#include "pipeline/batch.h"
#include "tests/storage/testing_database.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"

// What a message teaches about who wrote it: the language, and that the profile is to be read.
namespace dunlin::pipeline {
namespace {

constexpr AccountId kAccount{7};

class ContactFacts : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    seams_.emplace(clock(), executor());
    const auto made = write([scope = scope_](db::Tx& tx) -> Status {
      DUNLIN_CHECK(testing::make_workspace(tx, scope));
      return testing::make_account(tx, scope, kAccount);
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }

  static Arrival arrival(intake::Payload payload, Instant at) {
    Arrival out;
    out.body = std::make_shared<BodyProgress>();
    out.body->raw = RawEventId{1};
    out.body->received_at = at;
    out.body->remaining = 1;
    out.event.account_ig_id = "ig7";
    out.event.sender_id = "88001";
    out.event.recipient_id = "ig7";
    out.event.at = at;
    out.event.payload = std::move(payload);
    return out;
  }
  void arrives(Arrival arrival) {
    Batch batch;
    arrival.match = rules_->match("");
    batch.arrivals = {std::move(arrival)};
    const auto done = write([&, this](db::Tx& tx) {
      return run_batch(tx, seams_->seams().ids, {}, batch, {rules_, scope_.workspace()},
                       clock().now());
    });
    ASSERT_TRUE(done.ok()) << done.error().text();
    ASSERT_EQ(done->kind, BatchResult::Kind::handled);
  }
  void writes(std::string text, Instant at) {
    intake::Message message;
    message.mid = "m" + std::to_string(++mids_);
    message.text = std::move(text);
    arrives(arrival(std::move(message), at));
  }
  contacts::Contact contact() {
    return *read([scope = scope_](db::Tx& tx) -> Result<contacts::Contact> {
      DUNLIN_TRY(const auto page,
                 contacts::list(tx, scope, std::nullopt, {.limit = 1, .after = std::nullopt}));
      return page.items.at(0);
    });
  }

  Scope scope_ = testing::scope_of(1);
  std::shared_ptr<const rules::Snapshot> rules_ = *rules::Snapshot::compile(0, {});
  std::optional<testing::PlainSeams> seams_;
  int mids_ = 0;
};
DUNLIN_ON_BOTH_ENGINES(ContactFacts);

TEST_P(ContactFacts, the_newest_message_that_shows_a_language_says_which_is_the_persons) {
  const Instant start = clock().now() - std::chrono::hours{1};
  writes("hello, how much is it?", start);
  EXPECT_EQ(contact().language, "en");
  writes("ok", start + std::chrono::seconds{1});
  EXPECT_EQ(contact().language, "en") << "two letters tell nothing";
  writes("سلام، قیمت چنده؟", start + std::chrono::seconds{9});
  EXPECT_EQ(contact().language, "fa");
  writes("thanks, and what is the price?", start + std::chrono::seconds{5});
  EXPECT_EQ(contact().language, "fa") << "an older message came late";
}

TEST_P(ContactFacts, a_first_message_wishes_for_the_profile_once) {
  const Instant now = clock().now();
  writes("hello", now);
  ASSERT_TRUE(contact().profile_due_at);
  EXPECT_EQ(contact().profile_due_at, now);
  ASSERT_TRUE(write([scope = scope_, id = contact().id, now](db::Tx& tx) {
                return contacts::set_profile(tx, scope, id, {}, now);
              }).ok());
  writes("hello again", now);
  EXPECT_FALSE(contact().profile_due_at);
}

TEST_P(ContactFacts, a_tap_wishes_for_the_profile_and_a_reaction_does_not) {
  const Instant now = clock().now();
  arrives(arrival(intake::Reaction{.mid = "m0", .reaction = "love", .emoji = "", .removed = false},
                  now));
  EXPECT_FALSE(contact().profile_due_at);
  arrives(arrival(intake::Postback{.mid = "p1",
                                   .title = "Prices",
                                   .payload = "PRICES",
                                   .referral = std::nullopt,
                                   .is_self = false},
                  now));
  EXPECT_TRUE(contact().profile_due_at);
}

}  // namespace
}  // namespace dunlin::pipeline
