#include <gtest/gtest.h>

#include "accounts/accounts.h"
#include "accounts/accounts_testing.h"
#include "tests/storage/testing_database.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"

namespace dunlin::accounts {
namespace {

class AccountStore : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    seams_.emplace(clock(), executor());
    vault_ = *Vault::create(Secret<>(std::string(32, 'k')), random_);
    caller_.emplace(endpoints(database(), seams_->seams(), *vault_, graph_));
    for (const std::int64_t id : {1, 2}) {
      ASSERT_TRUE(write([id](db::Tx& tx) {
                    return testing::make_workspace(tx, testing::scope_of(id));
                  }).ok());
    }
  }
  static NewAccount fresh(std::int64_t id, std::string token) {
    NewAccount account;
    account.id = AccountId{id};
    account.ig_id = "17841400000000001";
    account.username = "shop";
    account.transport = Transport::graph;
    account.token = Secret<>(std::move(token));
    return account;
  }
  Result<Account> connect_it(const NewAccount& account, const Scope& scope) {
    return write([=, this, now = clock().now()](db::Tx& tx) {
      return connect(tx, scope, *vault_, account, now);
    });
  }
  Result<Connection> opened(std::int64_t id) {
    return read(
        [=, this](db::Tx& tx) { return open_connection(tx, ours_, *vault_, AccountId{id}); });
  }
  std::optional<Routed> routed(std::string ig_id) {
    return *read([=](db::Tx& tx) { return route(tx, testing::node_scope(), ig_id); });
  }
  Result<workspace::Reply> call(std::string_view method, std::string_view target,
                                json::Value body = nullptr) {
    return wait(caller_->start(ours_, method, target, std::move(body)));
  }

  Scope ours_ = testing::scope_of(1);
  Scope theirs_ = testing::scope_of(2);
  fake::MeServer instagram_;
  graph::Graph graph_{instagram_, {}};
  testing::SeededRandom random_;
  std::optional<testing::PlainSeams> seams_;
  std::unique_ptr<Vault> vault_;
  std::optional<testing::EndpointCaller> caller_;
};
DUNLIN_ON_BOTH_ENGINES(AccountStore);

TEST_P(AccountStore, connects_an_account_and_routes_its_events) {
  EXPECT_FALSE(routed("17841400000000001"));
  const auto made = connect_it(fresh(70, "IGQ-token"), ours_);
  ASSERT_TRUE(made.ok()) << made.error().text();
  EXPECT_EQ(made->state, State::active);
  EXPECT_TRUE(made->has_token);
  const auto way = routed("17841400000000001");
  ASSERT_TRUE(way);
  EXPECT_EQ(way->account, AccountId{70});
  EXPECT_EQ(way->scope.workspace(), WorkspaceId{1});
  EXPECT_EQ(opened(70)->token.reveal(), "IGQ-token");
  EXPECT_FALSE(opened(70)->proxy);
}

TEST_P(AccountStore, an_account_of_another_workspace_is_refused_and_nothing_of_it_stays) {
  ASSERT_TRUE(connect_it(fresh(70, "ours"), ours_).ok());
  const auto refused = connect_it(fresh(71, "theirs"), theirs_);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().id, "account.belongs_elsewhere");
  EXPECT_TRUE(read([this](db::Tx& tx) { return list(tx, theirs_); })->empty());
  EXPECT_EQ(routed("17841400000000001")->scope.workspace(), WorkspaceId{1});
  EXPECT_EQ(opened(70)->token.reveal(), "ours");
}

TEST_P(AccountStore, connecting_again_keeps_the_row_and_without_a_token_the_good_one) {
  ASSERT_TRUE(connect_it(fresh(70, "good"), ours_).ok());
  ASSERT_TRUE(write([this](db::Tx& tx) {
                return set_state(tx, ours_, AccountId{70}, State::needs_reconnect, "expired",
                                 std::nullopt);
              }).ok());
  NewAccount again = fresh(71, "");
  again.username = "shop.renamed";
  const auto known = connect_it(again, ours_);
  ASSERT_TRUE(known.ok()) << known.error().text();
  EXPECT_EQ(known->id, AccountId{70});
  EXPECT_EQ(known->username, "shop.renamed");
  EXPECT_EQ(known->state, State::active);
  EXPECT_EQ(known->state_reason, "");
  EXPECT_EQ(opened(70)->token.reveal(), "good");
  ASSERT_TRUE(connect_it(fresh(72, "newer"), ours_).ok());
  EXPECT_EQ(opened(70)->token.reveal(), "newer");
}

TEST_P(AccountStore, a_disconnected_account_is_let_go_of_and_can_come_back) {
  ASSERT_TRUE(connect_it(fresh(70, "good"), ours_).ok());
  const auto gone = [this](const Scope& scope) {
    return write([scope](db::Tx& tx) { return disconnect(tx, scope, AccountId{70}); });
  };
  EXPECT_EQ(gone(theirs_).error().id, "account.not_found");
  ASSERT_TRUE(gone(ours_).ok());
  EXPECT_FALSE(routed("17841400000000001"));
  EXPECT_EQ(opened(70).error().id, "account.no_token");
  EXPECT_EQ(read([this](db::Tx& tx) { return list(tx, ours_); })->front().state,
            State::disconnected);
  const auto known = [this](const Scope& scope) {
    return *read([scope](db::Tx& tx) { return is_disconnected(tx, scope, "17841400000000001"); });
  };
  EXPECT_TRUE(known(ours_));
  EXPECT_FALSE(known(theirs_));
  EXPECT_EQ(connect_it(fresh(71, "newer"), ours_)->state, State::active);
  EXPECT_EQ(opened(70)->token.reveal(), "newer");
  ASSERT_TRUE(gone(ours_).ok());
  ASSERT_TRUE(connect_it(fresh(72, "theirs"), theirs_).ok());
  EXPECT_EQ(routed("17841400000000001")->scope.workspace(), WorkspaceId{2});
  EXPECT_EQ(connect_it(fresh(73, "ours"), ours_).error().id, "account.belongs_elsewhere");
}

