#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/checks/plan.h"

namespace dunlin::checks {

/// Whether a run of what is left of the plan still breaks the promise: for several cuts at once,
/// the first that does, or -1.
using FirstThatFails = std::function<int(const std::vector<Cut>&)>;

/// The smallest plan that still fails: faults are left out until none can be, then people, messages
/// and time as long as that works.
Cut shrink(const Plan& plan, const FirstThatFails& first_that_fails);

}  // namespace dunlin::checks
