#include "alerts/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "alerts/call.h"
#include "intake/intake.h"
#include "tests/storage/testing_database.h"
#include "tests/support/manual_seams.h"
#include "tests/support/tenant.h"
#include "workspace/guard.h"
#include "workspace/workspace.h"

namespace dunlin::alerts {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Keeps what is posted and answers as told.
class Hook final : public net::Client {
 public:
  Task<net::ClientResult> send(net::ClientRequest request) override {
    posted.push_back(std::move(request));
    net::ClientResponse response;
    response.status = status;
    co_return net::ClientResult(std::move(response));
  }
  std::vector<net::ClientRequest> posted;
  int status = 200;
};

class WatchTest : public ::testing::Test {
 protected:
  template <db::TxFn F>
  auto write(F fn) {
    return seams_.run(db::Database(storage_.main).write(std::move(fn)));
  }
  WatchTest() {
    const auto made = write([this, now = seams_.clock().now()](db::Tx& tx) -> Status {
      DUNLIN_CHECK(testing::make_workspace(tx, scope_));
      DUNLIN_CHECK(testing::make_workspace(tx, testing::scope_of(2)));
      DUNLIN_CHECK(workspace::add_person(
          tx, testing::node_scope(),
          {.id = PersonId{3}, .email = "leila@shop.example", .name = "Leila", .password_hash = "x"},
          now));
      return workspace::add_member(tx, scope_, PersonId{3}, workspace::Role::owner, now);
    });
    check(made.ok(), made.ok() ? "" : made.error().text());
  }
  ~WatchTest() override {
    storage_.main->close();
    storage_.journal->close();
  }
  Needs needs() {
    return {.database = db::Database(storage_.main),
            .seams = &seams_.seams(),
            .vault = vault_.get(),
            .post = [this](db::Tx&, const mail::Letter& letter, Instant) -> Status {
              letters_.push_back(letter.to + ": " + letter.subject);
              return {};
            }};
  }
  Watch make(std::string owner = "a") {
    return {needs(), hook_, [this] { return machine_; }, {.owner = std::move(owner)}};
  }
  /// The watch looks several times.
  void pass(Watch& watch, Duration time) {
    spawn(seams_.seams().executor, watch.run());
    seams_.advance(time);
    watch.stop();
    seams_.advance(seconds{1});
  }
  void park(std::int64_t raw) {
    const auto parked = write([raw, now = seams_.clock().now()](db::Tx& tx) {
      intake::ParkedEvent event;
      event.raw = RawEventId{raw};
      event.workspace = WorkspaceId{1};
      event.parked_at = now;
      return intake::park(tx, testing::node_scope(), event);
    });
    ASSERT_TRUE(parked.ok()) << parked.error().text();
  }
  void unpark(std::int64_t raw) {
    ASSERT_TRUE(write([raw](db::Tx& tx) {
                  return intake::unpark(tx, testing::node_scope(), RawEventId{raw}, 0);
                }).ok());
  }
  void set_webhook() {
    const auto seal = [this](std::string_view column, std::string value) {
      return vault_->seal(
          scope_, {.table = "alert_webhook", .row = to_text(WorkspaceId{1}), .column = column},
          Secret<>(std::move(value)));
    };
    Webhook webhook{.host = "hooks.example.com"};
    webhook.url_sealed = seal("url_sealed", "https://hooks.example.com/in");
    webhook.secret_sealed = seal("secret_sealed", secret_.reveal());
    ASSERT_TRUE(write([webhook, scope = scope_](db::Tx& tx) {
                  return save_webhook(tx, scope, webhook);
                }).ok());
  }
  std::vector<Alert> listed(std::int64_t workspace = 1) {
    return write([workspace](db::Tx& tx) {
             return list_alerts(tx, testing::scope_of(workspace), {}, {});
           })
        ->items;
  }

