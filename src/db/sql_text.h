#pragma once

#include <string>
#include <string_view>

#include "db/tx.h"

namespace dunlin::db {

/// Replaces the fragments by the engine's own words; anything else in braces is left alone.
///
///   {pk}           INTEGER PRIMARY KEY              BIGINT PRIMARY KEY
///   {blob}         BLOB                             BYTEA
///   {for_update}   (nothing)                        FOR UPDATE
///   {skip_locked}  (nothing)                        FOR UPDATE SKIP LOCKED
///   {search} $n    MATCH $n                         @@ to_tsquery('simple', $n)
std::string expand_fragments(std::string_view sql, Engine engine);

}  // namespace dunlin::db
