#include <set>

#include <gtest/gtest.h>

#include "tests/storage/testing_database.h"
#include "tests/support/tenant.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {
namespace {

class WorkspaceStore : public testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    for (const std::int64_t id : {1, 2}) {
      const auto made = write([=, now = clock().now()](db::Tx& tx) {
        return create_workspace(tx, testing::node_scope(), WorkspaceId{id}, "Shop", now);
      });
      ASSERT_TRUE(made.ok()) << made.error().text();
    }
  }
  Workspace loaded(const Scope& scope) {
    return *read([scope](db::Tx& tx) { return load_workspace(tx, scope); });
  }
  Result<Node> lease() {
    return write([now = clock().now()](db::Tx& tx) {
      return lease_node(tx, testing::node_scope(), "process", now);
    });
  }

  Scope ours_ = testing::scope_of(1);
  Scope theirs_ = testing::scope_of(2);
};
DUNLIN_ON_BOTH_ENGINES(WorkspaceStore);

TEST_P(WorkspaceStore, starts_with_plain_settings) {
  const Workspace fresh = loaded(ours_);
  EXPECT_EQ(fresh.name, "Shop");
  EXPECT_EQ(fresh.zone, "UTC");
  EXPECT_EQ(fresh.language, "en");
  EXPECT_EQ(fresh.rule_version, 0);
  EXPECT_FALSE(fresh.automation_paused);
  EXPECT_TRUE(fresh.opt_out_words.empty());
  const auto all = read([](db::Tx& tx) { return list_workspaces(tx, testing::node_scope()); });
  EXPECT_EQ(*all, (std::vector{WorkspaceId{1}, WorkspaceId{2}}));
  const auto none = read([](db::Tx& tx) { return load_workspace(tx, testing::scope_of(3)); });
  EXPECT_EQ(none.error().id, "workspace.not_found");
}

TEST_P(WorkspaceStore,
       after_a_crash_ids_go_on_though_the_clock_was_set_back_and_the_number_changed) {
  const Instant ahead = clock().now() + std::chrono::hours{2};
  const auto first = write(
      [ahead](db::Tx& tx) { return lease_node(tx, testing::node_scope(), "process", ahead); });
  const auto second = lease();
  EXPECT_NE(second->number, first->number);
  EXPECT_GE(second->ids_not_before, ahead + kNodeLease);
}

TEST_P(WorkspaceStore, changes_what_is_named_in_one_workspace_only) {
  const WorkspaceChange change{.name = std::nullopt,
                               .zone = "Asia/Tehran",
                               .language = std::nullopt,
                               .opt_out_words = std::vector<std::string>{"بسه", "\"quoted\""}};
  ASSERT_TRUE(
      write([=, scope = ours_](db::Tx& tx) { return change_workspace(tx, scope, change); }).ok());
  EXPECT_EQ(loaded(ours_).zone, "Asia/Tehran");
  EXPECT_EQ(loaded(ours_).name, "Shop");
  EXPECT_EQ(loaded(ours_).opt_out_words, *change.opt_out_words);
  EXPECT_EQ(loaded(theirs_).zone, "UTC");
}

TEST_P(WorkspaceStore, the_kill_switches_are_kept) {
  ASSERT_TRUE(
      write([scope = ours_](db::Tx& tx) { return set_automation_paused(tx, scope, true); }).ok());
  EXPECT_TRUE(loaded(ours_).automation_paused);
  EXPECT_FALSE(loaded(theirs_).automation_paused);
  const auto paused = [this] { return *read([](db::Tx& tx) { return sending_paused(tx); }); };
  EXPECT_FALSE(paused());
  ASSERT_TRUE(
      write([](db::Tx& tx) { return set_sending_paused(tx, testing::node_scope(), true); }).ok());
  EXPECT_TRUE(paused());
}

TEST_P(WorkspaceStore, every_publish_raises_the_rule_version_by_one) {
  const auto raise = [scope = ours_](db::Tx& tx) { return raise_rule_version(tx, scope); };
  EXPECT_EQ(*write(raise), 1);
  EXPECT_EQ(*write(raise), 2);
  EXPECT_EQ(*read([scope = ours_](db::Tx& tx) { return rule_version(tx, scope); }), 2);
  EXPECT_EQ(*read([scope = theirs_](db::Tx& tx) { return rule_version(tx, scope); }), 0);
}