  testing::ManualSeams seams_;
  testing::OpenedStorage storage_ =
      testing::open_inline_storage(testing::Schema::migrated, seams_.clock());
  std::unique_ptr<accounts::Vault> vault_ =
      *accounts::Vault::create(Secret<>(std::string(32, 'k')), seams_.seams().random);
  Secret<> secret_ = new_secret(seams_.seams().random);
  Scope scope_ = testing::scope_of(1);
  Hook hook_;
  Machine machine_;
  std::vector<std::string> letters_;
};

TEST_F(WatchTest, what_stands_is_told_once_and_its_end_by_webhook_alone) {
  set_webhook();
  park(5);
  Watch watch = make();
  pass(watch, minutes{5});
  ASSERT_EQ(listed().size(), 1U);
  EXPECT_EQ(listed().front().kind, Kind::parked_events);
  EXPECT_THAT(letters_, ElementsAre("leila@shop.example: Dunlin: Events are parked"));
  ASSERT_EQ(hook_.posted.size(), 1U);
  const net::ClientRequest& call = hook_.posted.front();
  EXPECT_THAT(call.body, HasSubstr("alert.raised"));
  EXPECT_EQ(call.headers.get("webhook-signature"),
            *signature(secret_, call.headers.get("webhook-id"),
                       std::stoll(std::string(call.headers.get("webhook-timestamp"))), call.body));
  unpark(5);
  Watch again = make();
  pass(again, minutes{2});
  EXPECT_TRUE(listed().front().over_at);
  EXPECT_EQ(letters_.size(), 1U);
  ASSERT_EQ(hook_.posted.size(), 2U);
  EXPECT_THAT(hook_.posted.back().body, HasSubstr("alert.over"));
}

TEST_F(WatchTest, a_webhook_that_fails_is_called_again_with_the_same_id) {
  set_webhook();
  park(5);
  hook_.status = 500;
  Watch watch = make();
  pass(watch, minutes{2});
  ASSERT_GE(hook_.posted.size(), 2U);
  EXPECT_EQ(hook_.posted.at(0).headers.get("webhook-id"),
            hook_.posted.at(1).headers.get("webhook-id"));
  const auto webhook = write([scope = scope_](db::Tx& tx) { return load_webhook(tx, scope); });
  EXPECT_FALSE((*webhook)->last_delivered);
  hook_.status = 200;
  hook_.posted.clear();
  Watch again = make();
  pass(again, minutes{10});
  EXPECT_EQ(hook_.posted.size(), 1U);
}

TEST_F(WatchTest, one_node_watches_until_it_stops) {
  Watch first = make("a"), second = make("b");
  spawn(seams_.seams().executor, first.run());
  seams_.advance(seconds{1});
  park(5);
  spawn(seams_.seams().executor, second.run());
  seams_.advance(minutes{3});
  EXPECT_EQ(letters_.size(), 1U);
  first.stop();
  seams_.advance(seconds{1});
  machine_.free_bytes = 1;
  seams_.advance(minutes{1});
  EXPECT_EQ(letters_.size(), 2U);
  second.stop();
  seams_.advance(seconds{1});
}

TEST_F(WatchTest, the_machine_is_told_of_where_those_are_who_run_it) {
  machine_.free_bytes = 1;
  Watch watch = make();
  pass(watch, minutes{1});
  ASSERT_EQ(listed(1).size(), 1U);
  EXPECT_EQ(listed(1).front().kind, Kind::disk_low);
  EXPECT_THAT(listed(2), IsEmpty());
}

TEST_F(WatchTest, a_kind_that_is_switched_off_is_over) {
  park(5);
  Watch watch = make();
  pass(watch, minutes{1});
  ASSERT_TRUE(write([scope = scope_](db::Tx& tx) {
                return save_setting(tx, scope, {Kind::parked_events, false, 1});
              }).ok());
  Watch again = make();
  pass(again, minutes{1});
  EXPECT_TRUE(listed().front().over_at);
}

TEST_F(WatchTest, what_is_long_over_is_forgotten) {
  park(5);
  Watch watch = make();
  pass(watch, minutes{1});
  unpark(5);
  Watch again = make();
  pass(again, minutes{1});
  ASSERT_EQ(listed().size(), 1U);
  seams_.advance(std::chrono::days{91});
  Watch later = make();
  pass(later, minutes{1});
  EXPECT_THAT(listed(), IsEmpty());
}

TEST_F(WatchTest, guessing_at_a_members_password_is_told) {
  for (int i = 0; i < 5; ++i) {
    const auto counted = write([now = seams_.clock().now()](db::Tx& tx) {
      return workspace::begin_attempt(tx, testing::node_scope(),
                                      workspace::guarded_email("leila@shop.example"), "", now);
    });
    ASSERT_TRUE(counted.ok()) << counted.error().text();
    seams_.advance(seconds{1});
  }
  Watch watch = make();
  pass(watch, minutes{1});
  ASSERT_EQ(listed().size(), 1U);
  EXPECT_EQ(listed().front().kind, Kind::sign_in_failures);
  EXPECT_EQ(listed().front().object, 3);
}

}  // namespace
}  // namespace dunlin::alerts