TEST_P(AccountStore, secrets_are_sealed_in_its_row) {
  NewAccount account = fresh(70, "IGQ-canary-token");
  account.proxy = net::Proxy{.kind = net::Proxy::Kind::socks5,
                             .host = "proxy.example",
                             .port = 1080,
                             .user = "u",
                             .password = Secret<>("canary-password")};
  ASSERT_TRUE(connect_it(account, ours_).ok());
  const auto rows = read([](db::Tx& tx) {
    return tx.query("SELECT token_sealed, proxy_password_sealed FROM account");
  });
  for (const std::size_t column : {0u, 1u}) {
    EXPECT_EQ(rows->front().get<std::string>(column).find("canary"), std::string::npos);
  }
  const auto connection = opened(70);
  ASSERT_TRUE(connection.ok()) << connection.error().text();
  EXPECT_EQ(connection->token.reveal(), "IGQ-canary-token");
  ASSERT_TRUE(connection->proxy);
  EXPECT_EQ(connection->proxy->kind, net::Proxy::Kind::socks5);
  EXPECT_EQ(connection->proxy->password.reveal(), "canary-password");
  EXPECT_EQ(connection->proxy->port, 1080);
}

TEST_P(AccountStore, an_account_without_a_token_says_so) {
  ASSERT_TRUE(connect_it(fresh(70, ""), ours_).ok());
  EXPECT_EQ(opened(70).error().id, "account.no_token");
  EXPECT_EQ(opened(71).error().id, "account.not_found");
}

TEST_P(AccountStore, keeps_state_switches_and_doubt) {
  ASSERT_TRUE(connect_it(fresh(70, "t"), ours_).ok());
  const Instant now = clock().now();
  const auto change = write([=, this](db::Tx& tx) -> Result<Account> {
    DUNLIN_CHECK(set_state(tx, ours_, AccountId{70}, State::paused, "rate limit", now));
    DUNLIN_CHECK(set_automation_paused(tx, ours_, AccountId{70}, true));
    DUNLIN_CHECK(set_doubted(tx, ours_, AccountId{70}, now));
    DUNLIN_CHECK(set_doubted(tx, ours_, AccountId{70}, now + Duration{5}));
    return find(tx, ours_, AccountId{70});
  });
  ASSERT_TRUE(change.ok()) << change.error().text();
  EXPECT_EQ(change->state, State::paused);
  EXPECT_EQ(change->paused_until, now);
  EXPECT_TRUE(change->automation_paused);
  EXPECT_EQ(change->doubted_at, now);
  const auto theirs = write(
      [this](db::Tx& tx) { return set_automation_paused(tx, theirs_, AccountId{70}, false); });
  EXPECT_EQ(theirs.error().id, "account.not_found");
}

TEST_P(AccountStore, the_api_connects_shows_and_pauses_without_showing_secrets) {
  const json::Object body{{"ig_id", "17841400000000002"},
                          {"username", "cafe"},
                          {"transport", "graph"},
                          {"access_token", "IGQ-canary-token"},
                          {"token_expires_at", "2027-01-01T00:00:00Z"},
                          {"proxy", json::Object{{"kind", "http"},
                                                 {"host", "proxy.example"},
                                                 {"port", 8080},
                                                 {"password", "canary-password"}}}};
  instagram_.says(200, R"({"user_id":"17841400000000002","username":"cafe"})");
  const auto made = call("POST", "/api/v1/accounts", body);
  ASSERT_TRUE(made.ok()) << made.error().text();
  EXPECT_EQ(made->status, 201);
  EXPECT_EQ(call("POST", "/api/v1/accounts", body)->status, 200);
  const std::string target = "/api/v1/accounts/" + std::string(made->body.at("id").as_string());
  const auto paused = call("PATCH", target, json::Object{{"automation_paused", true}});
  EXPECT_TRUE(paused->body.at("automation_paused").as_bool());
  for (const auto& reply :
       {*made, *paused, *call("GET", target), *call("GET", "/api/v1/accounts")}) {
    EXPECT_EQ(json::print(reply.body).find("canary"), std::string::npos);
  }
}

TEST_P(AccountStore, the_api_refuses_faulty_input_with_the_field_and_without_the_secret) {
  const auto refused = call("POST", "/api/v1/accounts",
                            json::Object{{"ig_id", "me"},
                                         {"username", "cafe"},
                                         {"transport", "pigeon"},
                                         {"access_token", std::string(5000, 'x')},
                                         {"proxy", json::Object{{"kind", "http"}, {"port", 0}}}});
  ASSERT_FALSE(refused.ok());
  for (const auto* field : {"the ig id", "The transport", "the access token", "the proxy"}) {
    EXPECT_NE(refused.error().message.find(field), std::string::npos) << refused.error().message;
  }
  EXPECT_EQ(refused.error().message.find("xxxx"), std::string::npos);
  EXPECT_EQ(call("GET", "/api/v1/accounts/con_2").error().code, Code::not_found);
}

}  // namespace
}  // namespace dunlin::accounts
