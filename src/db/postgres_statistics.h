#pragma once

#include "db/postgres_connection.h"

namespace dunlin::db {

/// Brings the planner's statistics up to date for tables of this schema that have changed by half
/// since they were made. PostgreSQL does so by itself, but only once a minute: a table that fills
/// within one is taken for empty until then, and any index with the right first column for as good
/// as the key. Outside a transaction. What another
/// connection holds is left for the next time.
Status keep_statistics(PostgresConnection& connection);
inline constexpr Duration kBetweenStatistics = std::chrono::seconds{5};

}  // namespace dunlin::db
