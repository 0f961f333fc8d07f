#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "rules/rule.h"
#include "workspace/scope.h"

/// Rules as they are written, beside those that are decided by. Owns rule_draft.
namespace dunlin::rules {

struct Draft {
  Rule rule;                             ///< its id is the rule's, or the draft's own
  std::optional<std::int64_t> based_on;  ///< version of the rule; nothing: it is not published yet
  Instant saved_at;
  std::string saved_by;  ///< id of the actor
};

/// At most so many in a workspace: rules.too_many_drafts.
inline constexpr int kMaxDrafts = 1000;

/// What is written, however unfinished, of a rule that is not published yet.
Result<Draft> begin_draft(db::Tx& tx, const Scope& scope, const Rule& rule, RuleId new_id,
                          Instant now);
/// Of the rule or draft with its id; the first draft of a rule is based on the version that it has
/// now. `seen` is `saved_at` as the writer knows it: rules.draft_changed_meanwhile when somebody
/// saved since. rules.not_found for an id that neither a rule nor a draft has.
Result<Draft> save_draft(db::Tx& tx, const Scope& scope, const Rule& rule, Instant now,
                         std::optional<Instant> seen = {});
/// By name, at most kMaxDrafts.
Result<std::vector<Draft>> list_drafts(db::Tx& tx, const Scope& scope);
/// rules.draft_not_found
Result<Draft> find_draft(db::Tx& tx, const Scope& scope, RuleId id);
/// rules.draft_not_found
Status discard_draft(db::Tx& tx, const Scope& scope, RuleId id);

/// Publishes it and forgets it; a new rule gets an id of its own. rules.draft_outdated when the
/// rule was published anew since the draft was begun, unless `over` says to overwrite that.
/// Otherwise the errors of save.
enum class Over { refuse, overwrite };
Result<Rule> publish_draft(db::Tx& tx, const Scope& scope, RuleId id, Over over, Instant now);

/// Tries: in the place of the rule it is a draft of, by id or name, else as the youngest.
void put_draft(std::vector<Rule>& rules, Rule draft, Instant now);

}  // namespace dunlin::rules
