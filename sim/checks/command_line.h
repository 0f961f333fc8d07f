#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dunlin::checks {

/// What the simulation is asked for: see its --help.
struct CommandLine {
  std::uint64_t seeds = 100, first = 1, seed = 0;
  std::uint64_t crash_points = 0, crash_every = 1, crash_at = 0;
  int jobs = 1;
  std::string sql;
  bool twice = false, until_failure = false, every_fault = false, shrink = false;
  std::vector<std::string> only;
  std::optional<int> people, messages, span_s, nodes;
};

/// Fills `to`, which has what goes for an option that is not named. An exit code when the program
/// is to end.
std::optional<int> parse(int argc, char** argv, CommandLine& to);

}  // namespace dunlin::checks
