#pragma once

#include <string_view>

#include "base/error.h"

struct pg_conn;
struct pg_result;

namespace dunlin::db {

/// The error of a failed result. `db.serialization` asks for another run of the closure,
/// `db.connection_lost` for another connection too; both stay inside the adapter unless every try
/// fails.
Error postgres_error(pg_conn* connection, const pg_result* result, std::string_view sql);
/// The connection failed without a result that says why.
Error connection_lost(pg_conn* connection);

inline constexpr std::string_view kSerialization = "db.serialization";
inline constexpr std::string_view kConnectionLost = "db.connection_lost";

}  // namespace dunlin::db
