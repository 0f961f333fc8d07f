#include <gtest/gtest.h>

#include "tests/storage/testing_database.h"
#include "tests/support/plain_seams.h"
#include "tests/support/tenant.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {
namespace {

class ApiKeys : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    seams_.emplace(clock(), executor());
    for (const std::int64_t id : {1, 2}) {
      ASSERT_TRUE(write([id](db::Tx& tx) {
                    return testing::make_workspace(tx, testing::scope_of(id));
                  }).ok());
    }
  }
  NewApiKey make(bool can_write, bool installer = false) {
    auto made = write([=, this, scope = ours_](db::Tx& tx) {
      return create_api_key(tx, scope, seams_->seams(), "laptop",
                            can_write ? KeyScopes::everything() : KeyScopes::reading(),
                            installer ? Installer::yes : Installer::no);
    });
    EXPECT_TRUE(made.ok());
    return *std::move(made);
  }
  Result<Authenticated> who(std::string header) {
    return read([=, now = clock().now()](db::Tx& tx) { return authenticate(tx, header, now); });
  }

  Scope ours_ = testing::scope_of(1);
  std::optional<testing::PlainSeams> seams_;
};
DUNLIN_ON_BOTH_ENGINES(ApiKeys);

TEST_P(ApiKeys, open_the_workspace_they_were_made_in) {
  const NewApiKey made = make(true);
  EXPECT_TRUE(made.token.reveal().starts_with("dk_"));
  EXPECT_GE(made.token.reveal().size(), 47u);
  EXPECT_TRUE(made.token.reveal().starts_with(made.key.prefix));
  const auto found = who("Bearer " + made.token.reveal());
  ASSERT_TRUE(found.ok()) << found.error().text();
  EXPECT_EQ(found->scope.workspace(), WorkspaceId{1});
  EXPECT_EQ(found->scope.actor().kind, Actor::Kind::api_key);
  EXPECT_EQ(found->scope.actor().id, to_text(made.key.id));
  EXPECT_TRUE(found->scopes.has(Access::administer));
  EXPECT_FALSE(found->installer);
  EXPECT_TRUE(who("bearer " + made.token.reveal()).ok()) << "the scheme has no case";
  EXPECT_EQ(who("Bearer " + make(false).token.reveal())->scopes.names(),
            std::vector<std::string_view>{"read"});
  EXPECT_TRUE(who("Bearer " + make(true, true).token.reveal())->installer);
}

TEST_P(ApiKeys, a_missing_one_and_a_wrong_one_are_told_apart_but_unknown_and_revoked_are_not) {
  const NewApiKey made = make(true);
  EXPECT_EQ(who("").error().id, "auth.missing");
  EXPECT_EQ(who("Basic abc").error().id, "auth.missing");
  EXPECT_EQ(who("Bearer ").error().id, "auth.missing");
  const auto unknown = who("Bearer dk_nobody");
  EXPECT_EQ(unknown.error().id, "auth.unknown_key");
  EXPECT_EQ(who("Bearer " + std::string(5000, 'x')).error().id, "auth.unknown_key");
  EXPECT_EQ(who("Bearer " + made.token.reveal() + "x").error().id, "auth.unknown_key");
  ASSERT_TRUE(write([this, id = made.key.id](db::Tx& tx) {
                return revoke_api_key(tx, ours_, id, clock().now());
              }).ok());
  const auto revoked = who("Bearer " + made.token.reveal());
  EXPECT_EQ(revoked.error().text(), unknown.error().text());
}

TEST_P(ApiKeys, are_stored_without_their_token) {
  const NewApiKey made = make(true);
  const auto rows =
      read([](db::Tx& tx) { return tx.query("SELECT prefix, token_hash FROM api_key"); });
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ(rows->front().get<std::string>(0).size(), 8u);
  EXPECT_EQ(rows->front().get<std::string>(1).size(), 64u);
  EXPECT_EQ(rows->front().get<std::string>(1).find(made.token.reveal().substr(8)),
            std::string::npos);
}

TEST_P(ApiKeys, their_use_is_noted_once_a_minute) {
  const NewApiKey made = make(true);
  const auto header = "Bearer " + made.token.reveal();
  EXPECT_TRUE(who(header)->use_is_stale);
  const auto note = [this, id = made.key.id, now = clock().now()](db::Tx& tx) {
    return note_api_key_use(tx, ours_, id, now);
  };
  ASSERT_TRUE(write(note).ok());
  EXPECT_FALSE(who(header)->use_is_stale);
  clock().advance(std::chrono::seconds{61});
  EXPECT_TRUE(who(header)->use_is_stale);
}

TEST_P(ApiKeys, can_be_listed_and_revoked_in_their_own_workspace_only) {
  const NewApiKey made = make(true);
  const auto listed = [this](const Scope& scope) {
    return *read([scope](db::Tx& tx) { return list_api_keys(tx, scope); });
  };
  EXPECT_EQ(listed(ours_).size(), 1u);
  EXPECT_EQ(listed(testing::scope_of(2)).size(), 0u);
  const auto theirs = write([this, id = made.key.id](db::Tx& tx) {
    return revoke_api_key(tx, testing::scope_of(2), id, clock().now());
  });
  EXPECT_EQ(theirs.error().id, "api_key.not_found");
  EXPECT_FALSE(listed(ours_).front().revoked_at);
}

}  // namespace
}  // namespace dunlin::workspace
