#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/worker.h"

namespace dunlin::server {
namespace {

using Handler = boost::asio::any_completion_handler<void(Status)>;

struct Order {
  std::function<Status()> work;
  Executor home;
  std::shared_ptr<Handler> done;
};

void carry_out(const Order& order) {
  const auto result = std::make_shared<Status>(order.work());
  post(order.home, [done = order.done, result] { std::move (*done)(std::move(*result)); });
}

}  // namespace

struct Worker::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Order> orders;
  bool closing = false;
  std::thread thread;

  void work() {
    for (;;) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [this] { return closing || !orders.empty(); });
      if (closing) return;
      const Order order = std::move(orders.front());
      orders.pop_front();
      lock.unlock();
      carry_out(order);
    }
  }
};

Worker::Worker() : state_(std::make_unique<State>()) {
  state_->thread = std::thread([state = state_.get()] { state->work(); });
}

Worker::~Worker() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->closing = true;
  }
  state_->changed.notify_one();
  state_->thread.join();
}

Task<Status> Worker::run(std::function<Status()> work) {
  const Executor home = co_await boost::asio::this_coro::executor;
  State* const state = state_.get();
  auto start = [state, home](auto handler, std::function<Status()> work_given) {
    {
      const std::lock_guard lock(state->mutex);
      state->orders.push_back({.work = std::move(work_given),
                               .home = home,
                               .done = std::make_shared<Handler>(std::move(handler))});
    }
    state->changed.notify_one();
  };
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                                 void(Status)>(
      std::move(start), boost::asio::use_awaitable, std::move(work));
}

}  // namespace dunlin::server
