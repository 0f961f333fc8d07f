#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seams.h"
#include "base/secret.h"
#include "db/db.h"
#include "workspace/endpoint.h"
#include "workspace/identity.h"
#include "workspace/opt_out_texts.h"
#include "workspace/retention.h"
#include "workspace/scope.h"
#include "workspace/sign_in.h"

/// Workspaces and their API keys. Owns workspace, api_key, idempotency_record, installation, node.
/// People are in identity.h.
namespace dunlin::workspace {

struct Workspace {
  WorkspaceId id;
  std::string name;
  std::string zone = "UTC";  ///< IANA name
  std::string language = "en";
  std::int64_t rule_version = 0;   ///< raised by every publish; see rules/
  bool automation_paused = false;  ///< the workspace's kill switch: all that is automatic
  /// Words beyond the shipped ones (contacts/opt_out_words.h).
  std::vector<std::string> opt_out_words;
  OptOutTexts opt_out_texts;
  Retention retention;
};

Result<WorkspaceId> create_workspace(db::Tx& tx, const NodeScope&, WorkspaceId id,
                                     std::string_view name, Instant now);
Result<Workspace> load_workspace(db::Tx& tx, const Scope& scope);
/// The same, locked until the transaction ends: for changes of what depends on how it is.
Result<Workspace> lock_workspace(db::Tx& tx, const Scope& scope);
/// For background work that visits every workspace.
Result<std::vector<WorkspaceId>> list_workspaces(db::Tx& tx, const NodeScope&);
/// What is named changes, the rest stays. The values are checked already (http.cc).
struct WorkspaceChange {
  std::optional<std::string> name, zone, language;
  std::optional<std::vector<std::string>> opt_out_words;
};
Status change_workspace(db::Tx& tx, const Scope& scope, const WorkspaceChange& change);
Status set_opt_out_texts(db::Tx& tx, const Scope& scope, const OptOutTexts& texts);
/// Every publish of rules calls it; returns the new version.
Result<std::int64_t> raise_rule_version(db::Tx& tx, const Scope& scope);
Result<std::int64_t> rule_version(db::Tx& tx, const Scope& scope);
Status set_automation_paused(db::Tx& tx, const Scope& scope, bool paused);
/// The installation's kill switch: nothing leaves at all.
Status set_sending_paused(db::Tx& tx, const NodeScope&, bool paused);
Result<bool> sending_paused(db::Tx& tx);
/// Both kill switches in one read, for the gate.
struct Switches {
  bool automation_paused = false, sending_paused = false;
};
Result<Switches> load_switches(db::Tx& tx, const Scope& scope);

struct ApiKey {
  ApiKeyId id;
  std::string name;
  std::string prefix;  ///< first characters, to tell keys apart
  KeyScopes scopes;
  bool installer = false;
  Instant created_at;
  std::optional<Instant> last_used_at, revoked_at;
};
/// Tokens look like "dk_<base58, 256 bit>"; stored as SHA-256, shown once.
struct NewApiKey {
  ApiKey key;
  Secret<> token;
};
Result<NewApiKey> create_api_key(db::Tx& tx, const Scope& scope, Seams& seams,
                                 std::string_view name, KeyScopes scopes, Installer installer);
/// Newest first, revoked ones included.
Result<std::vector<ApiKey>> list_api_keys(db::Tx& tx, const Scope& scope);
/// api_key.not_found. Revoking twice keeps the first instant.
Status revoke_api_key(db::Tx& tx, const Scope& scope, ApiKeyId id, Instant now);

/// Bearer token → who. auth.missing, auth.unknown_key (Code::unauthorized, the same answer for
/// unknown and revoked). Only reads, so it fits a read; when `use_is_stale` (the use noted last is
/// over a minute old) the caller notes the use in a write of its own.
struct Authenticated {
  Scope scope;
  KeyScopes scopes;
  bool installer = false;
  ApiKeyId key;
  bool use_is_stale = false;
};
Status note_api_key_use(db::Tx& tx, const Scope& scope, ApiKeyId id, Instant now);
Result<Authenticated> authenticate(db::Tx& tx, std::string_view authorization_header, Instant now);

/// An answer kept for 24 h per (workspace, key, endpoint); a repeat with another body is
/// api.idempotency_mismatch (Code::conflict). Of two requests with one key at the same time the
/// slower one's transaction fails with api.idempotency_race, its effects with it; repeated, it
/// finds the answer. Answers that hold a secret are never kept.
Result<std::optional<Reply>> find_idempotent(db::Tx& tx, const Scope& scope, std::string_view key,
                                             std::string_view route, std::string_view body_hash);
Status keep_idempotent(db::Tx& tx, const Scope& scope, std::string_view key, std::string_view route,
                       std::string_view body_hash, const Reply& reply, Instant now);

/// Forgets answers older than `before`; at most `limit` a call. Returns how many went.
Result<int> prune_idempotent(db::Tx& tx, const NodeScope&, Instant before, int limit);

/// /api/v1/workspace (read, update name, zone, language, opt-out words and texts, retention,
/// pause), /api/v1/api-keys (list, create, revoke), /api/v1/installation (sending paused, links for
/// the command line), and all that people do to come in and among themselves.
std::vector<Endpoint> endpoints(const IdentityNeeds& needs);

/// This process's row: a number of 10 bits leased with an epoch, and how far its ids may have come.
struct Node {
  int number = 0;
  std::int64_t epoch = 0;
  Instant ids_not_before;
};
/// The lease lasts kNodeLease from each renewal; renew at a third of it and stop making ids at two
/// thirds without one. A number is given again only after its lease, with `ids_not_before` past all
/// that its last holder can have made. node.none_free (1024 live processes), node.lease_lost
/// (another process holds the number now).
inline constexpr Duration kNodeLease = std::chrono::seconds{60};
Result<Node> lease_node(db::Tx& tx, const NodeScope&, std::string_view process_name, Instant now);
Status renew_node(db::Tx& tx, const NodeScope&, const Node& node, Instant now);
/// The number of a process whose lease has not ended, if there is one.
Result<std::optional<int>> live_node(db::Tx& tx, const NodeScope&);

}  // namespace dunlin::workspace