Reply answer_of(int status, std::string text) {
  Reply reply;
  reply.status = status;
  reply.body = json::Object{{"id", text}};
  return reply;
}

TEST_P(WorkspaceStore, a_repeated_request_gets_the_first_answer) {
  const auto find = [](const Scope& scope, std::string route, std::string hash) {
    return [=](db::Tx& tx) { return find_idempotent(tx, scope, "k1", route, hash); };
  };
  const auto keep = [this, now = clock().now()](db::Tx& tx) {
    return keep_idempotent(tx, ours_, "k1", "POST /a", "h1", answer_of(201, "x"), now);
  };
  EXPECT_FALSE(*read(find(ours_, "POST /a", "h1")));
  ASSERT_TRUE(write(keep).ok());
  const auto kept = read(find(ours_, "POST /a", "h1"));
  ASSERT_TRUE(kept.ok() && *kept);
  EXPECT_EQ((*kept)->status, 201);
  EXPECT_EQ((*kept)->body, answer_of(201, "x").body);
  EXPECT_EQ(read(find(ours_, "POST /a", "h2")).error().id, "api.idempotency_mismatch");
  EXPECT_FALSE(*read(find(ours_, "POST /b", "h1")));
  EXPECT_FALSE(*read(find(theirs_, "POST /a", "h1")));
  EXPECT_EQ(write(keep).error().id, "api.idempotency_race");
}

TEST_P(WorkspaceStore, answers_are_forgotten_after_their_time) {
  const auto keep = [this](std::string key, Instant now) {
    return write([=, scope = ours_](db::Tx& tx) {
      return keep_idempotent(tx, scope, key, "POST /a", "h", answer_of(200, "x"), now);
    });
  };
  const Instant now = clock().now();
  ASSERT_TRUE(keep("old", now).ok());
  ASSERT_TRUE(keep("older", now - Duration{1}).ok());
  const auto pruned =
      write([now](db::Tx& tx) { return prune_idempotent(tx, testing::node_scope(), now, 10); });
  EXPECT_EQ(*pruned, 1);
  EXPECT_TRUE(keep("older", now).ok());
  EXPECT_FALSE(keep("old", now).ok());
}

TEST_P(WorkspaceStore, every_process_has_a_number_of_its_own) {
  std::set<int> numbers;
  for (int i = 0; i < 5; ++i) numbers.insert(lease()->number);
  EXPECT_EQ(numbers, (std::set<int>{0, 1, 2, 3, 4}));
}

TEST_P(WorkspaceStore, a_renewed_lease_is_kept) {
  const Node node = *lease();
  const auto renew = [node, now = clock().now()](db::Tx& tx) {
    return renew_node(tx, testing::node_scope(), node, now);
  };
  EXPECT_TRUE(write(renew).ok());
  Node stale = node;
  stale.epoch -= 1;
  const auto lost = write([stale, now = clock().now()](db::Tx& tx) {
    return renew_node(tx, testing::node_scope(), stale, now);
  });
  EXPECT_EQ(lost.error().id, "node.lease_lost");
}

TEST_P(WorkspaceStore, a_number_is_given_again_after_its_lease_with_later_ids) {
  const Node first = *lease();
  // PostgreSQL has a clock of its own: the lease is ended in its row.
  clock().advance(kNodeLease + Duration{1});
  ASSERT_TRUE(write([](db::Tx& tx) { return tx.run("UPDATE node SET leased_until = 0"); }).ok());
  const Node second = *lease();
  EXPECT_EQ(second.number, first.number);
  EXPECT_EQ(second.epoch, first.epoch + 1);
  EXPECT_GE(second.ids_not_before, first.ids_not_before + kNodeLease);
  const auto lost = write([first, now = clock().now()](db::Tx& tx) {
    return renew_node(tx, testing::node_scope(), first, now);
  });
  EXPECT_FALSE(lost.ok());
}

}  // namespace
}  // namespace dunlin::workspace
