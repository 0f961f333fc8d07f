#include "sim/checks/command_line.h"

#include <CLI/CLI.hpp>

namespace dunlin::checks {
namespace {

void add_options(CLI::App& program, CommandLine& to) {
  program.add_option("--seeds", to.seeds, "how many seeds");
  program.add_option("--first", to.first, "the first of them");
  program.add_option("--jobs", to.jobs, "how many at once; all processors unless told");
  program.add_option("--seed", to.seed, "one seed, reported whether it passes or not");
  program.add_option("--crash-points", to.crash_points,
                     "cut the power before each operation of the disk, until so many were cut");
  program.add_option("--every", to.crash_every, "with --crash-points: only each so many-th")
      ->check(CLI::PositiveNumber);
  program.add_option("--crash-at", to.crash_at, "with --seed: at this one of them");
  program.add_option("--sql", to.sql, "with --seed: rows of dunlin.db to show at the end");
  program.add_flag("--shrink", to.shrink, "with --seed: leave out what its failure does not need");
  program.add_option("--only", to.only, "these faults alone, of those that the seed has; or none")
      ->delimiter(',');
  program.add_option("--people", to.people, "so many people instead of those drawn");
  program.add_option("--messages", to.messages, "so many things done by them");
  program.add_option("--span", to.span_s, "seconds in which they do it");
  program.add_option("--nodes", to.nodes, "so many servers on one database; 1 for one alone")
      ->check(CLI::Range(1, 9));
  program.add_flag("--twice", to.twice, "run each seed twice and compare");
  program.add_flag("--every-fault", to.every_fault,
                   "fail when a fault struck in none of the seeds");
  program.add_flag("--until-failure", to.until_failure, "stop at the first seed that fails");
}

}  // namespace

std::optional<int> parse(int argc, char** argv, CommandLine& to) {
  CLI::App program{
      "Runs the whole server in a simulated world of crashes and faults, one seed a run."};
  add_options(program, to);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& ended) {
    return program.exit(ended);
  }
  return std::nullopt;
}

}  // namespace dunlin::checks
