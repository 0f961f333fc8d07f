#include "rules/rules.h"

namespace dunlin::rules {
namespace {

constexpr std::int64_t kDay_us = 86'400'000'000;

}  // namespace

Result<std::vector<Facts::LastFired>> last_fired(db::Tx& tx, const Scope& scope,
                                                 ContactId contact) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT rule_id, fired_at FROM rule_last_fired WHERE "
                                           "workspace_id = $1 AND contact_id = $2",
                                           scope.workspace(), contact));
  std::vector<Facts::LastFired> out;
  out.reserve(rows.size());
  for (const db::Row& row : rows) out.push_back({row.get<RuleId>(0), row.get<Instant>(1)});
  return out;
}

Status record_firing(db::Tx& tx, const Scope& scope, const Firing& firing) {
  DUNLIN_CHECK(tx.run_later(R"sql(
    INSERT INTO rule_firing (workspace_id, contact_id, id, rule_id, version, variant, message_id, fired_at, is_test)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql",
                            scope.workspace(), firing.contact, firing.id, firing.rule,
                            firing.version, firing.variant, firing.message, firing.at,
                            firing.is_test));
  return tx.run(R"sql(
    INSERT INTO rule_last_fired (workspace_id, contact_id, rule_id, fired_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (workspace_id, contact_id, rule_id) DO UPDATE SET fired_at = excluded.fired_at
    WHERE rule_last_fired.fired_at < excluded.fired_at)sql",
                scope.workspace(), firing.contact, firing.rule, firing.at);
}

Status forget_contact(db::Tx& tx, const Scope& scope, ContactId contact) {
  DUNLIN_CHECK(tx.run("DELETE FROM rule_last_fired WHERE workspace_id = $1 AND contact_id = $2",
                      scope.workspace(), contact));
  return tx.run(
      "UPDATE rule_firing SET contact_id = 0, message_id = NULL WHERE workspace_id = $1 AND "
      "contact_id = $2",
      scope.workspace(), contact);
}

Result<std::vector<DayCount>> statistics(db::Tx& tx, const Scope& scope, RuleId id, Instant from,
                                         Instant to) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT fired_at / 86400000000, variant, COUNT(*) FROM rule_firing
    WHERE workspace_id = $1 AND rule_id = $2 AND fired_at >= $3 AND fired_at < $4 AND is_test = 0
    GROUP BY fired_at / 86400000000, variant
    ORDER BY fired_at / 86400000000, variant)sql",
                                           scope.workspace(), id, from, to));
  std::vector<DayCount> out;
  for (const db::Row& row : rows)
    out.push_back(
        {from_us(row.get<std::int64_t>(0) * kDay_us), row.get<int>(1), row.get<std::int64_t>(2)});
  return out;
}

Result<std::vector<RuleDayCount>> statistics_of_all(db::Tx& tx, const Scope& scope, Instant from,
                                                    Instant to) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT f.rule_id, f.fired_at / 86400000000, COUNT(*) FROM rule r
    JOIN rule_firing f ON f.workspace_id = r.workspace_id AND f.rule_id = r.id
    WHERE r.workspace_id = $1 AND f.fired_at >= $2 AND f.fired_at < $3 AND f.is_test = 0
    GROUP BY f.rule_id, f.fired_at / 86400000000
    ORDER BY f.rule_id, f.fired_at / 86400000000)sql",
                                           scope.workspace(), from, to));
  std::vector<RuleDayCount> out;
  for (const db::Row& row : rows)
    out.push_back({row.get<RuleId>(0), from_us(row.get<std::int64_t>(1) * kDay_us),
                   row.get<std::int64_t>(2)});
  return out;
}

}  // namespace dunlin::rules
