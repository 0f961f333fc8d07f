#pragma once

#include <array>

#include <gtest/gtest.h>

#include "tests/outbound/world.h"

namespace dunlin::outbound::test {

using std::chrono::minutes;
using std::chrono::seconds;

inline const Claimer kFirst{.owner = "first", .lease = seconds{15}};
inline const Claimer kSecond{.owner = "second", .lease = seconds{15}};

class OutboundStoreTest : public testing::StorageTest {
 protected:
  void SetUp() override {
    testing::StorageTest::SetUp();
    if (IsSkipped()) return;
    vault_ = make_vault(random_);
    const auto fill = [this](db::Tx& tx) { return populate(tx, *vault_, now()); };
    const auto filled = write(fill);
    ASSERT_TRUE(filled.ok()) << filled.error().text();
  }

  Instant now() { return clock().now(); }
  Enqueued want(const NewIntent& intent) {
    return *write([this, intent](db::Tx& tx) { return enqueue_now(tx, intent, now()); });
  }
  std::vector<std::int64_t> claimed(const Claimer& claimer, std::size_t limit = 10) {
    const auto batch = claim_all(claimer, limit);
    std::vector<std::int64_t> ids;
    for (const Intent& intent : batch.intents) ids.push_back(intent.id.value);
    return ids;
  }
  ClaimBatch claim_all(const Claimer& claimer, std::size_t limit = 10) {
    auto batch =
        write([&, at = now()](db::Tx& tx) { return claim(tx, node(), claimer, at, limit); });
    check(batch.ok(), batch.ok() ? "" : batch.error().text());
    return *std::move(batch);
  }
  Result<BeginAnswer> begin(const Intent& intent, const Claimer& claimer) {
    Beginning beginning;
    beginning.now = now();
    beginning.call_deadline = seconds{5};
    return begin(intent, claimer, beginning);
  }
  Result<BeginAnswer> begin(const Intent& intent, const Claimer& claimer,
                            const Beginning& beginning) {
    return write([=, this](db::Tx& tx) -> Result<BeginAnswer> {
      const ToBegin send{.intent = intent, .beginning = beginning};
      const std::array members{&send};
      DUNLIN_TRY(auto answers, begin_together(tx, *vault_, members, claimer, {}));
      return std::move(answers.front());
    });
  }
  Status end(const Intent& intent, const Claimer& claimer, const Settlement& settlement) {
    return write([=, this](db::Tx& tx) {
      return finish(tx, scope(), intent, claimer, settlement, now(), {});
    });
  }
  Intent stored(std::int64_t number) {
    return *read([number](db::Tx& tx) { return find_intent(tx, scope(), IntentId{number}); });
  }
  bool echo(std::string mid, std::string text) {
    const EchoSeen seen{
        .mid = std::move(mid), .text = std::move(text), .has_attachments = false, .at = now()};
    return *write([this, seen](db::Tx& tx) -> Result<bool> {
      DUNLIN_TRY(const auto opened,
                 conversations::open(tx, scope(), kAccount, kContact, kConversation, now(), false));
      return settle_by_echo(tx, scope(), opened.conversation, seen, now());
    });
  }
  /// As if every process that holds a lease had died long ago; works whatever clock the engine
  /// reads.
  void expire_leases() {
    ASSERT_TRUE(write([](db::Tx& tx) {
                  return tx.run("UPDATE intent SET lease_until = 1 WHERE state IN (1, 2)");
                }).ok());
  }
  int recovered() {
    return *write([this](db::Tx& tx) { return recover(tx, node(), now(), minutes{2}, 100); });
  }

  Intent stored_copy_;
  clockwork::SeededRandom random_{1};
  std::unique_ptr<accounts::Vault> vault_;
};

inline Settlement sent(std::string mid) {
  Settlement out;
  out.state = IntentState::sent;
  out.mid = std::move(mid);
  return out;
}
inline Settlement unknown_at(Instant next) {
  Settlement out;
  out.state = IntentState::unknown;
  out.reason = "no answer";
  out.next_at = next;
  return out;
}
inline NewIntent from_person(std::int64_t number, std::string text) {
  NewIntent out = wished(number, std::move(text));
  out.purpose = Purpose::person;
  out.source = Source::person;
  return out;
}

}  // namespace dunlin::outbound::test
