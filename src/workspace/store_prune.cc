#include "workspace/decide_lockout.h"
#include "workspace/identity.h"

namespace dunlin::workspace {

Result<int> prune_identity(db::Tx& tx, const NodeScope&, Instant now, int limit) {
  DUNLIN_TRY(const std::int64_t sessions, tx.change(R"sql(
    DELETE FROM session WHERE id IN (
      SELECT id FROM session WHERE absolute_until < $1 OR idle_until < $1 LIMIT $2))sql",
                                                    now, limit));
  DUNLIN_TRY(const std::int64_t tokens, tx.change(R"sql(
    DELETE FROM one_time_token WHERE token_hash IN (
      SELECT token_hash FROM one_time_token WHERE expires_at < $1 LIMIT $2))sql",
                                                  now, limit));
  DUNLIN_TRY(const std::int64_t guards, tx.change(R"sql(
    DELETE FROM sign_in_guard WHERE subject IN (
      SELECT subject FROM sign_in_guard WHERE last_at < $1 LIMIT $2))sql",
                                                  now - kFailuresCount - kLongestDelay, limit));
  return static_cast<int>(sessions + tokens + guards);
}

}  // namespace dunlin::workspace
