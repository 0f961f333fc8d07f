#include <algorithm>

#include "accounts/accounts.h"
#include "db/many.h"
#include "feed/feed.h"

namespace dunlin::accounts {
namespace {

#define DUNLIN_ACCOUNT_COLUMNS                                          \
  "id, ig_id, username, state, state_reason, transport, paused_until, " \
  "automation_paused, human_agent, token_expires_at, doubted_at, "      \
  "CASE WHEN token_sealed IS NULL THEN 0 ELSE 1 END"
constexpr std::size_t kAccountColumns = 12;

Account account_from(const db::Row& row) {
  return Account{.id = row.get<AccountId>(0),
                 .ig_id = row.get<std::string>(1),
                 .username = row.get<std::string>(2),
                 .state = row.get<State>(3),
                 .transport = row.get<Transport>(5),
                 .state_reason = row.get<std::string>(4),
                 .paused_until = row.get<std::optional<Instant>>(6),
                 .automation_paused = row.get<bool>(7),
                 .human_agent = row.get<bool>(8),
                 .token_expires_at = row.get<std::optional<Instant>>(9),
                 .doubted_at = row.get<std::optional<Instant>>(10),
                 .has_token = row.get<bool>(11)};
}

Error account_missing() {
  return Error(Code::not_found, "account.not_found", "There is no such account");
}

Status or_missing(const Result<db::Rows>& changed) {
  if (!changed) return changed.error();
  if (changed->empty()) return account_missing();
  return {};
}

/// The row's name in sealed values: what stays the same when an account is connected anew.
Vault::Place place(std::string_view ig_id, std::string_view column) {
  return {.table = "account", .row = ig_id, .column = column};
}

/// A row is claimed by the directory's primary key, so two workspaces at once cannot both have it.
Status claim(db::Tx& tx, const Scope& scope, std::string_view ig_id, AccountId id) {
  DUNLIN_CHECK(tx.run(R"sql(
    INSERT INTO account_directory (ig_id, workspace_id, account_id) VALUES ($1, $2, $3)
    ON CONFLICT (ig_id) DO NOTHING)sql",
                      ig_id, scope.workspace(), id));
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT workspace_id FROM account_directory WHERE ig_id = $1", ig_id));
  if (!rows.empty() && rows.front().get<WorkspaceId>(0) == scope.workspace()) return {};
  return Error(Code::conflict, "account.belongs_elsewhere",
               "This Instagram account is connected in another workspace")
      .hinting("Disconnect it there first.");
}

Status keep_secrets(db::Tx& tx, const Scope& scope, const Vault& vault, AccountId id,
                    const NewAccount& account) {
  if (!account.token.empty()) {
    const std::string sealed =
        vault.seal(scope, place(account.ig_id, "token_sealed"), account.token);
    DUNLIN_CHECK(tx.run(R"sql(
      UPDATE account SET token_sealed = $3, token_expires_at = $4
      WHERE workspace_id = $1 AND id = $2)sql",
                        scope.workspace(), id, db::Blob{sealed}, account.token_expires_at));
  }
  if (!account.proxy) return {};
  const net::Proxy& proxy = *account.proxy;
  const std::string sealed =
      vault.seal(scope, place(account.ig_id, "proxy_password_sealed"), proxy.password);
  return tx.run(R"sql(
    UPDATE account SET proxy_kind = $3, proxy_host = $4, proxy_port = $5, proxy_user = $6,
                       proxy_password_sealed = $7
    WHERE workspace_id = $1 AND id = $2)sql",
                scope.workspace(), id, proxy.kind, proxy.host, proxy.port, proxy.user,
                db::Blob{sealed});
}

#define DUNLIN_CONNECTION_COLUMNS                                         \
  "ig_id, token_sealed, proxy_kind, proxy_host, proxy_port, proxy_user, " \
  "proxy_password_sealed"

/// From the connection's columns, which begin at `first`.
SealedConnection connection_from(const db::Row& row, std::size_t first) {
  SealedConnection out{.ig_id = row.get<std::string>(first),
                       .sealed_token = row.get<std::optional<std::string>>(first + 1),
                       .proxy = std::nullopt};
  if (row.is_null(first + 2)) return out;
  out.proxy = SealedConnection::Proxy{.kind = row.get<net::Proxy::Kind>(first + 2),
                                      .host = row.get<std::string>(first + 3),
                                      .port = row.get<int>(first + 4),
                                      .user = row.get<std::string>(first + 5),
                                      .sealed_password = row.get<std::string>(first + 6)};
  return out;
}

