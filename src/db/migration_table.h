#pragma once

/// The one table that the runners keep themselves, on both engines. PostgreSQL holds all sets in
/// one database.
namespace dunlin::db {

inline constexpr const char* kCreateMigrationTable =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    " migration_set TEXT NOT NULL,"
    " number {bigint} NOT NULL,"
    " name TEXT NOT NULL,"
    " checksum TEXT NOT NULL,"
    " applied_at {bigint} NOT NULL,"
    " PRIMARY KEY (migration_set, number)) {clustered}";
inline constexpr const char* kSelectApplied =
    "SELECT number, checksum FROM schema_migration WHERE migration_set = $1 ORDER BY number";
inline constexpr const char* kInsertApplied =
    "INSERT INTO schema_migration (migration_set, number, name, checksum, applied_at)"
    " VALUES ($1, $2, $3, $4, dunlin_now_us())";

}  // namespace dunlin::db
