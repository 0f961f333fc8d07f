#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "db/tx.h"

namespace dunlin::db {

/// One statement for many keys. `sql` names one of them, `… IN (VALUES ($1, $2))`, of so many
/// columns; `keys` holds them one after another. Statements are kept by their text, so there is one
/// for each power of two: the last key is repeated, which must change nothing. Nothing is asked for
/// no keys.
Result<Rows> query_many(Tx& tx, std::string_view sql, std::size_t columns,
                        std::span<const Param> keys);
/// The same for an UPDATE; how many rows it wrote.
Result<std::int64_t> change_many(Tx& tx, std::string_view sql, std::size_t columns,
                                 std::span<const Param> keys);

/// The keys of rows whose key is (workspace_id, id).
template <class RowId>
std::vector<Param> keys_of(WorkspaceId workspace, const std::vector<RowId>& ids) {
  std::vector<Param> out;
  out.reserve(2 * ids.size());
  for (const RowId id : ids) out.insert(out.end(), {workspace, id});
  return out;
}

}  // namespace dunlin::db
