#pragma once

#include <string_view>
#include <vector>

#include "db/tx.h"

/// Statements over lists of ids: one fixed text with ten places, run as often as the list needs.
namespace dunlin::intake {

#define DUNLIN_TEN_IDS "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10"

/// The first column of all rows. `sql` has DUNLIN_TEN_IDS where the ids go; the last id fills
/// places left over, so the statement must not mind an id twice.
Result<std::vector<RawEventId>> query_by_ids(db::Tx& tx, std::string_view sql,
                                             const std::vector<RawEventId>& ids);

}  // namespace dunlin::intake
