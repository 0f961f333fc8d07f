#include "net/signature.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {
namespace {

constexpr std::string_view kTokenStart = "dk_";
constexpr std::size_t kShownChars = 8;
constexpr std::size_t kLongestToken = 128;
constexpr Duration kUseStep = std::chrono::minutes{1};

std::string hash_of(std::string_view token) {
  return net::to_hex(net::sha256(token));
}

/// Scopes, then whether it may write, which is all that keys from before scopes have.
KeyScopes scopes_from(const db::Row& row, std::size_t column) {
  if (const auto bits = row.get<std::optional<std::int64_t>>(column)) {
    return KeyScopes::from_bits(*bits);
  }
  return row.get<bool>(column + 1) ? KeyScopes::everything() : KeyScopes::reading();
}

ApiKey from_row(const db::Row& row) {
  return ApiKey{.id = row.get<ApiKeyId>(0),
                .name = row.get<std::string>(1),
                .prefix = row.get<std::string>(2),
                .scopes = scopes_from(row, 3),
                .installer = row.get<bool>(5),
                .created_at = row.get<Instant>(6),
                .last_used_at = row.get<std::optional<Instant>>(7),
                .revoked_at = row.get<std::optional<Instant>>(8)};
}

Error unknown_key() {
  return Error(Code::unauthorized, "auth.unknown_key", "This API key is not valid")
      .hinting("Send a current key: `Authorization: Bearer dk_…`.");
}

/// RFC 6750: the scheme's name has no case.
std::optional<std::string_view> bearer_token(std::string_view header) {
  constexpr std::string_view kScheme = "bearer ";
  if (header.size() <= kScheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    const char c = header[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c) != kScheme[i]) return std::nullopt;
  }
  return header.substr(kScheme.size());
}

}  // namespace

Result<NewApiKey> create_api_key(db::Tx& tx, const Scope& scope, Seams& seams,
                                 std::string_view name, KeyScopes scopes, Installer installer) {
  const std::string token = std::string(kTokenStart) + seams.random.token();
  const ApiKey key{.id = seams.ids.next<ApiKeyId>(),
                   .name = std::string(name),
                   .prefix = token.substr(0, kShownChars),
                   .scopes = scopes,
                   .installer = installer == Installer::yes,
                   .created_at = seams.clock.now(),
                   .last_used_at = std::nullopt,
                   .revoked_at = std::nullopt};
  DUNLIN_CHECK(tx.run(R"sql(
    INSERT INTO api_key (workspace_id, id, name, prefix, token_hash, can_write, scopes, installer,
                         created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql",
                      scope.workspace(), key.id, key.name, key.prefix, hash_of(token),
                      key.scopes.within(KeyScopes::reading()) ? 0 : 1, key.scopes.bits(),
                      key.installer, key.created_at));
  return NewApiKey{.key = key, .token = Secret<>(token)};
}

Result<std::vector<ApiKey>> list_api_keys(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT id, name, prefix, scopes, can_write, installer, created_at, last_used_at, revoked_at
    FROM api_key WHERE workspace_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1000)sql",
                                           scope.workspace()));
  std::vector<ApiKey> keys;
  for (const db::Row& row : rows) keys.push_back(from_row(row));
  return keys;
}

Status revoke_api_key(db::Tx& tx, const Scope& scope, ApiKeyId id, Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    UPDATE api_key SET revoked_at = COALESCE(revoked_at, CAST($3 AS BIGINT))
    WHERE workspace_id = $1 AND id = $2 RETURNING id)sql",
                                           scope.workspace(), id, now));
  if (rows.empty()) {
    return Error(Code::not_found, "api_key.not_found", "There is no such API key");
  }
  return {};
}

Result<Authenticated> authenticate(db::Tx& tx, std::string_view authorization_header, Instant now) {
  const auto token = bearer_token(authorization_header);
  if (!token) {
    return Error(Code::unauthorized, "auth.missing", "Nobody is signed in.")
        .hinting("Sign in, or send the header `Authorization: Bearer dk_…`.");
  }
  if (token->size() > kLongestToken) return unknown_key();
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT workspace_id, id, scopes, can_write, installer, last_used_at
    FROM api_key WHERE token_hash = $1 AND revoked_at IS NULL)sql",
                                           hash_of(*token)));
  if (rows.empty()) return unknown_key();
  const db::Row& row = rows.front();
  const auto key = row.get<ApiKeyId>(1);
  const auto last_used = row.get<std::optional<Instant>>(5);
  return Authenticated{
      .scope = ScopeMaker::for_workspace(row.get<WorkspaceId>(0),
                                         {.kind = Actor::Kind::api_key, .id = to_text(key)}),
      .scopes = scopes_from(row, 2),
      .installer = row.get<bool>(4),
      .key = key,
      .use_is_stale = !last_used || now - *last_used > kUseStep};
}

Status note_api_key_use(db::Tx& tx, const Scope& scope, ApiKeyId id, Instant now) {
  return tx.run("UPDATE api_key SET last_used_at = $3 WHERE workspace_id = $1 AND id = $2",
                scope.workspace(), id, now);
}

}  // namespace dunlin::workspace
