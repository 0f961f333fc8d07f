#pragma once

#include <optional>

#include "base/check.h"
#include "base/seams.h"
#include "sim/clockwork/scheduler.h"

namespace dunlin::testing {

/// Seams for a test of waiting code: a virtual clock, timers and an executor that the test moves by
/// hand.
///     ManualSeams world;
///     const auto out = world.run(some_task());       // until it is done; time moves when nothing
///     is ready world.advance(std::chrono::minutes{2});
class ManualSeams {
 public:
  explicit ManualSeams(std::uint64_t seed = 1,
                       Instant start = Instant{std::chrono::sys_days{std::chrono::year{2026} /
                                                                     std::chrono::November / 20}});

  Seams& seams() { return seams_; }
  clockwork::Scheduler& scheduler() { return scheduler_; }
  clockwork::VirtualClock& clock() { return clock_; }
  void advance(Duration duration) { scheduler_.advance(duration); }
  void run_ready() { scheduler_.run_ready(); }

  /// Runs until the task has its answer. Aborts when nothing is left that could give it. A backend
  /// with threads of its own answers through `post`, which is not this scheduler's: use inline
  /// backends here.
  template <class T>
  T run(Task<T> task) {
    std::optional<T> answer;
    spawn(seams_.executor, keep(std::move(task), answer));
    while (!answer) check(scheduler_.step(), "the task waits for something that never comes");
    return std::move(*answer);
  }

 private:
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>& answer) {
    auto value = co_await std::move(task);
    answer.emplace(std::move(value));
  }

  clockwork::Scheduler scheduler_;
  clockwork::Domain domain_;
  clockwork::VirtualClock clock_;
  clockwork::SeededRandom random_;
  std::unique_ptr<Timers> timers_;
  IdSource ids_;
  Seams seams_;
};

}  // namespace dunlin::testing
