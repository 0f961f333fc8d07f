#include <gtest/gtest.h>

#include "rules/store_fixture_test.h"

namespace dunlin::rules {
namespace {

class RuleImport : public RuleStoreTest {};
DUNLIN_ON_BOTH_ENGINES(RuleImport);

TEST_P(RuleImport, a_removed_rules_name_is_free_again) {
  const RuleId id = saved(draft("price"))->id;
  ASSERT_TRUE(write([=, scope = ours_](db::Tx& tx) { return remove(tx, scope, id, kNow); }).ok());
  ASSERT_TRUE(saved(draft("price")).ok());
  EXPECT_EQ(
      write([=, scope = ours_](db::Tx& tx) { return restore(tx, scope, id, 1, kNow); }).error().id,
      "rules.name_taken");
}

TEST_P(RuleImport, imports_by_name_all_or_nothing) {
  ASSERT_TRUE(saved(draft("kept")).ok());
  const auto first = imported({draft("a"), draft("b")}, Import::merge);
  ASSERT_TRUE(first.ok()) << first.error().text();
  EXPECT_EQ(first->created, 2);
  EXPECT_EQ(names(), "kept a b");
  const std::int64_t before = version();
  const auto again = imported({draft("a"), draft("b", "cost")}, Import::merge);
  EXPECT_EQ(again->unchanged, 1);
  EXPECT_EQ(again->changed, 1);
  EXPECT_GT(version(), before);
  Rule bad = draft("c");
  bad.actions.clear();
  EXPECT_FALSE(imported({draft("new"), bad}, Import::replace).ok());
  EXPECT_EQ(names(), "kept a b");
  EXPECT_EQ(imported({draft("a")}, Import::replace)->removed, 2);
  EXPECT_EQ(names(), "a");
}

TEST_P(RuleImport, what_is_exported_and_imported_elsewhere_exports_the_same) {
  ASSERT_TRUE(imported(shipped_rules(), Import::merge).ok());
  const std::string text = to_yaml(listed(ours_));
  const auto rules = from_yaml(text);
  ASSERT_TRUE(rules.ok()) << rules.error().text();
  ASSERT_TRUE(write([=, scope = theirs_](db::Tx& tx) {
                return import(tx, scope, *rules, Import::merge, kNow);
              }).ok());
  EXPECT_EQ(to_yaml(listed(theirs_)), text);
}

}  // namespace
}  // namespace dunlin::rules
