#include <gtest/gtest.h>

#include "rules/store_fixture_test.h"

namespace dunlin::rules {
namespace {

class RuleFirings : public RuleStoreTest {};
DUNLIN_ON_BOTH_ENGINES(RuleFirings);

TEST_P(RuleFirings, remembers_the_newest_firing_of_a_rule_for_a_contact) {
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

TEST_P(RuleFirings, counts_firings_by_day_and_variant_without_test_traffic) {
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

TEST_P(RuleFirings, an_erased_person_leaves_counts_only) {
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

}  // namespace
}  // namespace dunlin::rules
