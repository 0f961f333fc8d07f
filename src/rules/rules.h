#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "json/json.h"
#include "rules/decision.h"
#include "rules/rule.h"
#include "rules/text.h"
#include "workspace/endpoint.h"
#include "workspace/scope.h"

/// When this, then that (PRODUCT §5.1–5.4). Text is normalised once (text.h); all keywords of a
/// workspace are one automaton; the evaluator is a pure function from facts to a decision with its
/// trace (decision.h). Owns rule, rule_version, rule_firing, rule_last_fired.
namespace dunlin::rules {

// --- which rules hold
// -----------------------------------------------------------------------------------
/// Caches the newest snapshot of each workspace; the least recently asked for goes beyond 256 of
/// them. On the executor only.
class Library {
 public:
  explicit Library(db::Database database);
  ~Library();
  /// Loads and compiles it (on the database's thread) when it is not at hand. What is at hand may
  /// be stale: compare its version with current_version in the deciding transaction, then
  /// forget_older and ask again.
  Task<Result<std::shared_ptr<const Snapshot>>> current(Scope scope);
  /// After a transaction found `stale`: drops what is older than `version`.
  void forget_older(WorkspaceId workspace, std::int64_t version);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// In the deciding transaction: the version that must be decided by.
Result<std::int64_t> current_version(db::Tx& tx, const Scope& scope);
Result<std::vector<Facts::LastFired>> last_fired(db::Tx& tx, const Scope& scope, ContactId contact);
struct Firing {
  std::int64_t id = 0;
  RuleId rule;
  std::int64_t version = 0;
  int variant = 0;
  ContactId contact;
  std::optional<MessageId> message;
  Instant at;
  bool is_test = false;
};
/// Two statements: the log of firings, and the newest firing of this rule for this contact (never
/// moves back).
Status record_firing(db::Tx& tx, const Scope& scope, const Firing& firing);
/// Erasure of a person: firings stay as counts without contact and message, what cooldowns need
/// goes.
Status forget_contact(db::Tx& tx, const Scope& scope, ContactId contact);

// --- keeping rules
// --------------------------------------------------------------------------------------
/// Publishes: validates, writes a version, raises the workspace's rule version. An id of zero makes
/// a new rule. Errors: those of validate, rules.not_found, rules.name_taken, rules.too_many,
/// rules.too_many_patterns, and rules.changed_meanwhile when `expected_version` is not the stored
/// one.
Result<Rule> save(db::Tx& tx, const Scope& scope, const Rule& rule, Instant now,
                  std::optional<std::int64_t> expected_version = {});
/// In order of decision: priority, then age. Removed ones are left out.
Result<std::vector<Rule>> list(db::Tx& tx, const Scope& scope);
/// A page of them: at most `limit`, behind the rule `after` (which may be removed by now).
Result<std::vector<Rule>> list_page(db::Tx& tx, const Scope& scope, std::optional<RuleId> after,
                                    int limit);
Result<Rule> find(db::Tx& tx, const Scope& scope, RuleId id);
/// Whether any was published or removed after `since`.
Result<bool> changed_since(db::Tx& tx, const Scope& scope, Instant since);
/// Its versions stay, so that it can be restored.
Status remove(db::Tx& tx, const Scope& scope, RuleId id, Instant now);

struct PublishedVersion {
  Rule rule;
  Instant published_at;
  std::string published_by;  ///< id of the actor
};
/// Newest first, at most 200; also of a removed rule. rules.not_found.
Result<std::vector<PublishedVersion>> versions(db::Tx& tx, const Scope& scope, RuleId id);
/// Publishes an old version again as the newest. rules.version_not_found, and the errors of save.
Result<Rule> restore(db::Tx& tx, const Scope& scope, RuleId id, std::int64_t version, Instant now);

/// How often a rule fired, by UTC day and variant, oldest first; test traffic is left out.
struct DayCount {
  Instant day;
  int variant = 0;
  std::int64_t fired = 0;
};
Result<std::vector<DayCount>> statistics(db::Tx& tx, const Scope& scope, RuleId id, Instant from,
                                         Instant to);
/// Of all rules at once, by rule, then day; variants together.
struct RuleDayCount {
  RuleId rule;
  Instant day;
  std::int64_t fired = 0;
};
Result<std::vector<RuleDayCount>> statistics_of_all(db::Tx& tx, const Scope& scope, Instant from,
                                                    Instant to);

/// Publishes the priorities that put the rules into this order, as one rule version; each that
/// changes gets a version of its own. rules.changed_meanwhile unless `order` names every rule once;
/// rules.too_many_to_order.
Status reorder(db::Tx& tx, const Scope& scope, const std::vector<RuleId>& order, Instant now);

/// Publishes a set of rules, told apart by name, all or none, as one rule version. `replace`
/// removes rules that the set lacks.
enum class Import { merge, replace };
struct Imported {
  int created = 0, changed = 0, unchanged = 0, removed = 0;
};
Result<Imported> import(db::Tx& tx, const Scope& scope, const std::vector<Rule>& rules, Import mode,
                        Instant now);

/// The rules that a fresh workspace starts with: a price rule and a fallback, in English and
/// Persian. Their ids are zero.
std::vector<Rule> shipped_rules();

/// What a rule can be begun from.
struct Template {
  std::string_view key;       ///< one for each purpose, the same in every language
  std::string_view language;  ///< "en", "fa": of title, purpose and the rule's words
  std::string_view title, purpose;
  Rule rule;  ///< valid as it is; its id is zero
};
std::vector<Template> templates();

// --- as text (docs/guides/rules.md)
// -----------------------------------------------------------------------
json::Value to_json(const Rule& rule);
/// Strict: rejects unknown fields, naming their path. Does not validate what the fields mean:
/// validate does.
Result<Rule> from_json(const json::Value& value, std::string_view path);
/// Rules as code: a YAML document {rules: [...]} with the fields of the JSON form but those that
/// the server gives (id, version, created_at). What equals a default is left out.
std::string to_yaml(const std::vector<Rule>& rules);
/// At most 4 MiB and 1,000 rules. Validates each rule; errors name path and line.
Result<std::vector<Rule>> from_yaml(std::string_view text);

/// /api/v1/rules: list, create, read, replace, delete, versions, restore, statistics;
/// /api/v1/rules/test (text → decision with every loser); /api/v1/rules/export and /import (YAML,
/// all or nothing); order, lint, templates, statistics of all; /api/v1/rule-drafts; backtests.
std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams);

}  // namespace dunlin::rules
