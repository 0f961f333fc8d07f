#include "rules/draft.h"
#include "rules/store_fixture_test.h"

namespace dunlin::rules {
namespace {

class DraftTest : public RuleStoreTest {
 protected:
  Result<Draft> begun(const Rule& rule, std::int64_t id = 77) {
    return write(
        [=, scope = ours_](db::Tx& tx) { return begin_draft(tx, scope, rule, RuleId{id}, kNow); });
  }
  Result<Draft> written(const Rule& rule, std::optional<Instant> seen = {},
                        Instant at = kNow + Duration{1}) {
    return write([=, scope = ours_](db::Tx& tx) { return save_draft(tx, scope, rule, at, seen); });
  }
  Result<Rule> published(RuleId id, Over over = Over::refuse) {
    return write(
        [=, scope = ours_](db::Tx& tx) { return publish_draft(tx, scope, id, over, kNow); });
  }
  std::size_t drafts(const Scope& scope) {
    return read([=](db::Tx& tx) { return list_drafts(tx, scope); })->size();
  }
};
DUNLIN_ON_BOTH_ENGINES(DraftTest);

TEST_P(DraftTest, a_new_rule_is_decided_by_only_once_its_draft_is_published) {
  const auto draft = begun(RuleStoreTest::draft("price"));
  ASSERT_TRUE(draft.ok()) << draft.error().text();
  EXPECT_EQ(names(), "");
  EXPECT_EQ(drafts(theirs_), 0U);
  const auto rule = published(draft->rule.id);
  ASSERT_TRUE(rule.ok()) << rule.error().text();
  EXPECT_EQ(rule->version, 1);
  EXPECT_EQ(names(), "price");
  EXPECT_EQ(drafts(ours_), 0U);
}

TEST_P(DraftTest, an_unfinished_rule_can_be_kept_but_not_published) {
  Rule rule = RuleStoreTest::draft("");
  rule.actions.clear();
  const auto draft = begun(rule);
  ASSERT_TRUE(draft.ok()) << draft.error().text();
  EXPECT_FALSE(published(draft->rule.id).ok());
  EXPECT_EQ(drafts(ours_), 1U);
}

TEST_P(DraftTest, a_draft_of_a_rule_remembers_what_it_was_made_of) {
  Rule rule = *saved(RuleStoreTest::draft("price"));
  rule.name = "cost";
  ASSERT_EQ(written(rule)->based_on, 1);
  Rule meanwhile = *saved(rule);
  EXPECT_EQ(meanwhile.version, 2);
  rule.name = "costs";
  EXPECT_EQ(written(rule)->based_on, 1);
  EXPECT_EQ(published(rule.id).error().id, "rules.draft_outdated");
  EXPECT_EQ(names(), "cost");
  ASSERT_TRUE(published(rule.id, Over::overwrite).ok());
  EXPECT_EQ(names(), "costs");
}

TEST_P(DraftTest, who_has_not_seen_the_newest_form_does_not_overwrite_it) {
  const auto draft = begun(RuleStoreTest::draft("price"));
  Rule rule = draft->rule;
  ASSERT_TRUE(written(rule, draft->saved_at).ok());
  EXPECT_EQ(written(rule, draft->saved_at).error().id, "rules.draft_changed_meanwhile");
  EXPECT_TRUE(written(rule).ok());
}

TEST_P(DraftTest, a_draft_of_nothing_and_of_another_workspace_is_not_there) {
  Rule rule = RuleStoreTest::draft("price");
  rule.id = RuleId{12};
  EXPECT_EQ(written(rule).error().id, "rules.not_found");
  const auto draft = begun(rule);
  const auto theirs = read(
      [=, scope = theirs_, id = draft->rule.id](db::Tx& tx) { return find_draft(tx, scope, id); });
  EXPECT_EQ(theirs.error().id, "rules.draft_not_found");
}

TEST_P(DraftTest, the_order_of_rules_is_published_as_one) {
  const Rule a = *saved(RuleStoreTest::draft("a"));
  const Rule b = *saved(RuleStoreTest::draft("b"));
  const Rule c = *saved(RuleStoreTest::draft("c"));
  const auto order = [&](std::vector<RuleId> ids) {
    return write([=, scope = ours_](db::Tx& tx) { return reorder(tx, scope, ids, kNow); });
  };
  ASSERT_TRUE(order({c.id, a.id, b.id}).ok());
  EXPECT_EQ(names(), "c a b");
  EXPECT_EQ(listed(ours_)[1].version, 1) << "what stays where it is gets no new version";
  ASSERT_TRUE(order({c.id, b.id, a.id}).ok());
  EXPECT_EQ(names(), "c b a");
  EXPECT_EQ(order({c.id, a.id}).error().id, "rules.changed_meanwhile");
  EXPECT_EQ(order({c.id, a.id, a.id}).error().id, "rules.changed_meanwhile");
}

}  // namespace
}  // namespace dunlin::rules
