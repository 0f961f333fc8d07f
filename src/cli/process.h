#pragma once

#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "base/result.h"
#include "base/system_seams.h"

namespace dunlin::cli {

/// What every command of the program stands on: one thread, the system's clock, chance and timers.
struct Process {
  boost::asio::io_context io{1};
  SystemClock clock;
  SystemRandom random;
  Executor executor{io.get_executor()};
  std::unique_ptr<Timers> timers = make_system_timers(executor);

  /// For what serves: runs `stop` on SIGTERM or SIGINT, then ends `run`. A file that may not grow
  /// and a reader of the log that has gone are errors of that write, no reason to die.
  void on_signal(std::function<Task<void>()> stop);
  void run() { io.run(); }
  void end() { io.stop(); }
};

/// Prints message and hint on standard error; answers the exit code (2 for what the caller got
/// wrong).
int complain(const Error& error);

}  // namespace dunlin::cli
