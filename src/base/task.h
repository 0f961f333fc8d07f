#pragma once

#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "base/time.h"

namespace dunlin {

/// The one coroutine type. Only what waits (HTTP in and out, timers, the database's answer) is a
/// Task; everything else is a plain function. A frame may be destroyed at any suspension (a
/// simulated crash): destructors of locals do no I/O.
template <class T = void>
using Task = boost::asio::awaitable<T>;

/// Where coroutines run. All of an App's coroutines share one executor that runs one at a time, so
/// that between two suspensions nothing else of the App happens.
using Executor = boost::asio::any_io_executor;

/// Starts `task` on `executor` and lets it go. An exception that escapes it ends the process.
void spawn(const Executor& executor, Task<void> task);
/// Calls `fn` soon on `executor`, never inside this call. May be called from any thread.
void post(const Executor& executor, std::function<void()> fn);

/// Timers of one executor. Callbacks run on it. Not thread safe.
class Timers {
 public:
  using Handle = std::uint64_t;
  virtual ~Timers() = default;
  /// Never inside the call, even for a duration of zero.
  virtual Handle after(Duration delay, std::function<void()> fn) = 0;
  /// The callback and what it captured are gone after this; unknown handles are fine.
  virtual void cancel(Handle handle) = 0;
};

Task<void> sleep(Timers& timers, Duration delay);

/// Something one coroutine waits for and others announce. An announcement while nobody waits is
/// kept (once), so that none is lost between a check and the wait.
class Signal {
 public:
  enum class Wake { notified, timed_out };

  explicit Signal(Timers& timers);
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;
  ~Signal();

  /// On the executor only.
  void notify();
  /// One waiter at a time.
  Task<Wake> wait(Duration at_most);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace dunlin
