#include "rules/store.h"

#include <algorithm>

#include <fmt/format.h>

#include "rules/rules.h"
#include "workspace/workspace.h"

namespace dunlin::rules {
namespace {

Error rule_missing() {
  return {Code::not_found, "rules.not_found", "There is no such rule in this workspace."};
}

Result<std::vector<Rule>> rules_from(const db::Rows& rows) {
  std::vector<Rule> out;
  out.reserve(rows.size());
  for (const db::Row& row : rows) {
    DUNLIN_TRY(Rule rule, rule_from(row.get<std::string>(0)));
    out.push_back(std::move(rule));
  }
  return out;
}

int patterns_in(const Rule& rule) {
  const auto count = [](const std::vector<Keyword>& keywords) {
    return std::count_if(keywords.begin(), keywords.end(),
                         [](const Keyword& keyword) { return keyword.kind == MatchKind::regex; });
  };
  const Keywords& keywords = rule.conditions.keywords;
  return rule.active
             ? static_cast<int>(count(keywords.any) + count(keywords.all) + count(keywords.none))
             : 0;
}

/// What a rule must be beside the others. The row of the workspace is locked by now, so that no
/// other publish is between.
Status check_beside_others(db::Tx& tx, const Scope& scope, const Rule& rule) {
  DUNLIN_TRY(const db::Rows taken, tx.query(R"sql(
    SELECT id FROM rule WHERE workspace_id = $1 AND name = $2 AND id <> $3 AND removed_at IS NULL)sql",
                                            scope.workspace(), rule.name, rule.id));
  if (!taken.empty()) {
    return Error(Code::conflict, "rules.name_taken",
                 fmt::format("Another rule is named \"{}\" already.", rule.name))
        .at("name")
        .hinting("Give this one another name, or change the other one.");
  }
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT COUNT(*), COALESCE(SUM(patterns), 0) FROM rule
    WHERE workspace_id = $1 AND id <> $2 AND removed_at IS NULL)sql",
                                           scope.workspace(), rule.id));
  if (rows.front().get<std::size_t>(0) + 1 > Limits::rules) {
    return Error(Code::invalid, "rules.too_many",
                 fmt::format("A workspace has at most {} rules.", Limits::rules));
  }
  const int mine = patterns_in(rule);
  if (mine > 0 &&
      rows.front().get<std::size_t>(1) + static_cast<std::size_t>(mine) > Limits::patterns) {
    return Error(Code::invalid, "rules.too_many_patterns",
                 fmt::format("A workspace has at most {} regular expressions in active rules.",
                             Limits::patterns))
        .at("conditions.keywords");
  }
  return {};
}

/// Unique in the workspace, whose row is locked by now; near to what an id source would give.
Result<RuleId> next_id(db::Tx& tx, const Scope& scope, Instant now) {
  constexpr std::int64_t epoch_ms = 1'577'836'800'000;  // 2020-01-01
  DUNLIN_TRY(
      const db::Rows rows,
      tx.query("SELECT COALESCE(MAX(id), 0) FROM rule WHERE workspace_id = $1", scope.workspace()));
  return RuleId{std::max(rows.front().get<std::int64_t>(0) + 1,
                         std::max<std::int64_t>(to_ms(now) - epoch_ms, 1) << 22)};
}

struct Stored {
  std::int64_t version = 0;
  Instant created_at;
  bool removed = false;
};
Result<Stored> stored(db::Tx& tx, const Scope& scope, RuleId id) {
  DUNLIN_TRY(
      const db::Rows rows,
      tx.query(
          "SELECT version, created_at, removed_at FROM rule WHERE workspace_id = $1 AND id = $2",
          scope.workspace(), id));
  if (rows.empty()) return rule_missing();
  return Stored{rows[0].get<std::int64_t>(0), rows[0].get<Instant>(1), !rows[0].is_null(2)};
}

Status write_version(db::Tx& tx, const Scope& scope, const Rule& rule, const std::string& body,
                     Instant now) {
  return tx.run(R"sql(
    INSERT INTO rule_version (workspace_id, rule_id, version, body, published_at, published_by)
    VALUES ($1, $2, $3, $4, $5, $6))sql",
                scope.workspace(), rule.id, rule.version, body, now, scope.actor().id);
}

Result<Rule> insert(db::Tx& tx, const Scope& scope, Rule rule, Instant now) {
  DUNLIN_TRY(rule.id, next_id(tx, scope, now));
  rule.version = 1;
  rule.created_at = now;
  const std::string body = json::print(to_json(rule));
  DUNLIN_CHECK(tx.run(R"sql(
    INSERT INTO rule (workspace_id, id, version, name, priority, patterns, body, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql",
                      scope.workspace(), rule.id, rule.version, rule.name, rule.priority,
                      patterns_in(rule), body, now));
  DUNLIN_CHECK(write_version(tx, scope, rule, body, now));
  return rule;
}

Result<Rule> replace(db::Tx& tx, const Scope& scope, Rule rule, const Stored& before, Instant now) {
  rule.version = before.version + 1;
  rule.created_at = before.created_at;
  const std::string body = json::print(to_json(rule));
  DUNLIN_CHECK(tx.run(R"sql(
    UPDATE rule SET version = $3, name = $4, priority = $5, patterns = $6, body = $7, removed_at = NULL
    WHERE workspace_id = $1 AND id = $2)sql",
                      scope.workspace(), rule.id, rule.version, rule.name, rule.priority,
                      patterns_in(rule), body));
  DUNLIN_CHECK(write_version(tx, scope, rule, body, now));
  return rule;
}

}  // namespace

