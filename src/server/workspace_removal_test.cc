#include "server/workspace_removal.h"

#include <gtest/gtest.h>

#include "server/store_workspace_removal.h"
#include "tests/server/people.h"

namespace dunlin::server {
namespace {

using test::Browser;
using test::kPassword;

constexpr AccountId kAccount{7};

class WorkspaceRemovalTest : public test::PeopleTest {
 protected:
  void SetUp() override {
    PeopleTest::SetUp();
    const auto note = [this](db::Tx&, const Scope&, AccountId account, Instant) -> Status {
      disconnected_.push_back(account);
      return {};
    };
    more_endpoints_ = workspace_removal_endpoints(*needs_, note);
    ASSERT_TRUE(
        write([this](db::Tx& tx) { return testing::make_account(tx, scope_, kAccount); }).ok());
    owner_ = owner();
  }
  net::Response remove(std::string_view name = "Test", std::string_view password = kPassword) {
    return call(owner_, "POST", "/api/v1/workspace/delete",
                json::Object{{"name", name}, {"password", password}});
  }
  /// A second workspace of the owner's, who goes on in the first.
  WorkspaceId another() {
    const auto made = call(owner_, "POST", "/api/v1/workspaces", json::Object{{"name", "Another"}});
    EXPECT_EQ(made.status, 201) << made.body;
    const json::Object here{{"workspace", to_text(scope_.workspace())}};
    EXPECT_EQ(call(owner_, "POST", "/api/v1/me/workspace", here).status, 200);
    const auto id = json::parse(made.body)->at("workspace").at("id");
    return *parse_id<WorkspaceId>(id.as_string());
  }
  std::int64_t count(std::string_view sql) {
    return read([sql](db::Tx& tx) { return tx.query(sql); })->front().get<std::int64_t>(0);
  }
  /// Until there is nothing to do.
  void work() {
    WorkspaceRemoval removal(database(), clock());
    for (int i = 0; i < 50 && wait(removal.step()); ++i) {
    }
  }
  void add_sending() {
    const auto added = write([this](db::Tx& tx) -> Status {
      DUNLIN_CHECK(testing::make_contact(tx, scope_, kAccount, ContactId{1}));
      DUNLIN_CHECK(tx.run(R"sql(
        INSERT INTO conversation (workspace_id, id, account_id, contact_id, state, owner, episode,
                                  last_message_at, window_opened_by, created_at, active_at)
        VALUES ($1, 1, $2, 1, 0, 0, 1, 0, 0, 0, 0))sql",
                          scope_.workspace(), kAccount));
      return tx.run(R"sql(
        INSERT INTO intent (
          workspace_id, id, effect_key, account_id, conversation_id, contact_id, message_id,
          position, recipient_kind, recipient_id, content, echo_hash, echo_shape, source, purpose,
          policy, cause, step, rule_version, variant, episode, is_test, created_at, state, state_at,
          reason, held_for, next_at, failures, waits, looks, resent, owner, epoch, body_hash)
        VALUES ($1, 1, 'key', $2, 1, 1, 1, 1, 0, 'p', '{}', '', 0, 0, 0, 0, '', 0, 0, 0, 0,
                0, 0, 2, 0, '', 0, 0, 0, 0, 0, 0, 'node', 1, ''))sql",
                    scope_.workspace(), kAccount);
    });
    ASSERT_TRUE(added.ok()) << added.error().text();
  }

  Scope scope_ = testing::scope_of(1);
  Browser owner_;
  std::vector<AccountId> disconnected_;
};
DUNLIN_ON_BOTH_ENGINES(WorkspaceRemovalTest);

TEST_P(WorkspaceRemovalTest, needs_its_name_the_password_and_another_workspace) {
  EXPECT_EQ(code_of(remove("test")), "workspace.name_differs");
  EXPECT_EQ(code_of(remove("Test", "not the password")), "auth.wrong_password");
  EXPECT_EQ(code_of(remove()), "workspace.last_one");
  EXPECT_EQ(count("SELECT COUNT(*) FROM workspace WHERE removal_begun_at IS NOT NULL"), 0);
  EXPECT_TRUE(disconnected_.empty());
  another();
  EXPECT_EQ(remove().status, 204);
}

