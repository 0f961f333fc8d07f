#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "base/task.h"

namespace dunlin::server {

/// One thread for what blocks and is no transaction: copying files. Work is done in order; the
/// caller goes on where it was.
class Worker {
 public:
  Worker();
  /// Finishes the work that has begun; what only waits is dropped, unanswered.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  Task<Status> run(std::function<Status()> work);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dunlin::server
