#include "contacts/contacts.h"
#include "feed/feed.h"
#include "search/search.h"

namespace dunlin::contacts {

Status wish_profile(db::Tx& tx, const Scope& scope, ContactId id, Instant now) {
  return tx.run(R"sql(
    UPDATE contact SET profile_due_at = $3, profile_failures = 0
    WHERE workspace_id = $1 AND id = $2 AND profile_due_at IS NULL)sql",
                scope.workspace(), id, now);
}

Result<std::vector<DueProfile>> take_due_profiles(db::Tx& tx, const NodeScope&, Instant now,
                                                  Instant busy_until, int limit) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    WITH due AS MATERIALIZED (
      SELECT c.workspace_id, c.id FROM contact c WHERE c.profile_due_at <= $1
      ORDER BY c.profile_due_at, c.id LIMIT $3 {skip_locked})
    UPDATE contact SET profile_due_at = $2
    WHERE (workspace_id, id) IN (SELECT d.workspace_id, d.id FROM due d)
    RETURNING workspace_id, id, account_id, igsid, profile_failures)sql",
                                           now, busy_until, limit));
  std::vector<DueProfile> out;
  for (const db::Row& row : rows) {
    out.push_back(DueProfile{.workspace = row.get<WorkspaceId>(0),
                             .contact = row.get<ContactId>(1),
                             .account = row.get<AccountId>(2),
                             .igsid = row.get<std::string>(3),
                             .failures = row.get<int>(4)});
  }
  return out;
}

Result<std::optional<Instant>> next_profile_due(db::Tx& tx, const NodeScope&) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT profile_due_at FROM contact WHERE profile_due_at IS NOT NULL
    ORDER BY profile_due_at LIMIT 1)sql"));
  if (rows.empty()) return std::optional<Instant>();
  return std::optional(rows.front().get<Instant>(0));
}

Status put_off_profile(db::Tx& tx, const Scope& scope, ContactId id, std::optional<Instant> next_at,
                       int failures) {
  return tx.run(R"sql(
    UPDATE contact SET profile_due_at = $3, profile_failures = $4
    WHERE workspace_id = $1 AND id = $2)sql",
                scope.workspace(), id, next_at, failures);
}

Status set_profile(db::Tx& tx, const Scope& scope, ContactId id, const Profile& profile,
                   Instant now) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query(R"sql(
    UPDATE contact SET username = CASE WHEN CAST($3 AS TEXT) = '' THEN username ELSE $3 END,
                       name = CASE WHEN CAST($4 AS TEXT) = '' THEN name ELSE $4 END,
                       picture_url = CASE WHEN CAST($5 AS TEXT) = '' THEN picture_url ELSE $5 END,
                       follower_count = COALESCE(CAST($6 AS BIGINT), follower_count),
                       follows_account = COALESCE(CAST($7 AS INTEGER), follows_account),
                       followed_by_account = COALESCE(CAST($8 AS INTEGER), followed_by_account),
                       verified = COALESCE(CAST($9 AS INTEGER), verified),
                       profile_read_at = $10, profile_due_at = NULL, profile_failures = 0
    WHERE workspace_id = $1 AND id = $2 RETURNING username, name)sql",
                      scope.workspace(), id, profile.username, profile.name, profile.picture_url,
                      profile.follower_count, profile.follows_account, profile.followed_by_account,
                      profile.verified, now));
  if (rows.empty()) return Error(Code::not_found, "contact.not_found", "There is no such contact");
  feed::tell(tx, scope.workspace(), feed::Kind::contact, id);
  const auto [username, name] = rows.front().as<std::string, std::string>();
  return search::put(tx, scope, search::What::contacts,
                     {.id = id.value, .tokens = search::tokens_of(username + " " + name)});
}

}  // namespace dunlin::contacts