Result<std::optional<net::Proxy>> open_proxy(const SealedConnection& sealed, const Scope& scope,
                                             const Vault& vault) {
  if (!sealed.proxy) return std::optional<net::Proxy>();
  const SealedConnection::Proxy& proxy = *sealed.proxy;
  DUNLIN_TRY(auto password, vault.open(scope, place(sealed.ig_id, "proxy_password_sealed"),
                                       proxy.sealed_password));
  return std::optional(net::Proxy{.kind = proxy.kind,
                                  .host = proxy.host,
                                  .port = proxy.port,
                                  .user = proxy.user,
                                  .password = std::move(password)});
}

}  // namespace

Result<Account> connect(db::Tx& tx, const Scope& scope, const Vault& vault,
                        const NewAccount& account, Instant now) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query(R"sql(
    INSERT INTO account (workspace_id, id, ig_id, username, state, state_reason, transport,
                         automation_paused, human_agent, created_at)
    VALUES ($1, $2, $3, $4, 0, '', $5, 0, $6, $7)
    ON CONFLICT (workspace_id, ig_id) DO UPDATE SET
      username = COALESCE(NULLIF(excluded.username, ''), account.username), transport = excluded.transport,
      human_agent = excluded.human_agent,
      state = CASE WHEN account.state IN (1, 3) THEN 0 ELSE account.state END,
      state_reason = CASE WHEN account.state IN (1, 3) THEN '' ELSE account.state_reason END
    RETURNING id)sql",
                      scope.workspace(), account.id, account.ig_id, account.username,
                      account.transport, account.human_agent, now));
  const auto id = rows.at(0).get<AccountId>(0);
  DUNLIN_CHECK(claim(tx, scope, account.ig_id, id));
  DUNLIN_CHECK(keep_secrets(tx, scope, vault, id, account));
  feed::tell(tx, scope.workspace(), feed::Kind::account, id);
  return find(tx, scope, id);
}

/// A simulated account keeps its token: it opens nothing outside, and nobody could type it again.
Status disconnect(db::Tx& tx, const Scope& scope, AccountId id) {
  feed::tell(tx, scope.workspace(), feed::Kind::account, id);
  DUNLIN_CHECK(
      or_missing(tx.query(R"sql(
    UPDATE account SET state = $3, state_reason = '', paused_until = NULL,
                       token_sealed = CASE WHEN transport = $4 THEN token_sealed ELSE NULL END,
                       token_expires_at = NULL, proxy_kind = NULL, proxy_host = NULL,
                       proxy_port = NULL, proxy_user = NULL, proxy_password_sealed = NULL
    WHERE workspace_id = $1 AND id = $2 RETURNING id)sql",
                          scope.workspace(), id, State::disconnected, Transport::simulator)));
  return tx.run("DELETE FROM account_directory WHERE workspace_id = $1 AND account_id = $2",
                scope.workspace(), id);
}

Result<bool> is_disconnected(db::Tx& tx, const Scope& scope, std::string_view ig_id) {
  DUNLIN_TRY(
      const db::Rows rows,
      tx.query("SELECT id FROM account WHERE workspace_id = $1 AND ig_id = $2 AND state = $3",
               scope.workspace(), ig_id, State::disconnected));
  return !rows.empty();
}

Result<Account> find(db::Tx& tx, const Scope& scope, AccountId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_ACCOUNT_COLUMNS
                                           " FROM account WHERE workspace_id = $1 AND id = $2",
                                           scope.workspace(), id));
  if (rows.empty()) return account_missing();
  return account_from(rows.front());
}

Result<std::vector<Account>> list(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT " DUNLIN_ACCOUNT_COLUMNS
                      " FROM account WHERE workspace_id = $1 ORDER BY created_at, id LIMIT 1000",
                      scope.workspace()));
  std::vector<Account> found;
  for (const db::Row& row : rows) found.push_back(account_from(row));
  return found;
}

Result<Sender> find_sender(db::Tx& tx, const Scope& scope, AccountId id) {
  DUNLIN_TRY(auto found, find_senders(tx, scope, {id}));
  return std::move(found.begin()->second);
}

