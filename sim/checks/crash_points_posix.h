#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/checks/run_seed.h"

/// A power cut before every single operation of the disk: each write, sync, truncation, creation
/// and deletion of a run, one run for each.
namespace dunlin::checks {

/// What a seed draws, but for all that strikes the machine, and short.
Plan draw_short_plan(std::uint64_t seed);

struct CrashPoints {
  std::uint64_t points = 0;
  std::uint64_t failed = 0;
  std::vector<std::string> broken;  ///< of each failed one what, and how to see it again
};
/// Runs the plan once without a crash. Before each operation, or each `every`th, the process parts
/// in two: the copy loses its power there, goes on to the end and is judged.
CrashPoints run_crash_points(const Plan& plan, std::uint64_t every);

/// One of them again.
SeedResult run_crash_point(const Plan& plan, std::uint64_t point,
                           const std::function<void(world::World&)>& look);

struct CrashPointSeries {
  std::uint64_t first_seed = 1, points = 1'000;  ///< goes on until so many were judged
  std::uint64_t every = 1;                       ///< operation of the disk
  int processes = 1;
};
struct CrashPointTotal {
  std::uint64_t points = 0, failed = 0, seeds = 0;
};
/// Failures are printed with the command that replays them.
CrashPointTotal run_crash_point_series(const CrashPointSeries& series);

}  // namespace dunlin::checks
