#include <gtest/gtest.h>

#include "accounts/accounts.h"
#include "accounts/accounts_testing.h"
#include "tests/storage/testing_database.h"
#include "tests/support/endpoint_caller.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"

namespace dunlin::accounts {
namespace {

constexpr std::string_view kIgId = "17841499900000099";

class AccountApi : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    seams_.emplace(clock(), executor());
    vault_ = *Vault::create(Secret<>(std::string(32, 'k')), seams_->seams().random);
    caller_.emplace(endpoints(database(), seams_->seams(), *vault_, graph_));
    const auto made =
        write([](db::Tx& tx) { return testing::make_workspace(tx, testing::scope_of(1)); });
    ASSERT_TRUE(made.ok()) << made.error().text();
    client_.says(200, R"({"id":"2","user_id":"17841499900000099","username":"true.name"})");
  }
  static json::Object body(std::string token) {
    json::Object out{{"ig_id", kIgId}, {"username", "typed.name"}, {"transport", "graph"}};
    if (!token.empty()) out["access_token"] = token;
    return out;
  }
  Result<workspace::Reply> post(json::Value body) {
    return wait(caller_->start(testing::scope_of(1), "POST", "/api/v1/accounts", std::move(body)));
  }
  std::string refused(std::string token) {
    const auto reply = post(body(std::move(token)));
    return reply.ok() ? "accepted" : reply.error().id;
  }
  std::vector<Account> stored() {
    return *read([](db::Tx& tx) { return list(tx, testing::scope_of(1)); });
  }
  std::string token() {
    const auto connection = read([this](db::Tx& tx) -> Result<Connection> {
      DUNLIN_TRY(const auto all, list(tx, testing::scope_of(1)));
      return open_connection(tx, testing::scope_of(1), *vault_, all.at(0).id);
    });
    return connection.ok() ? connection->token.reveal() : connection.error().id;
  }

  fake::MeServer client_;
  graph::Graph graph_{client_, {}};
  std::optional<testing::PlainSeams> seams_;
  std::unique_ptr<Vault> vault_;
  std::optional<testing::EndpointCaller> caller_;
};
DUNLIN_ON_BOTH_ENGINES(AccountApi);

TEST_P(AccountApi, a_token_is_stored_after_instagram_has_answered_it) {
  const auto reply = post(body("good"));
  ASSERT_TRUE(reply.ok()) << reply.error().text();
  EXPECT_EQ(reply->status, 201);
  EXPECT_EQ(reply->body.at("username").as_string(), "true.name");
  ASSERT_EQ(client_.asked.size(), 1U);
  EXPECT_EQ(client_.asked[0].url, "https://graph.instagram.com/v25.0/me?fields=user_id%2Cusername");
  EXPECT_EQ(client_.asked[0].headers.get("Authorization"), "Bearer good");
  EXPECT_EQ(token(), "good");
}

TEST_P(AccountApi, a_refused_token_leaves_nothing_and_never_replaces_a_good_one) {
  client_.says(400, R"({"error":{"message":"Invalid OAuth access token","code":190}})");
  EXPECT_EQ(refused("bad"), "account.token_refused");
  EXPECT_TRUE(stored().empty());
  client_.says(200, R"({"user_id":"17841499900000099"})");
  ASSERT_TRUE(post(body("good")).ok());
  client_.says(400, R"({"error":{"message":"Invalid OAuth access token","code":190}})");
  EXPECT_EQ(refused("bad"), "account.token_refused");
  EXPECT_EQ(token(), "good");
}

TEST_P(AccountApi, a_token_of_another_account_is_refused) {
  client_.says(200, R"({"user_id":"17841499900000011","username":"other"})");
  EXPECT_EQ(refused("theirs"), "account.token_mismatch");
  EXPECT_TRUE(stored().empty());
}

TEST_P(AccountApi, a_network_that_is_down_is_not_a_bad_token) {
  client_.answer = net::TransportFailure{.id = "net.timeout", .message = "No answer in time."};
  EXPECT_EQ(refused("good"), "account.token_unproved");
  EXPECT_TRUE(stored().empty());
}

TEST_P(AccountApi, the_proof_goes_by_the_proxy_given_or_kept) {
  json::Object with_proxy = body("good");
  with_proxy["proxy"] = json::Object{
      {"kind", "socks5"}, {"host", "proxy.test"}, {"port", 1080}, {"user", "u"}, {"password", "p"}};
  ASSERT_TRUE(post(with_proxy).ok());
  ASSERT_TRUE(post(body("newer")).ok());
  ASSERT_EQ(client_.asked.size(), 2U);
  for (const auto& asked : client_.asked) {
    ASSERT_TRUE(asked.proxy);
    EXPECT_EQ(asked.proxy->host, "proxy.test");
    EXPECT_EQ(asked.proxy->password.reveal(), "p");
  }
}

TEST_P(AccountApi, an_account_without_a_token_asks_nobody) {
  const auto reply = post(body(""));
  ASSERT_TRUE(reply.ok()) << reply.error().text();
  EXPECT_EQ(reply->body.at("username").as_string(), "typed.name");
  EXPECT_TRUE(client_.asked.empty());
}

}  // namespace
}  // namespace dunlin::accounts
