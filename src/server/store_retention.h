#pragma once

#include "base/time.h"
#include "db/db.h"
#include "workspace/scope.h"

/// What a workspace keeps no longer (workspace/retention.h), with all that hangs on it. What a send
/// that is not over needs stays until it is. Returns how many were looked at: fewer than `limit`
/// when none is left.
namespace dunlin::server {

/// Messages that were recorded before, with their reactions, sends and place in the search. Their
/// conversations stay, with whoever wrote, notes and labels.
Result<int> forget_messages(db::Tx& tx, const Scope& scope, Instant before, int limit);
/// Traces of what came before, with the steps of their sends.
Result<int> forget_traces(db::Tx& tx, const Scope& scope, Instant before, int limit);

}  // namespace dunlin::server
