#include <string>

#include <fmt/format.h>

#include "db/durability.h"
#include "db/postgres_connection.h"

namespace dunlin::db {
namespace {

// The session's own value is never "off", whatever the server's default: that one is judged.
constexpr std::string_view kAsk = R"sql(
    SELECT (SELECT reset_val FROM pg_settings WHERE name = 'synchronous_commit'),
      current_setting('synchronous_standby_names'),
      (SELECT COUNT(*) FROM pg_stat_replication
        WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum')),
      (SELECT COUNT(*) FROM pg_stat_replication WHERE state IS NULL))sql";

Error fault(std::string_view id, std::string message, std::string hint) {
  return Error(Code::unavailable, id, std::move(message)).hinting(std::move(hint));
}

Status judge(const Row& row) {
  const auto [commit, names, standbys, hidden] =
      row.as<std::string, std::string, std::int64_t, std::int64_t>();
  if (commit != "on" && commit != "remote_apply") {
    return fault("durability.not_synchronous",
                 fmt::format("PostgreSQL's synchronous_commit is {}: a commit is answered before a "
                             "standby has it on its disk",
                             commit),
                 "Set synchronous_commit to on, or leave DUNLIN_DURABILITY=strict out.");
  }
  if (names.empty()) {
    return fault("durability.no_names",
                 "PostgreSQL's synchronous_standby_names is empty: no commit waits for a standby",
                 "Name the standbys there (Patroni: synchronous_mode and synchronous_mode_strict), "
                 "or leave DUNLIN_DURABILITY=strict out.");
  }
  if (standbys == 0 && hidden > 0) {
    return fault("durability.hidden",
                 "Dunlin's PostgreSQL role may not see whether a standby is synchronous",
                 "Let it: GRANT pg_monitor TO the role.");
  }
  if (standbys == 0) {
    return fault(
        "durability.no_standby",
        "No synchronous standby of PostgreSQL is connected: a commit would wait for one",
        "Start the standby and see that pg_stat_replication shows it as sync or quorum, or "
        "leave DUNLIN_DURABILITY=strict out.");
  }
  return {};
}

}  // namespace

Status check_durability(Tx& tx) {
  DUNLIN_TRY(const Rows rows, tx.query(kAsk));
  return judge(rows.front());
}

Status require_durability(const Secret<>& url) {
  DUNLIN_TRY(const auto connection,
             PostgresConnection::connect({.url = url, .statement_timeout = Duration{10'000'000}}));
  DUNLIN_TRY(const Rows rows, connection->query(kAsk));
  return judge(rows.front());
}

}  // namespace dunlin::db
