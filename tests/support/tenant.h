#pragma once

#include <string>

#include "db/tx.h"
#include "workspace/scope.h"

/// Rows that tests of one folder need from the folders below and beside it.
namespace dunlin::testing {

inline Scope scope_of(std::int64_t workspace) {
  return workspace::ScopeMaker::for_workspace(WorkspaceId{workspace}, {});
}
inline NodeScope node_scope() {
  return workspace::ScopeMaker::for_node();
}

inline Status make_workspace(db::Tx& tx, const Scope& scope) {
  return tx.run(R"sql(
    INSERT INTO workspace (id, name, zone, language, rule_version, automation_paused, opt_out_words,
                           created_at)
    VALUES ($1, 'Test', 'UTC', 'en', 0, 0, '[]', 0))sql",
                scope.workspace());
}

/// An active account of the simulator; its ig_id is `ig` and the number.
inline Status make_account(db::Tx& tx, const Scope& scope, AccountId account) {
  const std::string ig_id = "ig" + std::to_string(account.value);
  DUNLIN_CHECK(tx.run(R"sql(
    INSERT INTO account (workspace_id, id, ig_id, username, state, state_reason, transport,
                         automation_paused, human_agent, created_at)
    VALUES ($1, $2, $3, 'shop', 0, '', 3, 0, 0, 0))sql",
                      scope.workspace(), account, ig_id));
  return tx.run(
      "INSERT INTO account_directory (ig_id, workspace_id, account_id) VALUES ($1, $2, $3)", ig_id,
      scope.workspace(), account);
}

inline Status make_contact(db::Tx& tx, const Scope& scope, AccountId account, ContactId contact) {
  return tx.run(R"sql(
    INSERT INTO contact (workspace_id, id, account_id, igsid, username, name, language, is_test,
                         created_at)
    VALUES ($1, $2, $3, $4, '', '', '', 0, 0))sql",
                scope.workspace(), contact, account, "person" + std::to_string(contact.value));
}

}  // namespace dunlin::testing
