#pragma once

#include "alerts/decide_alerts.h"
#include "workspace/scope.h"

namespace dunlin::alerts {

/// What stands in a workspace now. `machine`: of this node; left out where it is not told.
Result<Facts> load_facts(db::Tx& tx, const Scope& scope, const Machine& machine, Instant now);

}  // namespace dunlin::alerts