Result<Rule> rule_from(const std::string& body) {
  auto parsed = json::parse(body, {.max_depth = 32, .max_nodes = 200'000});
  auto rule = parsed ? from_json(*parsed, "") : Result<Rule>(std::move(parsed).error());
  if (rule) return rule;
  return Error(Code::corrupt, "rules.stored_unreadable",
               fmt::format("A stored rule cannot be read: {}", rule.error().message))
      .at(rule.error().field);
}

Result<std::int64_t> current_version(db::Tx& tx, const Scope& scope) {
  return workspace::rule_version(tx, scope);
}

Result<Rule> save(db::Tx& tx, const Scope& scope, const Rule& rule, Instant now,
                  std::optional<std::int64_t> expected_version) {
  DUNLIN_CHECK(validate(rule));
  DUNLIN_CHECK(workspace::raise_rule_version(tx, scope));
  DUNLIN_CHECK(check_beside_others(tx, scope, rule));
  if (!rule.id) return insert(tx, scope, rule, now);
  DUNLIN_TRY(const Stored before, stored(tx, scope, rule.id));
  if (before.removed) return rule_missing();
  if (expected_version && *expected_version != before.version) {
    return Error(Code::conflict, "rules.changed_meanwhile",
                 fmt::format("The rule was changed meanwhile: it has version {} now.",
                             before.version))
        .hinting("Read it again and repeat the change.");
  }
  return replace(tx, scope, rule, before, now);
}

Result<std::vector<Rule>> list(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT body FROM rule WHERE workspace_id = $1 AND removed_at IS NULL
    ORDER BY priority DESC, created_at, id)sql",
                                           scope.workspace()));
  return rules_from(rows);
}

Result<std::vector<Rule>> list_page(db::Tx& tx, const Scope& scope, std::optional<RuleId> after,
                                    int limit) {
  if (!after) {
    DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
      SELECT body FROM rule WHERE workspace_id = $1 AND removed_at IS NULL
      ORDER BY priority DESC, created_at, id LIMIT $2)sql",
                                             scope.workspace(), limit));
    return rules_from(rows);
  }
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT rule.body FROM rule
    JOIN rule before ON before.workspace_id = rule.workspace_id AND before.id = $2
    WHERE rule.workspace_id = $1 AND rule.removed_at IS NULL
      AND (rule.priority < before.priority
        OR (rule.priority = before.priority AND rule.created_at > before.created_at)
        OR (rule.priority = before.priority AND rule.created_at = before.created_at AND rule.id > before.id))
    ORDER BY rule.priority DESC, rule.created_at, rule.id LIMIT $3)sql",
                                           scope.workspace(), *after, limit));
  return rules_from(rows);
}

Result<Rule> find(db::Tx& tx, const Scope& scope, RuleId id) {
  DUNLIN_TRY(
      const db::Rows rows,
      tx.query("SELECT body FROM rule WHERE workspace_id = $1 AND id = $2 AND removed_at IS NULL",
               scope.workspace(), id));
  if (rows.empty()) return rule_missing();
  return rule_from(rows.front().get<std::string>(0));
}

Result<bool> changed_since(db::Tx& tx, const Scope& scope, Instant since) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT 1 WHERE EXISTS (SELECT 1 FROM rule_version WHERE workspace_id = $1 AND published_at > $2)
      OR EXISTS (SELECT 1 FROM rule WHERE workspace_id = $1 AND removed_at > $2))sql",
                                           scope.workspace(), since));
  return !rows.empty();
}

Status remove(db::Tx& tx, const Scope& scope, RuleId id, Instant now) {
  DUNLIN_CHECK(workspace::raise_rule_version(tx, scope));
  DUNLIN_TRY(const db::Rows rows, tx.query("UPDATE rule SET removed_at = $3 WHERE workspace_id = "
                                           "$1 AND id = $2 AND removed_at IS NULL RETURNING id",
                                           scope.workspace(), id, now));
  if (rows.empty()) return rule_missing();
  return {};
}

Result<std::vector<PublishedVersion>> versions(db::Tx& tx, const Scope& scope, RuleId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT body, published_at, published_by FROM rule_version
    WHERE workspace_id = $1 AND rule_id = $2 ORDER BY version DESC LIMIT 200)sql",
                                           scope.workspace(), id));
  if (rows.empty()) return rule_missing();
  std::vector<PublishedVersion> out;
  for (const db::Row& row : rows) {
    DUNLIN_TRY(Rule rule, rule_from(row.get<std::string>(0)));
    out.push_back({std::move(rule), row.get<Instant>(1), row.get<std::string>(2)});
  }
  return out;
}

Result<Rule> restore(db::Tx& tx, const Scope& scope, RuleId id, std::int64_t version, Instant now) {
  DUNLIN_CHECK(workspace::raise_rule_version(tx, scope));
  DUNLIN_TRY(const Stored before, stored(tx, scope, id));
  DUNLIN_TRY(
      const db::Rows rows,
      tx.query(
          "SELECT body FROM rule_version WHERE workspace_id = $1 AND rule_id = $2 AND version = $3",
          scope.workspace(), id, version));
  if (rows.empty())
    return Error(Code::not_found, "rules.version_not_found", "The rule has no such version.")
        .at("version");
  DUNLIN_TRY(Rule rule, rule_from(rows.front().get<std::string>(0)));
  DUNLIN_CHECK(validate(rule));
  DUNLIN_CHECK(check_beside_others(tx, scope, rule));
  return replace(tx, scope, std::move(rule), before, now);
}

}  // namespace dunlin::rules
