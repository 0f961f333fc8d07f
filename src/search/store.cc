#include <limits>

#include <fmt/format.h>

#include "base/id_time.h"
#include "search/search.h"

namespace dunlin::search {
namespace {

/// The same four statements in the words of each engine; rowid is the id there.
struct Statements {
  std::string_view find, put, forget, waiting;
};

#define DUNLIN_SQLITE_STATEMENTS(table, source, text, conditions)                           \
  Statements{.find = "SELECT rowid FROM " table " WHERE " table                             \
                     " MATCH $1 AND rowid < $2 "                                            \
                     "ORDER BY rowid DESC LIMIT $3",                                        \
             .put = "INSERT OR REPLACE INTO " table " (rowid, tokens) VALUES ($1, $2)",     \
             .forget = "DELETE FROM " table " WHERE rowid = $1",                            \
             .waiting = "SELECT d.id, " text " FROM " source                                \
                        " d WHERE d.workspace_id = $1 AND "                                 \
                        "d.id > $2 AND " conditions " AND NOT EXISTS (SELECT 1 FROM " table \
                        " s WHERE s.rowid = d.id) ORDER BY d.id LIMIT $3"}
// PostgreSQL makes a join of NOT EXISTS, and while statistics lag behind one that compares each
// with each; a value it can only look up by the key.
#define DUNLIN_POSTGRES_STATEMENTS(table, source, text, conditions)                          \
  Statements{.find = "SELECT id FROM " table                                                 \
                     " WHERE workspace_id = $1 AND "                                         \
                     "tokens @@ CAST($2 AS TSQUERY) AND id < $3 ORDER BY id DESC LIMIT $4",  \
             .put = "INSERT INTO " table                                                     \
                    " (workspace_id, id, tokens) "                                           \
                    "VALUES ($1, $2, CAST($3 AS TSVECTOR)) "                                 \
                    "ON CONFLICT (workspace_id, id) DO UPDATE SET tokens = excluded.tokens", \
             .forget = "DELETE FROM " table " WHERE workspace_id = $1 AND id = $2",          \
             .waiting = "SELECT d.id, " text " FROM " source                                 \
                        " d WHERE d.workspace_id = $1 AND "                                  \
                        "d.id > $2 AND " conditions " AND (SELECT s.id FROM " table          \
                        " s WHERE s.workspace_id = d.workspace_id AND s.id = d.id) IS NULL " \
                        "ORDER BY d.id LIMIT $3"}

constexpr Statements kSqliteMessages = DUNLIN_SQLITE_STATEMENTS(
    "message_search", "message", "d.body", "d.conversation_id IS NOT NULL AND d.body <> ''");
constexpr Statements kSqliteContacts =
    DUNLIN_SQLITE_STATEMENTS("contact_search", "contact", "d.username || ' ' || d.name",
                             "(d.username <> '' OR d.name <> '')");
constexpr Statements kPostgresMessages = DUNLIN_POSTGRES_STATEMENTS(
    "message_search", "message", "d.body", "d.conversation_id IS NOT NULL AND d.body <> ''");
constexpr Statements kPostgresContacts =
    DUNLIN_POSTGRES_STATEMENTS("contact_search", "contact", "d.username || ' ' || d.name",
                               "(d.username <> '' OR d.name <> '')");

const Statements& statements(const db::Tx& tx, What what) {
  if (tx.engine() == db::Engine::sqlite) {
    return what == What::messages ? kSqliteMessages : kSqliteContacts;
  }
  return what == What::messages ? kPostgresMessages : kPostgresContacts;
}

/// SQLite's index knows no column beside the tokens, so the workspace is one of them; the
/// underscore is in no word.
std::string workspace_token(WorkspaceId workspace) {
  return fmt::format("_{:x}", workspace.value);
}

std::string sqlite_question(const Question& question, WorkspaceId workspace) {
  std::string out = fmt::format("\"{}\"", workspace_token(workspace));
  for (std::size_t i = 0; i < question.words.size(); ++i) {
    const bool last = i + 1 == question.words.size();
    out += fmt::format(" AND \"{}\"{}", question.words[i], last ? "*" : "");
  }
  return out;
}

std::string postgres_question(const Question& question) {
  std::string out;
  for (std::size_t i = 0; i < question.words.size(); ++i) {
    const bool last = i + 1 == question.words.size();
    out += fmt::format("{}'{}'{}", i == 0 ? "" : " & ", question.words[i], last ? ":*" : "");
  }
  return out;
}

std::string_view through_column(What what) {
  return what == What::messages
             ? "SELECT messages_through FROM search_progress WHERE workspace_id = $1"
             : "SELECT contacts_through FROM search_progress WHERE workspace_id = $1";
}

Result<std::int64_t> through(db::Tx& tx, const Scope& scope, What what) {
  DUNLIN_TRY(const db::Rows rows, tx.query(through_column(what), scope.workspace()));
  return rows.empty() ? 0 : rows.front().get<std::int64_t>(0);
}

}  // namespace

Result<std::vector<std::int64_t>> find(db::Tx& tx, const Scope& scope, What what,
                                       const Asked& asked) {
  std::vector<std::int64_t> found;
  if (asked.question.words.empty()) return found;
  const std::int64_t below = asked.below.value_or(std::numeric_limits<std::int64_t>::max());
  const std::string_view sql = statements(tx, what).find;
  DUNLIN_TRY(
      const db::Rows rows,
      tx.engine() == db::Engine::sqlite
          ? tx.query(sql, sqlite_question(asked.question, scope.workspace()), below, asked.limit)
          : tx.query(sql, scope.workspace(), postgres_question(asked.question), below,
                     asked.limit));
  for (const db::Row& row : rows) found.push_back(row.get<std::int64_t>(0));
  return found;
}

Status put(db::Tx& tx, const Scope& scope, What what, const Document& document) {
  if (document.tokens.empty()) return forget(tx, scope, what, document.id);
  const std::string_view sql = statements(tx, what).put;
  if (tx.engine() == db::Engine::sqlite) {
    return tx.run(sql, document.id,
                  fmt::format("{} {}", workspace_token(scope.workspace()), document.tokens));
  }
  return tx.run(sql, scope.workspace(), document.id, document.tokens);
}

Status forget(db::Tx& tx, const Scope& scope, What what, std::int64_t id) {
  const std::string_view sql = statements(tx, what).forget;
  return tx.engine() == db::Engine::sqlite ? tx.run(sql, id) : tx.run(sql, scope.workspace(), id);
}

Result<std::vector<Waiting>> load_waiting(db::Tx& tx, const Scope& scope, What what, int limit) {
  DUNLIN_TRY(const std::int64_t from, through(tx, scope, what));
  DUNLIN_TRY(const db::Rows rows,
             tx.query(statements(tx, what).waiting, scope.workspace(), from, limit));
  std::vector<Waiting> waiting;
  for (const db::Row& row : rows) {
    waiting.push_back({.id = row.get<std::int64_t>(0), .text = row.get<std::string>(1)});
  }
  return waiting;
}

Status note_progress(db::Tx& tx, const Scope& scope, What what, std::int64_t through) {
  const std::int64_t none = 0;
  return tx.run(R"sql(
    INSERT INTO search_progress (workspace_id, messages_through, contacts_through)
    VALUES ($1, $2, $3)
    ON CONFLICT (workspace_id) DO UPDATE SET
      messages_through = CASE WHEN search_progress.messages_through > excluded.messages_through
        THEN search_progress.messages_through ELSE excluded.messages_through END,
      contacts_through = CASE WHEN search_progress.contacts_through > excluded.contacts_through
        THEN search_progress.contacts_through ELSE excluded.contacts_through END)sql",
                scope.workspace(), what == What::messages ? through : none,
                what == What::contacts ? through : none);
}

Result<std::optional<Instant>> oldest_waiting(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const auto waiting, load_waiting(tx, scope, What::messages, 1));
  if (waiting.empty()) return std::optional<Instant>();
  return std::optional(id_made_at(waiting.front().id));
}

Result<bool> take_lease(db::Tx& tx, const NodeScope&, std::string_view owner, Duration lease) {
  DUNLIN_TRY(const std::int64_t taken, tx.change(R"sql(
    UPDATE search_lease SET owner = $1, leased_until = dunlin_now_us() + CAST($2 AS BIGINT)
    WHERE id = 1 AND (owner = $1 OR leased_until < dunlin_now_us()))sql",
                                                 owner, lease.count()));
  return taken > 0;
}

}  // namespace dunlin::search
