#include <gtest/gtest.h>

#include "rules/store_fixture_test.h"

namespace dunlin::rules {
namespace {

class RuleStore : public RuleStoreTest {};
DUNLIN_ON_BOTH_ENGINES(RuleStore);

TEST_P(RuleStore, keeps_a_rule_and_raises_the_version_with_every_publish) {
  const auto first = saved(draft("price"));
  ASSERT_TRUE(first.ok()) << first.error().text();
  EXPECT_TRUE(first->id);
  EXPECT_EQ(first->version, 1);
  EXPECT_EQ(version(), 1);
  Rule changed = *first;
  changed.priority = 9;
  EXPECT_EQ(saved(changed)->version, 2);
  EXPECT_EQ(version(), 2);
  const auto found =
      read([scope = ours_, id = first->id](db::Tx& tx) { return find(tx, scope, id); });
  EXPECT_EQ(found->priority, 9);
  EXPECT_EQ(found->created_at, kNow);
  EXPECT_EQ(json::print(to_json(*found)), json::print(to_json(listed(ours_).at(0))));
}

TEST_P(RuleStore, shows_no_rule_of_another_workspace) {
  const RuleId id = saved(draft("price"))->id;
  EXPECT_TRUE(listed(theirs_).empty());
  const auto found = read([scope = theirs_, id](db::Tx& tx) { return find(tx, scope, id); });
  EXPECT_EQ(found.error().id, "rules.not_found");
  Rule theirs = draft("mine now");
  theirs.id = id;
  const auto taken =
      write([=, scope = theirs_](db::Tx& tx) { return save(tx, scope, theirs, kNow); });
  EXPECT_EQ(taken.error().id, "rules.not_found");
  const auto gone = write([=, scope = theirs_](db::Tx& tx) { return remove(tx, scope, id, kNow); });
  EXPECT_EQ(gone.error().id, "rules.not_found");
  EXPECT_EQ(names(), "price");
}

TEST_P(RuleStore, lists_by_priority_then_age_in_pages) {
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    Rule rule = draft(name);
    rule.priority = std::string_view(name) == "d" ? 5 : 0;
    ASSERT_TRUE(saved(rule).ok());
  }
  EXPECT_EQ(names(), "d a b c e");
  std::string paged;
  std::optional<RuleId> after;
  while (true) {
    const auto page =
        *read([=, scope = ours_](db::Tx& tx) { return list_page(tx, scope, after, 2); });
    if (page.empty()) break;
    for (const Rule& rule : page) paged += rule.name;
    after = page.back().id;
  }
  EXPECT_EQ(paged, "dabce");
}

TEST_P(RuleStore, refuses_what_does_not_fit_and_leaves_nothing_behind) {
  ASSERT_TRUE(saved(draft("price")).ok());
  EXPECT_EQ(saved(draft("price")).error().id, "rules.name_taken");
  Rule invalid = draft("invalid");
  invalid.actions.clear();
  EXPECT_EQ(saved(invalid).error().id, "rules.empty");
  Rule unknown = draft("unknown");
  unknown.id = RuleId{123};
  EXPECT_EQ(saved(unknown).error().id, "rules.not_found");
  EXPECT_EQ(names(), "price");
  EXPECT_EQ(version(), 1);
}

TEST_P(RuleStore, refuses_a_change_of_what_changed_meanwhile) {
  const Rule rule = *saved(draft("price"));
  ASSERT_TRUE(saved(rule, 1).ok());
  EXPECT_EQ(saved(rule, 1).error().id, "rules.changed_meanwhile");
}

TEST_P(RuleStore, counts_regular_expressions_over_the_workspace) {
  Rule many = draft("many");
  many.conditions.keywords.any.assign(50, {"a+", MatchKind::regex});
  const auto first = saved(many);
  ASSERT_TRUE(first.ok()) << first.error().text();
  Rule one = draft("one");
  one.conditions.keywords.any = {{"b+", MatchKind::regex}};
  EXPECT_EQ(saved(one).error().id, "rules.too_many_patterns");
  Rule off = *first;
  off.active = false;
  ASSERT_TRUE(saved(off).ok());
  EXPECT_TRUE(saved(one).ok());
}

TEST_P(RuleStore, keeps_versions_and_restores_one_even_of_a_removed_rule) {
  Rule rule = *saved(draft("price", "price"));
  rule.conditions.keywords.any = {{"cost"}};
  rule.name = "cost";
  ASSERT_TRUE(saved(rule).ok());
  ASSERT_TRUE(
      write([=, scope = ours_](db::Tx& tx) { return remove(tx, scope, rule.id, kNow); }).ok());
  EXPECT_EQ(names(), "");
  EXPECT_EQ(
      write([=, scope = ours_](db::Tx& tx) { return remove(tx, scope, rule.id, kNow); }).error().id,
      "rules.not_found");
  const auto kept = *read([=, scope = ours_](db::Tx& tx) { return versions(tx, scope, rule.id); });
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].rule.name, "cost");
  EXPECT_EQ(kept[1].rule.name, "price");
  EXPECT_EQ(kept[1].published_at, kNow);
  const auto restored =
      write([=, scope = ours_](db::Tx& tx) { return restore(tx, scope, rule.id, 1, kNow); });
  ASSERT_TRUE(restored.ok()) << restored.error().text();
  EXPECT_EQ(restored->version, 3);
  EXPECT_EQ(names(), "price");
  EXPECT_EQ(write([=, scope = ours_](db::Tx& tx) { return restore(tx, scope, rule.id, 9, kNow); })
                .error()
                .id,
            "rules.version_not_found");
}

TEST_P(RuleStore, the_library_serves_the_newest_after_it_is_told) {
  Library library(database());
  ASSERT_TRUE(saved(draft("price")).ok());
  const auto first = wait(library.current(ours_));
  ASSERT_TRUE(first.ok()) << first.error().text();
  EXPECT_EQ((*first)->version(), 1);
  ASSERT_TRUE(saved(draft("hours", "hours")).ok());
  EXPECT_EQ((*wait(library.current(ours_)))->version(), 1);
  library.forget_older(ours_.workspace(), version());
  const auto second = *wait(library.current(ours_));
  EXPECT_EQ(second->version(), 2);
  library.forget_older(ours_.workspace(), 2);
  EXPECT_EQ(*wait(library.current(ours_)), second);
  EXPECT_EQ(
      testing::fired_names(second->decide(testing::facts_of("hours"), *second->match("hours"))),
      "hours");
  EXPECT_EQ((*wait(library.current(theirs_)))->version(), 0);
}

}  // namespace
}  // namespace dunlin::rules
