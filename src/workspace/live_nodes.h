#pragma once

#include "db/db.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {

/// How many processes hold a number: those that work on the database now, and those that died less
/// than kNodeLease ago.
Result<int> count_live_nodes(db::Tx& tx, const NodeScope&);

/// A process that ends in peace gives its number back at once. What it makes ids for after that is
/// still apart from what the next holder makes. Good as well when it is another's by now.
Status release_node(db::Tx& tx, const NodeScope&, const Node& node);

}  // namespace dunlin::workspace
