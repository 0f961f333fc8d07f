#include "feed/feed.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {
namespace {

#define DUNLIN_WORKSPACE                                                          \
  "SELECT name, zone, language, rule_version, automation_paused, opt_out_words, " \
  "stop_texts, start_texts, messages_days, activity_days, parked_days, "          \
  "retention_changed_at FROM workspace WHERE id = $1"

Error workspace_missing() {
  return Error(Code::not_found, "workspace.not_found", "There is no such workspace");
}

std::string words_text(const std::vector<std::string>& words) {
  return json::print(json::Array(words.begin(), words.end()));
}

Result<std::vector<std::string>> words_from(const std::string& text) {
  DUNLIN_TRY(const json::Value parsed, json::parse(text));
  std::vector<std::string> words;
  if (!parsed.is_array()) return words;
  for (const json::Value& word : parsed.get_array()) {
    if (word.is_string()) words.emplace_back(word.get_string());
  }
  return words;
}

Result<std::optional<ConfirmationTexts>> texts_from(const std::optional<std::string>& stored) {
  std::optional<ConfirmationTexts> texts;
  if (!stored) return texts;
  DUNLIN_TRY(const json::Value parsed, json::parse(*stored));
  DUNLIN_TRY(texts, confirmation_texts_from(parsed));
  return texts;
}

Result<Workspace> workspace_from(const Scope& scope, const db::Rows& rows) {
  if (rows.empty()) return workspace_missing();
  const db::Row& row = rows.front();
  DUNLIN_TRY(auto words, words_from(row.get<std::string>(5)));
  OptOutTexts texts;
  DUNLIN_TRY(texts.stop, texts_from(row.get<std::optional<std::string>>(6)));
  DUNLIN_TRY(texts.start, texts_from(row.get<std::optional<std::string>>(7)));
  return Workspace{.id = scope.workspace(),
                   .name = row.get<std::string>(0),
                   .zone = row.get<std::string>(1),
                   .language = row.get<std::string>(2),
                   .rule_version = row.get<std::int64_t>(3),
                   .automation_paused = row.get<bool>(4),
                   .opt_out_words = std::move(words),
                   .opt_out_texts = std::move(texts),
                   .retention = {.messages = row.get<std::optional<int>>(8),
                                 .activity = row.get<std::optional<int>>(9),
                                 .parked = row.get<std::optional<int>>(10),
                                 .changed_at = row.get<std::optional<Instant>>(11)}};
}

}  // namespace

Result<WorkspaceId> create_workspace(db::Tx& tx, const NodeScope&, WorkspaceId id,
                                     std::string_view name, Instant now) {
  const Workspace fresh{.id = id,
                        .name = std::string(name),
                        .opt_out_words = {},
                        .opt_out_texts = {},
                        .retention = {}};
  DUNLIN_CHECK(tx.run(R"sql(
    INSERT INTO workspace (id, name, zone, language, rule_version, automation_paused, opt_out_words,
                           created_at)
    VALUES ($1, $2, $3, $4, 0, 0, $5, $6))sql",
                      id, fresh.name, fresh.zone, fresh.language, words_text({}), now));
  return id;
}

Result<Workspace> load_workspace(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(DUNLIN_WORKSPACE, scope.workspace()));
  return workspace_from(scope, rows);
}

Result<Workspace> lock_workspace(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(DUNLIN_WORKSPACE " {for_update}", scope.workspace()));
  return workspace_from(scope, rows);
}

Result<std::vector<WorkspaceId>> list_workspaces(db::Tx& tx, const NodeScope&) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT id FROM workspace WHERE removal_begun_at IS NULL ORDER BY id"));
  std::vector<WorkspaceId> ids;
  for (const db::Row& row : rows) ids.push_back(row.get<WorkspaceId>(0));
  return ids;
}

Status change_workspace(db::Tx& tx, const Scope& scope, const WorkspaceChange& change) {
  std::optional<std::string> words;
  if (change.opt_out_words) words = words_text(*change.opt_out_words);
  DUNLIN_TRY(const db::Rows rows,
             tx.query(R"sql(
    UPDATE workspace SET name = COALESCE(CAST($2 AS TEXT), name),
                         zone = COALESCE(CAST($3 AS TEXT), zone),
                         language = COALESCE(CAST($4 AS TEXT), language),
                         opt_out_words = COALESCE(CAST($5 AS TEXT), opt_out_words)
    WHERE id = $1 RETURNING id)sql",
                      scope.workspace(), change.name, change.zone, change.language, words));
  if (rows.empty()) return workspace_missing();
  return {};
}

Result<std::int64_t> raise_rule_version(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    UPDATE workspace SET rule_version = rule_version + 1 WHERE id = $1 RETURNING rule_version)sql",
                                           scope.workspace()));
  if (rows.empty()) return workspace_missing();
  feed::tell(tx, scope.workspace(), feed::Kind::rules);
  return rows.front().get<std::int64_t>(0);
}

Result<std::int64_t> rule_version(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT rule_version FROM workspace WHERE id = $1", scope.workspace()));
  if (rows.empty()) return workspace_missing();
  return rows.front().get<std::int64_t>(0);
}

Status set_automation_paused(db::Tx& tx, const Scope& scope, bool paused) {
  feed::tell(tx, scope.workspace(), feed::Kind::switches);
  return tx.run("UPDATE workspace SET automation_paused = $2 WHERE id = $1", scope.workspace(),
                paused);
}

Status set_sending_paused(db::Tx& tx, const NodeScope&, bool paused) {
  feed::tell(tx, WorkspaceId{}, feed::Kind::switches);
  return tx.run("UPDATE installation SET sending_paused = $1 WHERE id = 1", paused);
}

Result<bool> sending_paused(db::Tx& tx) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT sending_paused FROM installation WHERE id = 1"));
  if (rows.empty()) {
    return Error(Code::corrupt, "installation.missing", "The installation's own row is missing");
  }
  return rows.front().get<bool>(0);
}

Result<Switches> load_switches(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT w.automation_paused, i.sending_paused FROM workspace w, installation i
    WHERE w.id = $1 AND i.id = 1)sql",
                                           scope.workspace()));
  if (rows.empty()) return workspace_missing();
  const auto [automation, sending] = rows.front().as<bool, bool>();
  return Switches{.automation_paused = automation, .sending_paused = sending};
}

}  // namespace dunlin::workspace
