#pragma once

#include "base/seams.h"
#include "db/db.h"
#include "workspace/endpoint.h"

namespace dunlin::rules {

/// POST /api/v1/rules/test: what would happen to a message, with each rule's reason. Records
/// nothing.
Task<Result<workspace::Reply>> try_rules(db::Database database, const Clock& clock,
                                         const workspace::Call& call);

}  // namespace dunlin::rules
