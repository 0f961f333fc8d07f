#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/vault.h"
#include "base/seams.h"
#include "db/db.h"
#include "graph/graph.h"
#include "net/client.h"
#include "workspace/endpoint.h"
#include "workspace/scope.h"

/// The workspace's Instagram accounts. Owns account, account_directory.
namespace dunlin::accounts {

/// disconnected: taken away by the workspace; its rows and history stay.
enum class State { active = 0, needs_reconnect = 1, paused = 2, disconnected = 3 };
enum class Transport { graph = 0, by_hand = 1, device = 2, simulator = 3 };

struct Account {
  AccountId id;
  std::string ig_id;  ///< IG_ID, what webhooks carry
  std::string username;
  State state = State::active;
  Transport transport = Transport::simulator;
  std::string state_reason;             ///< a sentence when not active
  std::optional<Instant> paused_until;  ///< rate limit named by Meta; sends wait, nothing is lost
  bool automation_paused = false;       ///< the account's kill switch
  bool human_agent = false;             ///< Meta granted the Human Agent feature
  std::optional<Instant> token_expires_at;
  /// A late echo after a retry was seen: sends are at_most_once from then on.
  std::optional<Instant> doubted_at;
  bool has_token = false;
};
std::string_view name(State state);
std::string_view name(Transport transport);

/// What a call to Graph needs. Opened just before the call, never stored.
struct Connection {
  Secret<> token;
  std::optional<net::Proxy> proxy;
};

/// The same, still sealed: read together with the account, opened when a call is to be made.
struct SealedConnection {
  struct Proxy {
    net::Proxy::Kind kind;
    std::string host;
    int port = 0;
    std::string user, sealed_password;
  };
  std::string ig_id;
  std::optional<std::string> sealed_token;
  std::optional<Proxy> proxy;
};

struct NewAccount {
  AccountId id;
  std::string ig_id, username;
  Transport transport = Transport::simulator;
  Secret<> token;
  std::optional<Instant> token_expires_at;
  std::optional<net::Proxy> proxy;
  bool human_agent = false;
};

/// Creates or updates by ig_id (rows and history stay; an empty token keeps the good one, an
/// empty username the known one).
/// needs_reconnect and disconnected become active. account.belongs_elsewhere when another workspace
/// has it: return that error from the closure, so that nothing of it stays.
Result<Account> connect(db::Tx& tx, const Scope& scope, const Vault& vault,
                        const NewAccount& account, Instant now);
/// Forgets its token and proxy and lets go of it: events for it are nobody's from then on, the gate
/// refuses what waits, and another workspace may connect it. account.not_found
Status disconnect(db::Tx& tx, const Scope& scope, AccountId id);
/// Whether the workspace knows it and has disconnected it.
Result<bool> is_disconnected(db::Tx& tx, const Scope& scope, std::string_view ig_id);
/// account.not_found
Result<Account> find(db::Tx& tx, const Scope& scope, AccountId id);
/// Oldest first, at most 1,000.
Result<std::vector<Account>> list(db::Tx& tx, const Scope& scope);
/// account.not_found, account.no_token, vault.wrong_key_or_tampered
Result<Connection> open_connection(db::Tx& tx, const Scope& scope, const Vault& vault,
                                   AccountId id);
/// Account and connection in one read, for the gate. account.not_found
struct Sender {
  Account account;
  SealedConnection connection;
};
Result<Sender> find_sender(db::Tx& tx, const Scope& scope, AccountId id);
/// account.not_found when one is missing.
Result<std::map<AccountId, Sender>> find_senders(db::Tx& tx, const Scope& scope,
                                                 const std::vector<AccountId>& ids);
/// account.no_token, vault.wrong_key_or_tampered
Result<Connection> open(const SealedConnection& sealed, const Scope& scope, const Vault& vault);
/// The proxy of the account that is known by this ig_id, if it has one.
Result<std::optional<net::Proxy>> known_proxy(db::Tx& tx, const Scope& scope, const Vault& vault,
                                              std::string_view ig_id);
/// account.not_found, like the two below.
Status set_state(db::Tx& tx, const Scope& scope, AccountId id, State state, std::string_view reason,
                 std::optional<Instant> paused_until);
Status set_automation_paused(db::Tx& tx, const Scope& scope, AccountId id, bool paused);
/// Whether Meta granted the Human Agent feature, as the workspace says.
Status set_human_agent(db::Tx& tx, const Scope& scope, AccountId id, bool granted);
Status set_doubted(db::Tx& tx, const Scope& scope, AccountId id, Instant now);

/// The one routing table: Instagram account → workspace. Makes the Scope under which an event is
/// handled.
struct Routed {
  Scope scope;
  AccountId account;
};
Result<std::optional<Routed>> route(db::Tx& tx, const NodeScope&, std::string_view ig_id);

/// /api/v1/accounts: list, read, connect (a token is proved by a read of /me before it is stored),
/// pause and resume automation, disconnect (`on_disconnect` runs in its transaction).
using OnDisconnect = std::function<Status(db::Tx&, const Scope&, AccountId, Instant now)>;
std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams, const Vault& vault,
                                           graph::Graph& graph, OnDisconnect on_disconnect = {});

}  // namespace dunlin::accounts
