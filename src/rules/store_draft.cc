#include <fmt/format.h>

#include "rules/draft.h"
#include "rules/rules.h"
#include "rules/store.h"

namespace dunlin::rules {
namespace {

#define DUNLIN_DRAFT_COLUMNS "rule_id, body, based_on, saved_at, saved_by"

Error draft_missing() {
  return {Code::not_found, "rules.draft_not_found", "There is no draft of this rule."};
}

Result<Draft> draft_from(const db::Row& row) {
  DUNLIN_TRY(Rule rule, rule_from(row.get<std::string>(1)));
  rule.id = row.get<RuleId>(0);
  return Draft{.rule = std::move(rule),
               .based_on = row.get<std::optional<std::int64_t>>(2),
               .saved_at = row.get<Instant>(3),
               .saved_by = row.get<std::string>(4)};
}

/// For a change it is locked.
enum class For { reading, change };
Result<std::optional<Draft>> draft_of(db::Tx& tx, const Scope& scope, RuleId id, For purpose) {
  constexpr std::string_view kFind = "SELECT " DUNLIN_DRAFT_COLUMNS R"sql( FROM rule_draft
    WHERE workspace_id = $1 AND rule_id = $2)sql";
  constexpr std::string_view kTake = "SELECT " DUNLIN_DRAFT_COLUMNS R"sql( FROM rule_draft
    WHERE workspace_id = $1 AND rule_id = $2 {for_update})sql";
  DUNLIN_TRY(const db::Rows rows,
             tx.query(purpose == For::change ? kTake : kFind, scope.workspace(), id));
  if (rows.empty()) return std::optional<Draft>();
  DUNLIN_TRY(Draft draft, draft_from(rows.front()));
  return std::optional(std::move(draft));
}

Status check_room(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(
      const db::Rows rows,
      tx.query("SELECT COUNT(*) FROM rule_draft WHERE workspace_id = $1", scope.workspace()));
  if (rows.front().get<int>(0) < kMaxDrafts) return {};
  return Error(Code::invalid, "rules.too_many_drafts",
               fmt::format("A workspace has at most {} drafts.", kMaxDrafts))
      .hinting("Publish or discard some of them.");
}

Status write(db::Tx& tx, const Scope& scope, const Draft& draft) {
  return tx.run(R"sql(
    INSERT INTO rule_draft (workspace_id, rule_id, body, based_on, saved_at, saved_by)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (workspace_id, rule_id) DO UPDATE
      SET body = excluded.body, saved_at = excluded.saved_at, saved_by = excluded.saved_by)sql",
                scope.workspace(), draft.rule.id, json::print(to_json(draft.rule)), draft.based_on,
                draft.saved_at, draft.saved_by);
}

Error changed_meanwhile(const Draft& draft) {
  return Error(Code::conflict, "rules.draft_changed_meanwhile",
               "Somebody else has saved this draft meanwhile.")
      .hinting(fmt::format("Read it again; it was saved at {}.", to_rfc3339(draft.saved_at)));
}

}  // namespace

Result<Draft> begin_draft(db::Tx& tx, const Scope& scope, const Rule& rule, RuleId new_id,
                          Instant now) {
  DUNLIN_CHECK(check_room(tx, scope));
  Draft draft{.rule = rule, .based_on = {}, .saved_at = now, .saved_by = scope.actor().id};
  draft.rule.id = new_id;
  DUNLIN_CHECK(write(tx, scope, draft));
  return draft;
}

Result<Draft> save_draft(db::Tx& tx, const Scope& scope, const Rule& rule, Instant now,
                         std::optional<Instant> seen) {
  Draft draft{.rule = rule, .based_on = {}, .saved_at = now, .saved_by = scope.actor().id};
  DUNLIN_TRY(const auto before, draft_of(tx, scope, rule.id, For::change));
  if (before && seen && *seen != before->saved_at) return changed_meanwhile(*before);
  if (before) {
    draft.based_on = before->based_on;
  } else {
    DUNLIN_TRY(const Rule published, find(tx, scope, rule.id));
    DUNLIN_CHECK(check_room(tx, scope));
    draft.based_on = published.version;
  }
  DUNLIN_CHECK(write(tx, scope, draft));
  return draft;
}

Result<std::vector<Draft>> list_drafts(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_DRAFT_COLUMNS R"sql( FROM rule_draft
    WHERE workspace_id = $1 ORDER BY rule_id LIMIT $2)sql",
                                           scope.workspace(), kMaxDrafts));
  std::vector<Draft> out;
  for (const db::Row& row : rows) {
    DUNLIN_TRY(Draft draft, draft_from(row));
    out.push_back(std::move(draft));
  }
  return out;
}

Result<Draft> find_draft(db::Tx& tx, const Scope& scope, RuleId id) {
  DUNLIN_TRY(auto draft, draft_of(tx, scope, id, For::reading));
  if (!draft) return draft_missing();
  return *std::move(draft);
}

Status discard_draft(db::Tx& tx, const Scope& scope, RuleId id) {
  DUNLIN_TRY(const std::int64_t gone,
             tx.change("DELETE FROM rule_draft WHERE workspace_id = $1 AND rule_id = $2",
                       scope.workspace(), id));
  if (gone == 0) return draft_missing();
  return {};
}

Result<Rule> publish_draft(db::Tx& tx, const Scope& scope, RuleId id, Over over, Instant now) {
  DUNLIN_TRY(Draft draft, find_draft(tx, scope, id));
  if (!draft.based_on) draft.rule.id = {};
  std::optional<std::int64_t> expected;
  if (over == Over::refuse) expected = draft.based_on;
  auto published = save(tx, scope, draft.rule, now, expected);
  if (!published && published.error().id == "rules.changed_meanwhile") {
    return Error(Code::conflict, "rules.draft_outdated",
                 "The rule was published anew since this draft was begun.")
        .hinting("Look at what changed; publishing over it keeps the draft's form.");
  }
  if (!published) return std::move(published).error();
  DUNLIN_CHECK(discard_draft(tx, scope, id));
  return *std::move(published);
}

}  // namespace dunlin::rules
