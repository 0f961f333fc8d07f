#pragma once

#include <cstdint>

#include "sim/checks/checks.h"

namespace dunlin::checks {

/// One seed: faults drawn as a swarm, a phase with them, a phase without in which all must drain,
/// then the verdict.
struct SeedResult {
  Verdict verdict;
  int crashes = 0;
  std::uint64_t steps = 0;
  Duration virtual_time{};
  std::string faults;  ///< what was switched on, for the report
};
SeedResult run_seed(std::uint64_t seed);

}  // namespace dunlin::checks
