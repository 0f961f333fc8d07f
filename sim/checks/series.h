#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "sim/checks/run_seed.h"

namespace dunlin::checks {

enum class UntilFailure { no, yes };

/// Many seeds, one after another, on all processors.
struct Series {
  std::uint64_t first = 1, seeds = 100;
  int processes = 1;
  Times times = Times::once;
  UntilFailure until_failure = UntilFailure::no;
  Cut cut;
};

struct Total {
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t sends = 0, webhooks = 0, crashes = 0, steps = 0;
  Struck struck = nothing_struck();
  std::map<std::string, std::uint64_t> events;
  std::uint64_t first_failed = 0;  ///< 0: none
};

/// Failures are printed in the order of the seeds, how far it is to standard error.
Total run_series(const Series& series);

/// One seed in a process of its own: a program that aborts is a failure like others.
SeedResult run_apart(const Plan& plan, Times times);
/// What a failing seed looks like, and how to see it again.
void print_failure(const SeedResult& result, const Cut& cut);

/// The smallest cut that breaks the same promise, printed with its command. 0 when there is one.
int shrink_and_print(const Plan& plan, Times times, int processes);

}  // namespace dunlin::checks
