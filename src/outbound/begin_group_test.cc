#include "outbound/begin_group.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/outbound/world.h"

namespace dunlin::outbound::test {
namespace {

constexpr std::int64_t kPeople = 10;

/// Passes every transaction on and counts those that write.
class CountingBackend final : public db::Backend {
 public:
  explicit CountingBackend(std::shared_ptr<db::Backend> next) : next_(std::move(next)) {}
  void submit(std::unique_ptr<db::Work> work, db::Mode mode, db::Priority priority) override {
    if (mode == db::Mode::write) ++writes;
    next_->submit(std::move(work), mode, priority);
  }
  [[nodiscard]] db::Engine engine() const override { return next_->engine(); }
  void close() override { next_->close(); }
  int writes = 0;

 private:
  std::shared_ptr<db::Backend> next_;
};

NewIntent to_person(std::int64_t number) {
  NewIntent out = wished(number, "Hi");
  out.contact = ContactId{number};
  out.conversation = ConversationId{number + 1};
  out.recipient.id = fmt::format("91000000000000{:05}", number);
  return out;
}

/// Ten people of one account, an answer for each, all claimed.
struct BeginGroupTest : ::testing::Test {
  BeginGroupTest() {
    check(seams.run(db::Database(backend).write(fill())).ok(), "ten people can be added");
    const auto take = [this](db::Tx& tx) { return claim(tx, node(), claimer, now(), kPeople); };
    auto claimed = seams.run(db::Database(backend).write(take));
    check(claimed.ok() && claimed->intents.size() == kPeople, "all are claimed");
    intents = std::move(claimed->intents);
    backend->writes = 0;
  }
  ~BeginGroupTest() override {
    storage.main->close();
    storage.journal->close();
  }
  std::function<Status(db::Tx&)> fill() {
    return [this](db::Tx& tx) -> Status {
      DUNLIN_CHECK(populate(tx, *vault, now()));
      for (std::int64_t number = 100; number < 100 + 2 * kPeople; number += 2) {
        const NewIntent intent = to_person(number);
        DUNLIN_CHECK(add_person(tx, number, intent.recipient.id, now()));
        DUNLIN_CHECK(enqueue_now(tx, intent, now()));
      }
      return {};
    };
  }
  Instant now() { return seams.clock().now(); }
  void begin_all() {
    for (const Intent& intent : intents) spawn(seams.seams().executor, begin(intent));
    while (answers.size() < intents.size()) check(seams.scheduler().step(), "all are answered");
  }
  Task<void> begin(Intent intent) {
    Beginning beginning;
    beginning.now = now();
    beginning.call_deadline = std::chrono::seconds{1};
    auto answer = co_await group.begin(intent, beginning);
    answers.emplace(intent.id, std::move(answer));
  }

  testing::ManualSeams seams;
  testing::OpenedStorage storage =
      testing::open_inline_storage(testing::Schema::migrated, seams.clock());
  std::shared_ptr<CountingBackend> backend = std::make_shared<CountingBackend>(storage.main);
  std::unique_ptr<accounts::Vault> vault = make_vault(seams.seams().random);
  Claimer claimer{.owner = "one", .lease = std::chrono::seconds{15}};
  BeginGroup group{seams.seams(), db::Database(backend), *vault, claimer, {}};
  std::vector<Intent> intents;
  std::map<IntentId, Result<BeginAnswer>> answers;
};

TEST_F(BeginGroupTest, what_begins_at_once_goes_in_one_transaction_and_counts_once_each) {
  begin_all();
  for (const auto& [id, answer] : answers) {
    ASSERT_TRUE(answer.ok()) << answer.error().text();
    const auto* begun = std::get_if<Begun>(&*answer);
    ASSERT_NE(begun, nullptr);
    EXPECT_EQ(begun->permit.intent(), id);
  }
  EXPECT_EQ(backend->writes, 1);
  const auto used = [this](db::Tx& tx) -> Result<std::int64_t> {
    DUNLIN_TRY(const AccountLimits limits, load_limits(tx, scope(), kAccount));
    return limits.limiter.used(account_limits(CallKind::text, Source::rule, {}).front().window,
                               now());
  };
  const auto counted = seams.run(db::Database(backend).write(used));
  ASSERT_TRUE(counted.ok());
  EXPECT_EQ(*counted, kPeople);
}

TEST_F(BeginGroupTest, one_that_another_process_took_over_does_not_hold_up_the_others) {
  const IntentId lost = intents[4].id;
  const auto take_over = [lost](db::Tx& tx) {
    return tx.run("UPDATE intent SET owner = 'two', epoch = epoch + 1 WHERE id = $1", lost);
  };
  ASSERT_TRUE(seams.run(db::Database(backend).write(take_over)).ok());
  begin_all();
  for (const auto& [id, answer] : answers) {
    if (id == lost) {
      ASSERT_FALSE(answer.ok());
      EXPECT_EQ(answer.error().id, "outbound.claim_lost");
      continue;
    }
    ASSERT_TRUE(answer.ok()) << answer.error().text();
    EXPECT_TRUE(std::holds_alternative<Begun>(*answer));
  }
}

}  // namespace
}  // namespace dunlin::outbound::test
