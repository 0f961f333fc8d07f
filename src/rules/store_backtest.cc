#include "rules/store_backtest.h"

#include <set>

#include "contacts/contacts.h"
#include "rules/draft.h"
#include "rules/names.h"
#include "workspace/workspace.h"

namespace dunlin::rules {
namespace {

constexpr auto kStateNames = make_names<BacktestState>({{BacktestState::running, "running"},
                                                        {BacktestState::done, "done"},
                                                        {BacktestState::cancelled, "cancelled"},
                                                        {BacktestState::failed, "failed"}});

Error backtest_missing() {
  return {Code::not_found, "rules.backtest_not_found", "There is no such backtest."};
}

Result<std::map<ContactId, Listener>> listeners_of(db::Tx& tx, const Scope& scope,
                                                   const std::vector<conversations::Heard>& heard) {
  std::set<ContactId> people;
  for (const auto& one : heard) people.insert(one.contact);
  std::map<ContactId, Listener> out;
  DUNLIN_TRY(const auto contacts, contacts::find_all(tx, scope, {people.begin(), people.end()}));
  for (const contacts::Contact& contact : contacts) {
    DUNLIN_TRY(auto tags, contacts::tags(tx, scope, contact.id));
    out.emplace(contact.id, Listener{.tags = std::move(tags), .is_test = contact.is_test});
  }
  return out;
}

}  // namespace

std::string_view name(BacktestState state) {
  return kStateNames.of(state);
}

Status start_backtest(db::Tx& tx, const Scope& scope, JobId id, const std::string& asked,
                      Instant now) {
  DUNLIN_TRY(const db::Rows running, tx.query(R"sql(
    SELECT id FROM rule_backtest WHERE workspace_id = $1 AND state = 0 AND updated_at > $2 LIMIT 1)sql",
                                              scope.workspace(), now - kInterruptedAfter));
  if (!running.empty()) {
    return Error(Code::conflict, "rules.backtest_running",
                 "Another backtest of this workspace is running.")
        .hinting("Wait until it is done, or cancel it.");
  }
  DUNLIN_CHECK(tx.run(R"sql(
    DELETE FROM rule_backtest WHERE workspace_id = $1 AND id NOT IN (
      SELECT id FROM rule_backtest WHERE workspace_id = $1 ORDER BY id DESC LIMIT $2))sql",
                      scope.workspace(), kBacktestsKept - 1));
  return tx.run(R"sql(
    INSERT INTO rule_backtest (workspace_id, id, state, asked, started_at, started_by, updated_at,
                               messages, share_permille, found)
    VALUES ($1, $2, 0, $3, $4, $5, $4, 0, 0, ''))sql",
                scope.workspace(), id, asked, now, scope.actor().id);
}

Result<StoredBacktest> find_backtest(db::Tx& tx, const Scope& scope, JobId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT state, asked, started_at, updated_at, messages, share_permille, found FROM rule_backtest
    WHERE workspace_id = $1 AND id = $2)sql",
                                           scope.workspace(), id));
  if (rows.empty()) return backtest_missing();
  const db::Row& row = rows.front();
  return StoredBacktest{.id = id,
                        .state = row.get<BacktestState>(0),
                        .asked = row.get<std::string>(1),
                        .started_at = row.get<Instant>(2),
                        .updated_at = row.get<Instant>(3),
                        .messages = row.get<std::int64_t>(4),
                        .share_permille = row.get<int>(5),
                        .found = row.get<std::string>(6)};
}

Status cancel_backtest(db::Tx& tx, const Scope& scope, JobId id, Instant now) {
  DUNLIN_CHECK(find_backtest(tx, scope, id));
  return tx.run(R"sql(
    UPDATE rule_backtest SET state = 2, updated_at = $3
    WHERE workspace_id = $1 AND id = $2 AND state = 0)sql",
                scope.workspace(), id, now);
}

Result<bool> save_progress(db::Tx& tx, const Scope& scope, const StoredBacktest& backtest) {
  DUNLIN_TRY(const std::int64_t changed,
             tx.change(R"sql(
    UPDATE rule_backtest SET state = $3, updated_at = $4, messages = $5, share_permille = $6, found = $7
    WHERE workspace_id = $1 AND id = $2 AND state = 0)sql",
                       scope.workspace(), backtest.id, backtest.state, backtest.updated_at,
                       backtest.messages, backtest.share_permille, backtest.found));
  return changed == 1;
}

Result<TwoSnapshots> load_both(db::Tx& tx, const Scope& scope, const Rule& draft, Instant now) {
  DUNLIN_TRY(const workspace::Workspace workspace, workspace::load_workspace(tx, scope));
  DUNLIN_TRY(std::vector<Rule> rules, list(tx, scope));
  TwoSnapshots out{.before = {}, .after = {}, .zone = workspace.zone, .newest = {}};
  DUNLIN_TRY(out.newest, conversations::newest_message(tx, scope));
  DUNLIN_TRY(out.before,
             Snapshot::compile(workspace.rule_version, rules, Snapshot::Faulty::set_aside));
  put_draft(rules, draft, now);
  DUNLIN_TRY(out.after, Snapshot::compile(workspace.rule_version + 1, std::move(rules),
                                          Snapshot::Faulty::set_aside));
  return out;
}

Result<NextStretch> decide_next(db::Tx& tx, const Scope& scope, const Backtest& backtest,
                                const Memory& so_far, MessageId after, int limit) {
  DUNLIN_TRY(const auto heard, conversations::heard_after(tx, scope, after, limit));
  if (heard.empty()) return NextStretch{.stretch = {}, .last = after, .more = false};
  DUNLIN_TRY(const auto listeners, listeners_of(tx, scope, heard));
  return NextStretch{.stretch = backtest.decide(heard, listeners, so_far),
                     .last = heard.back().id,
                     .more = heard.size() == static_cast<std::size_t>(limit)};
}

}  // namespace dunlin::rules
