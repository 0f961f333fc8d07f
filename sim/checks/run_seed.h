#pragma once

#include <cstdint>
#include <functional>

#include "sim/checks/checks.h"
#include "sim/checks/swarm.h"

namespace dunlin::checks {

/// One seed: faults drawn as a swarm, a phase with them, a phase without in which all must drain,
/// then the verdict.
struct SeedResult {
  Verdict verdict;
  int crashes = 0;
  std::uint64_t steps = 0;
  Duration virtual_time{};
  std::string faults;  ///< what was switched on, for the report
  Struck struck;       ///< how often each fault struck
};
/// `look` sees the world at its end, the App down.
SeedResult run_seed(std::uint64_t seed, const std::function<void(world::World&)>& look = {});

}  // namespace dunlin::checks
