#include "outbound/store.h"

namespace dunlin::outbound {

Result<int> hold_open(db::Tx& tx, const NodeScope&, std::string_view reason, Instant now,
                      int limit) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_INTENT_COLUMNS R"sql( FROM intent
    WHERE state IN (0, 1, 2, 4) ORDER BY workspace_id, id LIMIT $1)sql",
                                           limit));
  DUNLIN_TRY(const auto intents, intents_from(rows));
  for (const Intent& intent : intents) {
    const Scope scope = workspace::ScopeMaker::for_workspace(intent.workspace, {.id = "restore"});
    Settlement settlement;
    settlement.state = IntentState::held;
    settlement.reason = reason;
    settlement.detail = "restored";
    settlement.failures = intent.failures;
    const Change change{
        .settlement = settlement, .held_for = HeldFor::unknown_outcome, .step = "held"};
    DUNLIN_TRY(const bool changed, settle(tx, scope, intent, Guard::state, "", change, now, {}));
    check(changed, "a row stays as this transaction has read it");
  }
  return static_cast<int>(intents.size());
}

Status hurry(db::Tx& tx, const Scope& scope, AccountId account, Instant now) {
  return tx.run(R"sql(
    UPDATE intent SET next_at = $3 WHERE workspace_id = $1 AND id IN (
      SELECT id FROM intent WHERE workspace_id = $1 AND account_id = $2 AND state IN (0, 4)
        AND next_at > $3 ORDER BY id LIMIT $4))sql",
                scope.workspace(), account, now, kHurried);
}

}  // namespace dunlin::outbound
