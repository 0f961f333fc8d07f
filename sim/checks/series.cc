#include "sim/checks/series.h"

#include <chrono>
#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "sim/checks/processes_posix.h"
#include "sim/checks/shrink.h"

namespace dunlin::checks {
namespace {

SeedResult of_answer(const Plan& plan, const Answer& answer) {
  if (answer.death.empty()) return from_text(answer.text);
  SeedResult out;
  out.seed = plan.seed;
  out.faults = describe(plan);
  out.verdict.broken.push_back("abort: the program ended: " + answer.death);
  return out;
}

/// How many seeds are done, to people who wait: each second on a terminal, else each half minute.
class Progress {
 public:
  explicit Progress(std::uint64_t of) : of_(of), terminal_(::isatty(STDERR_FILENO) == 1) {}
  ~Progress() {
    if (terminal_ && shown_) std::fputs("\r\033[K", stderr);
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(const Total& total) {
    const auto now = std::chrono::steady_clock::now();
    const auto every = std::chrono::seconds{terminal_ ? 1 : 30};
    if (now - shown_at_ < every) return;
    shown_at_ = now;
    shown_ = true;
    const double taken = std::chrono::duration<double>(now - start_).count();
    const std::uint64_t done = total.passed + total.failed;
    fmt::print(stderr, "{}{} of {} seeds, {:.0f} a second, {} failed{}",
               terminal_ ? "\r\033[K" : "", done, of_, static_cast<double>(done) / taken,
               total.failed, terminal_ ? "" : "\n");
    std::fflush(stderr);
  }

 private:
  std::uint64_t of_;
  bool terminal_, shown_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now(),
                                        shown_at_ = start_;
};

void add(std::map<std::string, std::uint64_t>& to,
         const std::map<std::string, std::uint64_t>& counts) {
  for (const auto& [name, count] : counts) to[name] += count;
}

void add(Total& total, const SeedResult& result) {
  total.sends += result.verdict.sends;
  total.webhooks += result.verdict.webhooks;
  total.crashes += static_cast<std::uint64_t>(result.crashes);
  total.steps += result.steps;
  add(total.struck, result.struck);
  add(total.events, result.verdict.events);
  const bool good = result.verdict.broken.empty();
  ++(good ? total.passed : total.failed);
  if (!good && total.first_failed == 0) total.first_failed = result.seed;
}

/// "R1" of "R1: …".
std::string promise_of(const SeedResult& result) {
  const std::string& line = result.verdict.broken.front();
  return line.substr(0, line.find(':'));
}

bool breaks(const SeedResult& result, const std::string& promise) {
  for (const std::string& line : result.verdict.broken) {
    if (line.starts_with(promise + ":")) return true;
  }
  return false;
}

}  // namespace

Total run_series(const Series& series) {
  Total total;
  Progress progress(series.seeds);
  const auto plan_of = [&series](std::size_t job) {
    return plan_for(series.first + job, series.cut);
  };
  const auto work = [&](std::size_t job) { return to_text(run_plan(plan_of(job), series.times)); };
  const auto take = [&](std::size_t job, const Answer& answer) {
    const SeedResult result = of_answer(plan_of(job), answer);
    add(total, result);
    if (!result.verdict.broken.empty()) print_failure(result, series.cut);
    progress.show(total);
    return total.failed == 0 || series.until_failure == UntilFailure::no;
  };
  in_processes(series.processes, series.seeds, work, take);
  return total;
}

SeedResult run_apart(const Plan& plan, Times times) {
  SeedResult out;
  in_processes(
      1, 1, [&](std::size_t) { return to_text(run_plan(plan, times)); },
      [&](std::size_t, const Answer& answer) {
        out = of_answer(plan, answer);
        return true;
      });
  return out;
}

void print_failure(const SeedResult& result, const Cut& cut) {
  fmt::print(
      "seed {}: {} faults found\n  switched on: {}\n  {} crashes, {} steps, {} webhooks, {} "
      "sends\n",
      result.seed, result.verdict.broken.size(), result.faults, result.crashes, result.steps,
      result.verdict.webhooks, result.verdict.sends);
  for (const std::string& line : result.verdict.broken) fmt::print("  {}\n", line);
  fmt::print("  replay: ./dev sim --seed {}{}\n", result.seed, arguments(cut));
  if (!cut.only) fmt::print("  shrink: ./dev sim --seed {} --shrink\n", result.seed);
  std::fflush(stdout);
}

int shrink_and_print(const Plan& plan, Times times, int processes) {
  const SeedResult whole = run_apart(plan, times);
  if (whole.verdict.broken.empty()) {
    fmt::print("seed {} breaks nothing\n", plan.seed);
    return 1;
  }
  const std::string promise = promise_of(whole);
  int runs = 1;
  const auto first_that_fails = [&](const std::vector<Cut>& cuts) {
    int found = -1;
    const auto work = [&](std::size_t job) {
      return to_text(run_plan(cut(plan, cuts[job]), times));
    };
    const auto take = [&](std::size_t job, const Answer& answer) {
      ++runs;
      if (breaks(of_answer(cut(plan, cuts[job]), answer), promise)) found = static_cast<int>(job);
      return found < 0;
    };
    in_processes(processes, cuts.size(), work, take);
    return found;
  };
  const Cut smallest = shrink(plan, first_that_fails);
  const SeedResult last = run_apart(cut(plan, smallest), times);
  fmt::print("seed {} shrunk in {} runs, {} of {} faults are needed to break {}:\n", plan.seed,
             runs, smallest.only->size(), plan.faults.size(), promise);
  print_failure(last, smallest);
  return 0;
}

}  // namespace dunlin::checks
