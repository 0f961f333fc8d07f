#include <algorithm>

#include <gtest/gtest.h>

#include "rules/rules.h"
#include "rules/rules_testing.h"
#include "tests/storage/testing_database.h"
#include "tests/support/tenant.h"
#include "workspace/workspace.h"

namespace dunlin::rules {
namespace {

constexpr Instant kNow = from_us(1'795'132'800'000'000);

class RuleStore : public dunlin::testing::StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    const auto made = write([ours = ours_, theirs = theirs_](db::Tx& tx) -> Result<int> {
      DUNLIN_CHECK(dunlin::testing::make_workspace(tx, ours));
      DUNLIN_CHECK(dunlin::testing::make_workspace(tx, theirs));
      return 0;
    });
    ASSERT_TRUE(made.ok()) << made.error().text();
  }
  /// A new rule of this name and keyword.
  static Rule draft(const std::string& name, const std::string& word = "price") {
    Rule rule = testing::answering(name, {word});
    rule.id = {};
    return rule;
  }
  Result<Rule> saved(const Rule& rule, std::optional<std::int64_t> expected = {}) {
    return write([=, scope = ours_](db::Tx& tx) { return save(tx, scope, rule, kNow, expected); });
  }
  std::vector<Rule> listed(const Scope& scope) {
    return *read([=](db::Tx& tx) { return list(tx, scope); });
  }
  std::string names() {
    std::string out;
    for (const Rule& rule : listed(ours_)) out += (out.empty() ? "" : " ") + rule.name;
    return out;
  }
  std::int64_t version() {
    return *read([scope = ours_](db::Tx& tx) { return current_version(tx, scope); });
  }
  Result<Imported> imported(const std::vector<Rule>& rules, Import mode) {
    return write([=, scope = ours_](db::Tx& tx) { return import(tx, scope, rules, mode, kNow); });
  }
  void fired(std::int64_t id, RuleId rule, ContactId contact, Instant at, int variant = 0,
             bool is_test = false) {
    const Firing firing{.id = id,
                        .rule = rule,
                        .version = 1,
                        .variant = variant,
                        .contact = contact,
                        .message = MessageId{9},
                        .at = at,
                        .is_test = is_test};
    const auto status =
        write([=, scope = ours_](db::Tx& tx) { return record_firing(tx, scope, firing); });
    ASSERT_TRUE(status.ok()) << status.error().text();
  }

  Scope ours_ = dunlin::testing::scope_of(1);
  Scope theirs_ = dunlin::testing::scope_of(2);
};
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

TEST_P(RuleStore, a_removed_rules_name_is_free_again) {
  const RuleId id = saved(draft("price"))->id;
  ASSERT_TRUE(write([=, scope = ours_](db::Tx& tx) { return remove(tx, scope, id, kNow); }).ok());
  ASSERT_TRUE(saved(draft("price")).ok());
  EXPECT_EQ(
      write([=, scope = ours_](db::Tx& tx) { return restore(tx, scope, id, 1, kNow); }).error().id,
      "rules.name_taken");
}

TEST_P(RuleStore, imports_by_name_all_or_nothing) {
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

TEST_P(RuleStore, what_is_exported_and_imported_elsewhere_exports_the_same) {
  ASSERT_TRUE(imported(shipped_rules(), Import::merge).ok());
  const std::string text = to_yaml(listed(ours_));
  const auto rules = from_yaml(text);
  ASSERT_TRUE(rules.ok()) << rules.error().text();
  ASSERT_TRUE(write([=, scope = theirs_](db::Tx& tx) {
                return import(tx, scope, *rules, Import::merge, kNow);
              }).ok());
  EXPECT_EQ(to_yaml(listed(theirs_)), text);
}

TEST_P(RuleStore, remembers_the_newest_firing_of_a_rule_for_a_contact) {
  const RuleId rule{7};
  fired(1, rule, ContactId{1}, kNow);
  fired(2, rule, ContactId{1}, kNow - std::chrono::hours{1});
  fired(3, rule, ContactId{2}, kNow + std::chrono::hours{1});
  const auto last =
      *read([scope = ours_](db::Tx& tx) { return last_fired(tx, scope, ContactId{1}); });
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last[0].rule, rule);
  EXPECT_EQ(last[0].at, kNow);
}

TEST_P(RuleStore, counts_firings_by_day_and_variant_without_test_traffic) {
  const RuleId rule{7};
  const Instant next_day = kNow + std::chrono::hours{24};
  fired(1, rule, ContactId{1}, kNow);
  fired(2, rule, ContactId{2}, kNow + std::chrono::hours{23});
  fired(3, rule, ContactId{2}, kNow, 1);
  fired(4, rule, ContactId{2}, next_day);
  fired(5, rule, ContactId{2}, next_day, 0, true);
  fired(6, RuleId{8}, ContactId{2}, next_day);
  const auto counts = *read([=, scope = ours_](db::Tx& tx) {
    return statistics(tx, scope, rule, kNow, next_day + Duration{1});
  });
  ASSERT_EQ(counts.size(), 3U);
  EXPECT_EQ(counts[0].day, kNow);
  EXPECT_EQ(counts[0].fired, 2);
  EXPECT_EQ(counts[1].variant, 1);
  EXPECT_EQ(counts[1].fired, 1);
  EXPECT_EQ(counts[2].day, next_day);
  EXPECT_EQ(counts[2].fired, 1);
}

TEST_P(RuleStore, an_erased_person_leaves_counts_only) {
  fired(1, RuleId{7}, ContactId{1}, kNow);
  fired(2, RuleId{7}, ContactId{2}, kNow);
  ASSERT_TRUE(
      write([scope = ours_](db::Tx& tx) { return forget_contact(tx, scope, ContactId{1}); }).ok());
  EXPECT_TRUE(
      read([scope = ours_](db::Tx& tx) { return last_fired(tx, scope, ContactId{1}); })->empty());
  EXPECT_EQ(read([scope = ours_](db::Tx& tx) {
              return statistics(tx, scope, RuleId{7}, kNow, kNow + Duration{1});
            })
                ->at(0)
                .fired,
            2);
  const auto left =
      read([](db::Tx& tx) { return tx.query("SELECT id FROM rule_firing WHERE contact_id = 1"); });
  EXPECT_TRUE(left->empty());
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
