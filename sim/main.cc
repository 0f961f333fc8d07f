#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/checks/run_seed.h"

namespace {

using dunlin::checks::run_seed;
using dunlin::checks::SeedResult;

void report(std::uint64_t seed, const SeedResult& result) {
  fmt::print(
      "seed {}: {} faults found\n  switched on: {}\n  {} crashes, {} steps, {} webhooks, {} "
      "sends\n",
      seed, result.verdict.broken.size(), result.faults, result.crashes, result.steps,
      result.verdict.webhooks, result.verdict.sends);
  for (const std::string& line : result.verdict.broken) fmt::print("  {}\n", line);
  fmt::print("  replay: ./dev sim --seed {}\n", seed);
}

struct Total {
  int passed = 0, failed = 0;
  std::size_t sends = 0, webhooks = 0;
  int crashes = 0;
  dunlin::checks::Struck struck = dunlin::checks::nothing_struck();
  std::map<std::string, std::uint64_t> events;
};

void add(std::map<std::string, std::uint64_t>& to,
         const std::map<std::string, std::uint64_t>& counts) {
  for (const auto& [name, count] : counts) to[name] += count;
}

void print(const char* what, const std::map<std::string, std::uint64_t>& counts) {
  fmt::print("{}:", what);
  for (const auto& [name, count] : counts) fmt::print(" {}={}", name, count);
  fmt::print("\n");
}

/// A fault that never strikes proves nothing.
bool all_struck(const dunlin::checks::Struck& struck) {
  bool all = true;
  for (const auto& [name, count] : struck) {
    if (count > 0) continue;
    fmt::print("the fault {} never struck\n", name);
    all = false;
  }
  return all;
}

/// Twice, when asked: the same seed must give the same run.
bool run_one(std::uint64_t seed, bool twice, Total& total) {
  SeedResult result = run_seed(seed);
  if (twice) {
    const SeedResult again = run_seed(seed);
    for (const std::string& what : differences(result.verdict, again.verdict)) {
      result.verdict.broken.push_back("R18: a second run of this seed differs in " + what);
    }
  }
  total.sends += result.verdict.sends;
  total.webhooks += result.verdict.webhooks;
  total.crashes += result.crashes;
  add(total.struck, result.struck);
  add(total.events, result.verdict.events);
  const bool good = result.verdict.broken.empty();
  ++(good ? total.passed : total.failed);
  if (!good) report(seed, result);
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program{
      "Runs the whole server in a simulated world of crashes and faults, one seed a run."};
  std::uint64_t seeds = 100;
  std::uint64_t first = 1;
  std::uint64_t single = 0;
  std::string sql;
  bool twice = false;
  bool until_failure = false;
  bool every_fault = false;
  program.add_option("--seeds", seeds, "how many seeds");
  program.add_option("--first", first, "the first of them");
  program.add_option("--seed", single, "one seed, reported whether it passes or not");
  program.add_option("--sql", sql, "with --seed: rows of dunlin.db to show at the end");
  program.add_flag("--twice", twice, "run each seed twice and compare");
  program.add_flag("--every-fault", every_fault, "fail when a fault struck in none of the seeds");
  program.add_flag("--until-failure", until_failure, "stop at the first seed that fails");
  CLI11_PARSE(program, argc, argv);
  if (single != 0) {
    const SeedResult result = run_seed(single, [&sql](dunlin::world::World& world) {
      if (sql.empty()) return;
      for (const auto& row : world.query("dunlin.db", sql)) {
        fmt::print("  {}\n", fmt::join(row, " | "));
      }
    });
    report(single, result);
    print("  events", result.verdict.events);
    print("  faults", result.struck);
    for (const auto& [what, hash] : result.verdict.hashes) fmt::print("  {}: {}\n", what, hash);
    return result.verdict.broken.empty() ? 0 : 1;
  }
  Total total;
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    if (!run_one(seed, twice, total) && until_failure) break;
  }
  print("events", total.events);
  print("faults", total.struck);
  const bool complete = !every_fault || all_struck(total.struck);
  fmt::print("{} crashes, {} webhooks, {} sends\n{} passed, {} failed\n", total.crashes,
             total.webhooks, total.sends, total.passed, total.failed);
  return total.failed == 0 && complete ? 0 : 1;
}
