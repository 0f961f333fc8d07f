#include "server/first_start.h"

#include "rules/rules.h"
#include "server/store_workspace_removal.h"
#include "workspace/live_nodes.h"

namespace dunlin::server {
namespace {

struct FirstStart {
  IdSource* ids;
  const accounts::Vault* vault;
  const AppOptions* options;
  Instant now;
};

/// PRODUCT §5.2: in the quick start the fallback answers every message that no rule matches.
rules::Rule for_first_workspace(rules::Rule rule, const AppOptions& options) {
  const bool fallback = rule.trigger == rules::Trigger::no_match;
  if (fallback && options.quick_start && !rule.cooldown) rule.cooldown = Duration{0};
  return rule;
}

Result<WorkspaceId> make_workspace(db::Tx& tx, const FirstStart& first) {
  const NodeScope node = workspace::ScopeMaker::for_node();
  DUNLIN_TRY(const WorkspaceId id,
             workspace::create_workspace(tx, node, first.ids->next<WorkspaceId>(),
                                         first.options->workspace_name, first.now));
  const Scope scope = workspace::ScopeMaker::for_workspace(id, {});
  for (const rules::Rule& rule : first.options->rules.value_or(rules::shipped_rules())) {
    DUNLIN_CHECK(rules::save(tx, scope, for_first_workspace(rule, *first.options), first.now));
  }
  return id;
}

Status connect_quick_start(db::Tx& tx, const FirstStart& first, WorkspaceId workspace) {
  if (!first.options->quick_start) return {};
  DUNLIN_TRY(const bool removed, first_workspace_removed(tx));
  if (removed) return {};
  const Scope scope = workspace::ScopeMaker::for_workspace(workspace, {});
  accounts::NewAccount account = *first.options->quick_start;
  account.id = first.ids->next<AccountId>();
  DUNLIN_TRY(const bool gone, accounts::is_disconnected(tx, scope, account.ig_id));
  if (gone) return {};
  DUNLIN_CHECK(accounts::connect(tx, scope, *first.vault, account, first.now));
  return {};
}

/// Beside nodes that hold the right key, one with another would bring nothing out, and seal what
/// they cannot open.
Status check_master_key(db::Tx& tx, const Scope& scope, const accounts::Vault& vault) {
  DUNLIN_TRY(const int nodes, workspace::count_live_nodes(tx, workspace::ScopeMaker::for_node()));
  if (nodes < 2) return {};
  DUNLIN_TRY(const auto known, accounts::list(tx, scope));
  bool wrong = false;
  for (const accounts::Account& account : known) {
    if (!account.has_token) continue;
    const auto opened = accounts::open_connection(tx, scope, vault, account.id);
    if (opened) return {};
    wrong = wrong || opened.error().id == "vault.wrong_key_or_tampered";
  }
  if (!wrong) return {};
  return Error(Code::invalid, "node.other_key",
               "Another node works on this database, and what it sealed does not open with this "
               "node's master key")
      .hinting("Give every node the same DUNLIN_MASTER_KEY or DUNLIN_MASTER_KEY_FILE.");
}

Result<Prepared> prepare_rows(db::Tx& tx, const FirstStart& first) {
  const NodeScope node = workspace::ScopeMaker::for_node();
  Prepared prepared;
  DUNLIN_TRY(const auto known, workspace::list_workspaces(tx, node));
  if (known.empty()) {
    DUNLIN_TRY(prepared.workspace, make_workspace(tx, first));
    prepared.workspace_created = true;
  } else {
    prepared.workspace = known.front();
    const Scope scope = workspace::ScopeMaker::for_workspace(prepared.workspace, {});
    DUNLIN_CHECK(check_master_key(tx, scope, *first.vault));
  }
  DUNLIN_CHECK(connect_quick_start(tx, first, prepared.workspace));
  return prepared;
}

}  // namespace

Status furnish_workspace(db::Tx& tx, const Scope& scope, Instant now) {
  for (const rules::Rule& rule : rules::shipped_rules()) {
    DUNLIN_CHECK(rules::save(tx, scope, rule, now));
  }
  return {};
}

Task<Result<workspace::Node>> take_node(const Outside& outside, std::string process_name) {
  const Instant now = outside.clock.now();
  const auto fn = [process_name, now](db::Tx& tx) {
    return workspace::lease_node(tx, workspace::ScopeMaker::for_node(), process_name, now);
  };
  co_return co_await outside.main.write(fn);
}

Task<Result<Prepared>> prepare(const Outside& outside, IdSource& ids, workspace::Node node,
                               const AppOptions& options) {
  const FirstStart first{
      .ids = &ids, .vault = &outside.vault, .options = &options, .now = outside.clock.now()};
  const auto fn = [first](db::Tx& tx) { return prepare_rows(tx, first); };
  auto prepared = co_await outside.main.write(fn);
  if (prepared) prepared->node = node;
  co_return prepared;
}

}  // namespace dunlin::server