Result<std::map<AccountId, Sender>> find_senders(db::Tx& tx, const Scope& scope,
                                                 const std::vector<AccountId>& ids) {
  DUNLIN_TRY(const db::Rows rows,
             db::query_many(tx,
                            "SELECT " DUNLIN_ACCOUNT_COLUMNS ", " DUNLIN_CONNECTION_COLUMNS
                            " FROM account WHERE (workspace_id, id) IN (VALUES ($1, $2))",
                            2, db::keys_of(scope.workspace(), ids)));
  std::map<AccountId, Sender> out;
  for (const db::Row& row : rows) {
    Sender sender{.account = account_from(row),
                  .connection = connection_from(row, kAccountColumns)};
    const AccountId id = sender.account.id;
    out.try_emplace(id, std::move(sender));
  }
  const auto unknown = [&out](AccountId id) { return !out.contains(id); };
  if (std::ranges::any_of(ids, unknown)) return account_missing();
  return out;
}

Result<Connection> open(const SealedConnection& sealed, const Scope& scope, const Vault& vault) {
  if (!sealed.sealed_token) {
    return Error(Code::refused, "account.no_token", "This account has no access token")
        .hinting("Connect it again with a token.");
  }
  Connection connection;
  DUNLIN_TRY(connection.token,
             vault.open(scope, place(sealed.ig_id, "token_sealed"), *sealed.sealed_token));
  DUNLIN_TRY(connection.proxy, open_proxy(sealed, scope, vault));
  return connection;
}

Result<Connection> open_connection(db::Tx& tx, const Scope& scope, const Vault& vault,
                                   AccountId id) {
  DUNLIN_TRY(const Sender sender, find_sender(tx, scope, id));
  return open(sender.connection, scope, vault);
}

Result<std::optional<net::Proxy>> known_proxy(db::Tx& tx, const Scope& scope, const Vault& vault,
                                              std::string_view ig_id) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_CONNECTION_COLUMNS
                                           " FROM account WHERE workspace_id = $1 AND ig_id = $2",
                                           scope.workspace(), ig_id));
  if (rows.empty()) return std::optional<net::Proxy>();
  return open_proxy(connection_from(rows.front(), 0), scope, vault);
}

Status set_state(db::Tx& tx, const Scope& scope, AccountId id, State state, std::string_view reason,
                 std::optional<Instant> paused_until) {
  feed::tell(tx, scope.workspace(), feed::Kind::account, id);
  return or_missing(tx.query(R"sql(
    UPDATE account SET state = $3, state_reason = $4, paused_until = $5
    WHERE workspace_id = $1 AND id = $2 RETURNING id)sql",
                             scope.workspace(), id, state, reason, paused_until));
}

Status set_automation_paused(db::Tx& tx, const Scope& scope, AccountId id, bool paused) {
  feed::tell(tx, scope.workspace(), feed::Kind::account, id);
  return or_missing(tx.query(R"sql(
    UPDATE account SET automation_paused = $3 WHERE workspace_id = $1 AND id = $2 RETURNING id)sql",
                             scope.workspace(), id, paused));
}

Status set_human_agent(db::Tx& tx, const Scope& scope, AccountId id, bool granted) {
  feed::tell(tx, scope.workspace(), feed::Kind::account, id);
  return or_missing(tx.query(R"sql(
    UPDATE account SET human_agent = $3 WHERE workspace_id = $1 AND id = $2 RETURNING id)sql",
                             scope.workspace(), id, granted));
}

Status set_doubted(db::Tx& tx, const Scope& scope, AccountId id, Instant now) {
  return or_missing(tx.query(R"sql(
    UPDATE account SET doubted_at = COALESCE(doubted_at, CAST($3 AS BIGINT))
    WHERE workspace_id = $1 AND id = $2 RETURNING id)sql",
                             scope.workspace(), id, now));
}

Result<std::optional<Routed>> route(db::Tx& tx, const NodeScope&, std::string_view ig_id) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT workspace_id, account_id FROM account_directory WHERE ig_id = $1)sql",
                                           ig_id));
  if (rows.empty()) return std::optional<Routed>();
  const auto [workspace, account] = rows.front().as<WorkspaceId, AccountId>();
  const Scope scope = workspace::ScopeMaker::for_workspace(workspace, {});
  return std::optional(Routed{.scope = scope, .account = account});
}

}  // namespace dunlin::accounts
