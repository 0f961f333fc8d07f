#include "base/task.h"

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/check.h"

namespace dunlin {

namespace asio = boost::asio;

void spawn(const Executor& executor, Task<void> task) {
  asio::co_spawn(executor, std::move(task), [](const std::exception_ptr& failure) {
    if (failure) std::terminate();
  });
}

void post(const Executor& executor, std::function<void()> fn) {
  asio::post(executor, std::move(fn));
}

/// The waiting coroutine is owned by its timer alone: when a crash drops the timers, the frame goes
/// with them, even where the frame itself owns the Signal.
struct Waiter {
  using Handler = asio::any_completion_handler<void(Signal::Wake)>;
  Handler handler;
  Executor executor;
  Waiter(Handler handler, Executor executor)
      : handler(std::move(handler)), executor(std::move(executor)) {}

  static void wake(const std::shared_ptr<Waiter>& waiter, Signal::Wake how) {
    asio::post(waiter->executor, [waiter, how] { std::move(waiter->handler)(how); });
  }
};

struct Signal::State : std::enable_shared_from_this<Signal::State> {
  Timers& timers;
  bool pending = false;
  std::weak_ptr<Waiter> waiter;
  Timers::Handle timer = 0;

  explicit State(Timers& timers) : timers(timers) {}

  void start(std::shared_ptr<Waiter> starting, Duration at_most) {
    check(waiter.expired(), "a Signal has one waiter at a time");
    if (std::exchange(pending, false)) return Waiter::wake(starting, Wake::notified);
    waiter = starting;
    timer = timers.after(at_most, [weak = weak_from_this(), starting = std::move(starting)] {
      if (const auto self = weak.lock()) self->waiter.reset();
      Waiter::wake(starting, Wake::timed_out);
    });
  }

  void notify() {
    const auto waiting = std::exchange(waiter, {}).lock();
    if (!waiting) {
      pending = true;
      return;
    }
    timers.cancel(timer);
    Waiter::wake(waiting, Wake::notified);
  }
};

Signal::Signal(Timers& timers) : state_(std::make_shared<State>(timers)) {}

Signal::~Signal() {
  if (!state_->waiter.expired()) state_->timers.cancel(state_->timer);
}

void Signal::notify() {
  state_->notify();
}

Task<Signal::Wake> Signal::wait(Duration at_most) {
  const auto state = state_;
  const Executor home = co_await asio::this_coro::executor;
  const auto start = [state, home, at_most](auto handler) {
    auto waiter = std::make_shared<Waiter>(Waiter::Handler(std::move(handler)), home);
    state->start(std::move(waiter), at_most);
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Wake)>(
      start, asio::use_awaitable);
}

Task<void> sleep(Timers& timers, Duration delay) {
  const auto signal = std::make_shared<Signal>(timers);
  co_await signal->wait(delay);
}

}  // namespace dunlin
