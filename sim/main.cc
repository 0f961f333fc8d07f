#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/checks/command_line.h"
#include "sim/checks/crash_points_posix.h"
#include "sim/checks/processes_posix.h"
#include "sim/checks/series.h"

namespace {

using namespace dunlin::checks;

Series series_of(const CommandLine& asked) {
  Series series{.first = asked.first,
                .seeds = asked.seeds,
                .processes = asked.jobs,
                .times = asked.twice ? Times::twice : Times::once,
                .until_failure = asked.until_failure ? UntilFailure::yes : UntilFailure::no,
                .cut = {.only = {},
                        .people = asked.people,
                        .messages = asked.messages,
                        .span_s = asked.span_s,
                        .nodes = asked.nodes}};
  if (!asked.only.empty()) series.cut.only.emplace(asked.only.begin(), asked.only.end());
  return series;
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

int run_single(const Series& series, const CommandLine& asked) {
  const Plan plan = plan_for(asked.seed, series.cut);
  const auto look = [&asked](dunlin::world::World& world) {
    if (asked.sql.empty()) return;
    for (const auto& row : world.query("dunlin.db", asked.sql)) {
      fmt::print("  {}\n", fmt::join(row, " | "));
    }
  };
  const SeedResult result = asked.crash_at > 0
                                ? run_crash_point(draw_short_plan(asked.seed), asked.crash_at, look)
                                : run_plan(plan, series.times, {.begin = {}, .end = look});
  print_failure(result, series.cut);
  print("  events", result.verdict.events);
  print("  faults", result.struck);
  for (const auto& [what, hash] : result.verdict.hashes) fmt::print("  {}: {}\n", what, hash);
  return result.verdict.broken.empty() ? 0 : 1;
}

int run_crash_points(const CommandLine& asked) {
  const CrashPointTotal total = run_crash_point_series({.first_seed = asked.first,
                                                        .points = asked.crash_points,
                                                        .every = asked.crash_every,
                                                        .processes = asked.jobs});
  fmt::print("{} crash points in {} seeds\n{} passed, {} failed\n", total.points, total.seeds,
             total.points - std::min(total.points, total.failed), total.failed);
  return total.failed == 0 ? 0 : 1;
}

int run_many(const Series& series, const CommandLine& asked) {
  const Total total = run_series(series);
  print("events", total.events);
  print("faults", total.struck);
  const bool complete = !asked.every_fault || all_struck(total.struck);
  fmt::print("{} crashes, {} webhooks, {} sends, {} steps\n{} passed, {} failed\n", total.crashes,
             total.webhooks, total.sends, total.steps, total.passed, total.failed);
  return total.failed == 0 && complete ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine asked;
  asked.jobs = processors();
  if (const auto ended = parse(argc, argv, asked)) return *ended;
  const Series series = series_of(asked);
  // Made before the processes part, so that it is made once.
  dunlin::world::TemplateImage::instance();
  if (asked.crash_points > 0) return run_crash_points(asked);
  if (asked.seed == 0) return run_many(series, asked);
  if (!asked.shrink) return run_single(series, asked);
  const Plan plan = plan_for(asked.seed, series.cut);
  return shrink_and_print(plan, series.times, series.processes);
}
