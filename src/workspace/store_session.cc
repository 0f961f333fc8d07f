#include "net/signature.h"
#include "workspace/identity.h"

namespace dunlin::workspace {
namespace {

constexpr Duration kUseStep = std::chrono::minutes{1};
constexpr std::size_t kMostAgentBytes = 300;

std::string hash_of(std::string_view token) {
  return net::to_hex(net::sha256(token));
}

Error session_ended() {
  return Error(Code::unauthorized, "auth.session_ended", "You are not signed in any more.")
      .hinting("Sign in again.");
}

}  // namespace

Status begin_session(db::Tx& tx, const PersonScope& self, const NewSession& session,
                     const Visitor& visitor, Instant now) {
  return tx.run(R"sql(
    INSERT INTO session (id, person_id, token_hash, created_at, proved_at, last_seen_at, idle_until,
                         absolute_until, address, user_agent)
    VALUES ($1, $2, $3, $4, $4, $4, $5, $6, $7, $8))sql",
                session.id, self.person(), hash_of(session.token.reveal()), now, now + kSessionIdle,
                now + kSessionLife, visitor.address, visitor.user_agent.substr(0, kMostAgentBytes));
}

Result<std::vector<Session>> list_sessions(db::Tx& tx, const PersonScope& self, Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT id, created_at, last_seen_at, idle_until, absolute_until, address, user_agent
    FROM session WHERE person_id = $1 AND idle_until > $2 AND absolute_until > $2
    ORDER BY last_seen_at DESC, id DESC LIMIT 1000)sql",
                                           self.person(), now));
  std::vector<Session> out;
  for (const db::Row& row : rows) {
    out.push_back({.id = row.get<SessionId>(0),
                   .created_at = row.get<Instant>(1),
                   .last_seen_at = row.get<Instant>(2),
                   .idle_until = row.get<Instant>(3),
                   .absolute_until = row.get<Instant>(4),
                   .address = row.get<std::string>(5),
                   .user_agent = row.get<std::string>(6)});
  }
  return out;
}

Status end_session(db::Tx& tx, const PersonScope& self, SessionId id) {
  DUNLIN_TRY(const std::int64_t ended,
             tx.change("DELETE FROM session WHERE person_id = $1 AND id = $2", self.person(), id));
  if (ended == 1) return {};
  return Error(Code::not_found, "session.not_found", "There is no such session")
      .hinting("GET /api/v1/me/sessions lists yours.");
}

Status end_sessions(db::Tx& tx, const PersonScope& self, std::optional<SessionId> but) {
  return tx.run("DELETE FROM session WHERE person_id = $1 AND id <> $2", self.person(),
                but.value_or(SessionId{}));
}

Status touch_session(db::Tx& tx, const PersonScope& self, SessionId id, Instant now) {
  return tx.run(R"sql(
    UPDATE session SET last_seen_at = $3, idle_until = $4,
      longest_idle_us = CASE WHEN $3 - last_seen_at > longest_idle_us THEN $3 - last_seen_at
                             ELSE longest_idle_us END
    WHERE person_id = $1 AND id = $2)sql",
                self.person(), id, now, now + kSessionIdle);
}

Status prove_session(db::Tx& tx, const PersonScope& self, SessionId id, Instant now) {
  return tx.run("UPDATE session SET proved_at = $3 WHERE person_id = $1 AND id = $2", self.person(),
                id, now);
}

Result<FoundSession> find_session(db::Tx& tx, std::string_view token, Instant now) {
  constexpr std::size_t kLongestToken = 128;
  if (token.empty() || token.size() > kLongestToken) return session_ended();
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT s.id, s.person_id, s.proved_at, s.last_seen_at, p.installer, p.workspace_id
    FROM session s JOIN person p ON p.id = s.person_id
    WHERE s.token_hash = $1 AND s.idle_until > $2 AND s.absolute_until > $2
      AND p.disabled_at IS NULL)sql",
                                           hash_of(token), now));
  if (rows.empty()) return session_ended();
  const db::Row& row = rows.front();
  return FoundSession{.self = ScopeMaker::for_person(row.get<PersonId>(1)),
                      .id = row.get<SessionId>(0),
                      .proved_at = row.get<Instant>(2),
                      .installer = row.get<bool>(4) ? Installer::yes : Installer::no,
                      .last_workspace = row.get<std::optional<WorkspaceId>>(5),
                      .use_is_stale = now - row.get<Instant>(3) > kUseStep};
}

}  // namespace dunlin::workspace
