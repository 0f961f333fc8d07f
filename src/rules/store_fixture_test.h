#pragma once

#include <algorithm>

#include <gtest/gtest.h>

#include "rules/rules.h"
#include "rules/rules_testing.h"
#include "tests/storage/testing_database.h"
#include "tests/support/tenant.h"
#include "workspace/workspace.h"

namespace dunlin::rules {

constexpr Instant kNow = from_us(1'795'132'800'000'000);

class RuleStoreTest : public dunlin::testing::StorageTest {
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

}  // namespace dunlin::rules
