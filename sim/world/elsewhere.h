#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/task.h"

namespace dunlin::world {

/// Calls that one domain makes into another, so that either may die alone: the caller's death
/// forgets the call, the callee's death answers it with `lost`.
class Calls {
 public:
  template <class R>
  Task<R> run(Executor there, std::function<Task<R>()> make, R lost) {
    const auto answer = std::make_shared<R>(std::move(lost));
    co_await wait_for(std::move(there), relay<R>(std::move(make), answer));
    co_return std::move(*answer);
  }
  /// The callers' domain is about to die: their frames go now.
  void abandon_all();

 private:
  struct Pending;
  template <class R>
  static Task<void> relay(std::function<Task<R>()> make, std::shared_ptr<R> answer) {
    R value = co_await make();
    *answer = std::move(value);
  }
  /// Until `work` has ended there, or died.
  Task<void> wait_for(Executor there, Task<void> work);
  static Task<void> carry(Task<void> work, std::shared_ptr<Pending> pending);

  std::vector<std::weak_ptr<Pending>> pending_;
};

}  // namespace dunlin::world
