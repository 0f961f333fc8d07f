#include "db/postgres_statistics.h"

namespace dunlin::db {

Status keep_statistics(PostgresConnection& connection) {
  DUNLIN_TRY(const Rows changed, connection.query(R"sql(
    SELECT quote_ident(relname) FROM pg_stat_user_tables
    WHERE schemaname = current_schema() AND n_mod_since_analyze > 50 + n_live_tup * 2 / 3
    ORDER BY relname)sql"));
  for (const Row& table : changed) {
    DUNLIN_CHECK(connection.run_script("ANALYZE (SKIP_LOCKED) " + table.get<std::string>(0)));
  }
  return {};
}

}  // namespace dunlin::db
