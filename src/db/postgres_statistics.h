#pragma once

#include "db/postgres_connection.h"

namespace dunlin::db {

/// Brings the planner's statistics up to date for tables of this schema that have grown threefold
/// since they were made, or changed as much. PostgreSQL does so by itself, but only once a minute:
/// until then it knows how large a table is (PostgresConnection plans anew as it grows), not what
/// is in it. Outside a transaction. What another connection holds is left for the next time.
Status keep_statistics(PostgresConnection& connection);
inline constexpr Duration kBetweenStatistics = std::chrono::seconds{5};

}  // namespace dunlin::db
