#pragma once

#include <string>
#include <string_view>

#include "db/tx.h"

namespace dunlin::db {

/// Replaces the fragments by the engine's own words; anything else in braces is left alone.
///
///   {pk}           INTEGER PRIMARY KEY              BIGINT PRIMARY KEY
///   {bigint}       INTEGER                          BIGINT
///   {blob}         BLOB                             BYTEA
///   {for_update}   (nothing)                        FOR UPDATE
///   {skip_locked}  (nothing)                        FOR UPDATE SKIP LOCKED
///   {search} $n    MATCH $n                         @@ to_tsquery('simple', $n)
///
/// Only in migrations, after the closing parenthesis of CREATE TABLE: {strict} makes SQLite hold
/// columns to their types; {clustered} does so and keeps the rows in the primary key's own tree
/// (for composite keys).
///
///   {strict}       STRICT                           (nothing)
///   {clustered}    STRICT, WITHOUT ROWID            (nothing)
std::string expand_fragments(std::string_view sql, Engine engine);

/// A statement with `VALUES ($1, …)` of one row, outside of which it has no parameters, for so many
/// rows: their parameters follow one another row by row.
std::string for_rows(std::string_view sql, std::size_t rows);

/// The highest n of its `$n`.
int count_parameters(std::string_view sql);

}  // namespace dunlin::db