TEST_P(WorkspaceRemovalTest, nothing_comes_in_or_leaves_from_that_moment) {
  another();
  ASSERT_TRUE(write([](db::Tx& tx) {
                return tx.run("UPDATE account SET transport = 0, token_sealed = $1 WHERE id = $2",
                              db::Blob{"sealed"}, kAccount);
              }).ok());
  const json::Object key{{"name", "shop"}, {"access", "write"}};
  const auto token =
      json::parse(call(owner_, "POST", "/api/v1/api-keys", key).body)->at("token").as_string();
  ASSERT_EQ(remove().status, 204);
  EXPECT_EQ(disconnected_, std::vector<AccountId>{kAccount});
  EXPECT_EQ(count("SELECT COUNT(*) FROM account_directory"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM account WHERE token_sealed IS NOT NULL"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM member WHERE workspace_id = 1"), 0);
  const auto known = read([bearer = "Bearer " + std::string(token), this](db::Tx& tx) {
    return workspace::authenticate(tx, bearer, clock().now());
  });
  EXPECT_EQ(known.error().id, "auth.unknown_key");
  const auto me = json::parse(call(owner_, "GET", "/api/v1/me").body);
  EXPECT_EQ(me->at("workspace").at("name").as_string(), "Another");
  const auto log = json::parse(call(owner_, "GET", "/api/v1/installation/audit").body);
  EXPECT_EQ(log->at("items").at(0).at("action").as_string(), "workspace.delete");
  EXPECT_EQ(log->at("items").at(0).at("before").at("name").as_string(), "Test");
}

TEST_P(WorkspaceRemovalTest, who_was_only_there_is_nowhere) {
  another();
  const json::Object guest{{"email", "amir@shop.example"}, {"role", "agent"}};
  const auto invited = json::parse(call(owner_, "POST", "/api/v1/invitations", guest).body);
  const std::string link(invited->at("link").as_string());
  Browser amir;
  const json::Object come{
      {"link", link.substr(link.find("#link=") + 6)}, {"name", "Amir"}, {"password", kPassword}};
  ASSERT_EQ(call(amir, "POST", "/api/v1/invitations/accept", come).status, 201);
  ASSERT_EQ(remove().status, 204);
  const auto me = call(amir, "GET", "/api/v1/me");
  EXPECT_EQ(me.status, 200);
  EXPECT_TRUE(json::parse(me.body)->at("workspace").is_null());
  EXPECT_EQ(code_of(call(amir, "GET", "/api/v1/workspace")), "auth.no_workspace");
}

TEST_P(WorkspaceRemovalTest, its_rows_go_in_the_background_and_no_others) {
  const WorkspaceId stays = another();
  ASSERT_EQ(remove().status, 204);
  EXPECT_EQ(count("SELECT COUNT(*) FROM workspace"), 2);
  EXPECT_TRUE(wait(WorkspaceRemoval(database(), clock()).step()));
  EXPECT_EQ(count("SELECT COUNT(*) FROM workspace"), 2) << "cut off between two parts";
  work();
  EXPECT_EQ(count("SELECT COUNT(*) FROM workspace"), 1);
  EXPECT_EQ(count("SELECT MAX(id) FROM workspace"), stays.value);
  EXPECT_EQ(count("SELECT COUNT(*) FROM account"), 0);
  EXPECT_EQ(call(owner_, "GET", "/api/v1/workspace").status, 200);
}

TEST_P(WorkspaceRemovalTest, what_is_on_its_way_is_settled_first) {
  another();
  add_sending();
  ASSERT_EQ(remove().status, 204);
  work();
  EXPECT_EQ(count("SELECT COUNT(*) FROM account"), 1);
  ASSERT_TRUE(write([](db::Tx& tx) { return tx.run("UPDATE intent SET state = 3"); }).ok());
  work();
  EXPECT_EQ(count("SELECT COUNT(*) FROM account"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM workspace"), 1);
}

TEST_P(WorkspaceRemovalTest, the_command_line_keeps_its_key_and_the_start_connects_nothing_anew) {
  const WorkspaceId heir = another();
  const auto made = write([this](db::Tx& tx) {
    return workspace::create_api_key(tx, scope_, seams_->seams(), kMachineKeyName,
                                     workspace::KeyScopes::everything(), workspace::Installer::yes);
  });
  EXPECT_FALSE(*read([](db::Tx& tx) { return first_workspace_removed(tx); }));
  ASSERT_EQ(remove().status, 204);
  EXPECT_TRUE(*read([](db::Tx& tx) { return first_workspace_removed(tx); }));
  const auto known = read([token = made->token.reveal(), this](db::Tx& tx) {
    return workspace::authenticate(tx, "Bearer " + token, clock().now());
  });
  ASSERT_TRUE(known.ok()) << known.error().text();
  EXPECT_EQ(known->scope.workspace(), heir);
  EXPECT_TRUE(known->installer);
}

}  // namespace
}  // namespace dunlin::server
