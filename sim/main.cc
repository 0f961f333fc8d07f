#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/checks/crash_points_posix.h"
#include "sim/checks/processes_posix.h"
#include "sim/checks/series.h"

namespace {

using namespace dunlin::checks;

struct Options {
  Series series;
  std::uint64_t single = 0, crash_points = 0, crash_at = 0;
  std::string sql;
  bool twice = false, until_failure = false, every_fault = false, shrink = false;
  std::vector<std::string> only;
  std::optional<int> people, messages, span_s;
};

void add_options(CLI::App& program, Options& to) {
  program.add_option("--seeds", to.series.seeds, "how many seeds");
  program.add_option("--first", to.series.first, "the first of them");
  program.add_option("--jobs", to.series.processes, "how many at once; all processors unless told");
  program.add_option("--seed", to.single, "one seed, reported whether it passes or not");
  program.add_option("--crash-points", to.crash_points,
                     "cut the power before each operation of the disk, until so many were cut");
  program.add_option("--crash-at", to.crash_at, "with --seed: at this one of them");
  program.add_option("--sql", to.sql, "with --seed: rows of dunlin.db to show at the end");
  program.add_flag("--shrink", to.shrink, "with --seed: leave out what its failure does not need");
  program.add_option("--only", to.only, "these faults alone, of those that the seed has; or none")
      ->delimiter(',');
  program.add_option("--people", to.people, "so many people instead of those drawn");
  program.add_option("--messages", to.messages, "so many things done by them");
  program.add_option("--span", to.span_s, "seconds in which they do it");
  program.add_flag("--twice", to.twice, "run each seed twice and compare");
  program.add_flag("--every-fault", to.every_fault,
                   "fail when a fault struck in none of the seeds");
  program.add_flag("--until-failure", to.until_failure, "stop at the first seed that fails");
}

void settle(Options& options) {
  Series& series = options.series;
  if (options.twice) series.times = Times::twice;
  if (options.until_failure) series.until_failure = UntilFailure::yes;
  if (!options.only.empty()) series.cut.only.emplace(options.only.begin(), options.only.end());
  series.cut.people = options.people;
  series.cut.messages = options.messages;
  series.cut.span_s = options.span_s;
}

void print(const char* what, const std::map<std::string, std::uint64_t>& counts) {
  fmt::print("{}:", what);
  for (const auto& [name, count] : counts) fmt::print(" {}={}", name, count);
  fmt::print("\n");
}

/// A fault that never strikes proves nothing.
bool all_struck(const Struck& struck) {
  bool all = true;
  for (const auto& [name, count] : struck) {
    if (count > 0) continue;
    fmt::print("the fault {} never struck\n", name);
    all = false;
  }
  return all;
}

int run_single(const Options& options) {
  const Plan plan = cut(draw_plan(options.single), options.series.cut);
  const auto look = [&options](dunlin::world::World& world) {
    if (options.sql.empty()) return;
    for (const auto& row : world.query("dunlin.db", options.sql)) {
      fmt::print("  {}\n", fmt::join(row, " | "));
    }
  };
  const SeedResult result =
      options.crash_at > 0
          ? run_crash_point(draw_short_plan(options.single), options.crash_at, look)
          : run_plan(plan, options.series.times, {.begin = {}, .end = look});
  print_failure(result, options.series.cut);
  print("  events", result.verdict.events);
  print("  faults", result.struck);
  for (const auto& [what, hash] : result.verdict.hashes) fmt::print("  {}: {}\n", what, hash);
  return result.verdict.broken.empty() ? 0 : 1;
}

int run_crash_points(const Options& options) {
  const CrashPointTotal total = run_crash_point_series({.first_seed = options.series.first,
                                                        .points = options.crash_points,
                                                        .processes = options.series.processes});
  fmt::print("{} crash points in {} seeds\n{} passed, {} failed\n", total.points, total.seeds,
             total.points - std::min(total.points, total.failed), total.failed);
  return total.failed == 0 ? 0 : 1;
}

int run_many(const Options& options) {
  const Total total = run_series(options.series);
  print("events", total.events);
  print("faults", total.struck);
  const bool complete = !options.every_fault || all_struck(total.struck);
  fmt::print("{} crashes, {} webhooks, {} sends, {} steps\n{} passed, {} failed\n", total.crashes,
             total.webhooks, total.sends, total.steps, total.passed, total.failed);
  return total.failed == 0 && complete ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program{
      "Runs the whole server in a simulated world of crashes and faults, one seed a run."};
  Options options;
  options.series.processes = processors();
  add_options(program, options);
  CLI11_PARSE(program, argc, argv);
  settle(options);
  // Made before the processes part, so that it is made once.
  dunlin::world::TemplateImage::instance();
  if (options.crash_points > 0) return run_crash_points(options);
  if (options.single == 0) return run_many(options);
  if (!options.shrink) return run_single(options);
  const Plan plan = cut(draw_plan(options.single), options.series.cut);
  return shrink_and_print(plan, options.series.times, options.series.processes);
}
