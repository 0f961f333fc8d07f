#include "server/store_first_steps.h"

#include "accounts/accounts.h"

namespace dunlin::server {
namespace {

Result<bool> any(db::Tx& tx, const Scope& scope, std::string_view sql) {
  DUNLIN_TRY(const db::Rows rows, tx.query(sql, scope.workspace()));
  return !rows.empty();
}

Status load_accounts(db::Tx& tx, const Scope& scope, FirstFacts& facts) {
  DUNLIN_TRY(const auto accounts, accounts::list(tx, scope));
  facts.has_account = !accounts.empty();
  facts.is_simulated = facts.has_account && !facts.is_demo;
  for (const accounts::Account& account : accounts) {
    if (account.transport != accounts::Transport::simulator) facts.is_simulated = false;
  }
  return {};
}

Status load_team(db::Tx& tx, const Scope& scope, Instant now, FirstFacts& facts) {
  DUNLIN_TRY(
      const db::Rows members,
      tx.query("SELECT person_id FROM member WHERE workspace_id = $1 LIMIT 2", scope.workspace()));
  DUNLIN_TRY(const db::Rows invited, tx.query(R"sql(
    SELECT id FROM invitation
    WHERE workspace_id = $1 AND accepted_at IS NULL AND withdrawn_at IS NULL AND expires_at > $2
    LIMIT 1)sql",
                                              scope.workspace(), now));
  facts.has_team = members.size() > 1 || !invited.empty();
  return {};
}

/// The rules that a workspace begins with are published in the moment in which it is made.
Status load_rules(db::Tx& tx, const Scope& scope, FirstFacts& facts) {
  DUNLIN_TRY(const db::Rows own, tx.query(R"sql(
    SELECT v.rule_id, v.published_at FROM rule_version v
    JOIN workspace w ON w.id = v.workspace_id
    JOIN rule r ON r.workspace_id = v.workspace_id AND r.id = v.rule_id
    WHERE v.workspace_id = $1 AND v.published_at > w.created_at AND r.removed_at IS NULL
    ORDER BY v.published_at DESC, v.rule_id DESC LIMIT 1)sql",
                                          scope.workspace()));
  if (own.empty()) return {};
  facts.own_rule = own.front().get<RuleId>(0);
  DUNLIN_TRY(facts.own_rule_answered, any(tx, scope, R"sql(
    SELECT 1 FROM rule_version v JOIN workspace w ON w.id = v.workspace_id
    WHERE v.workspace_id = $1 AND v.published_at > w.created_at
      AND EXISTS (SELECT 1 FROM rule_firing f WHERE f.workspace_id = v.workspace_id
                    AND f.rule_id = v.rule_id AND f.fired_at > v.published_at)
    LIMIT 1)sql"));
  return {};
}

}  // namespace

Result<FirstFacts> load_first_facts(db::Tx& tx, const Scope& scope, Instant now) {
  FirstFacts facts;
  DUNLIN_TRY(facts.is_demo,
             any(tx, scope, "SELECT 1 FROM demo_workspace WHERE workspace_id = $1 LIMIT 1"));
  DUNLIN_CHECK(load_accounts(tx, scope, facts));
  DUNLIN_TRY(facts.has_message,
             any(tx, scope, "SELECT 1 FROM conversation WHERE workspace_id = $1 LIMIT 1"));
  DUNLIN_CHECK(load_team(tx, scope, now, facts));
  DUNLIN_CHECK(load_rules(tx, scope, facts));
  DUNLIN_TRY(facts.put_away,
             any(tx, scope, "SELECT 1 FROM first_steps WHERE workspace_id = $1 LIMIT 1"));
  return facts;
}

Status put_first_steps_away(db::Tx& tx, const Scope& scope, Instant now) {
  return tx.run(R"sql(
    INSERT INTO first_steps (workspace_id, put_away_at) VALUES ($1, $2)
    ON CONFLICT (workspace_id) DO NOTHING)sql",
                scope.workspace(), now);
}

Status bring_first_steps_back(db::Tx& tx, const Scope& scope) {
  return tx.run("DELETE FROM first_steps WHERE workspace_id = $1", scope.workspace());
}

}  // namespace dunlin::server
