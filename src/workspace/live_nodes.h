#pragma once

#include "db/db.h"
#include "workspace/scope.h"

namespace dunlin::workspace {

/// How many processes hold a number: those that work on the database now, and those that died less
/// than kNodeLease ago.
Result<int> count_live_nodes(db::Tx& tx, const NodeScope&);

}  // namespace dunlin::workspace
