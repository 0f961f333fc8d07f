#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "sim/checks/checks.h"
#include "sim/checks/plan.h"

namespace dunlin::checks {

/// One run of a plan: a phase with faults and one crash at least, a phase without in which all must
/// drain, then the verdict.
struct SeedResult {
  std::uint64_t seed = 0;
  Verdict verdict;
  int crashes = 0;
  std::uint64_t steps = 0;
  std::string faults;  ///< what was switched on, for the report
  Struck struck;       ///< how often each fault struck
};
enum class Times { once, twice };  ///< twice: both runs must be the same (R18)
/// Sees the world when it is made, and at its end, the App down.
struct Watch {
  std::function<void(world::World&)> begin, end;
};
SeedResult run_once(const Plan& plan, const Watch& watch = {});
SeedResult run_plan(const Plan& plan, Times times = Times::once, const Watch& watch = {});

/// Between processes; the hashes stay behind.
std::string to_text(const SeedResult& result);
SeedResult from_text(const std::string& text);

}  // namespace dunlin::checks
