#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "workspace/passwords.h"

namespace dunlin::workspace {
namespace {

using Handler = boost::asio::any_completion_handler<void(Status)>;

struct Order {
  std::function<void()> work;
  Executor home;
  std::shared_ptr<Handler> done;
};

Error busy() {
  return Error(Code::unavailable, "auth.busy", "Too many people sign in at this moment.")
      .hinting("Try again in a few seconds.");
}

class Threads {
 public:
  Threads() {
    for (std::size_t i = 0; i < kPasswordsAtOnce; ++i) {
      threads_.emplace_back([this] { work(); });
    }
  }
  ~Threads() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  /// False when too much waits.
  bool take(Order order) {
    {
      const std::lock_guard lock(mutex_);
      if (orders_.size() >= kPasswordsWaiting) return false;
      orders_.push_back(std::move(order));
    }
    changed_.notify_one();
    return true;
  }

 private:
  void work() {
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return closing_ || !orders_.empty(); });
      if (closing_) return;
      const Order order = std::move(orders_.front());
      orders_.pop_front();
      lock.unlock();
      order.work();
      post(order.home, [done = order.done] { std::move (*done)(Status{}); });
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Order> orders_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

class ThreadedPasswords final : public Passwords {
 public:
  ThreadedPasswords(Random& random, PasswordCost cost) : random_(random), cost_(cost) {}

  Task<Result<std::string>> hash(Secret<> password) override {
    const auto out = std::make_shared<std::string>();
    const auto work = [this, password, out] {
      *out = hash_password(password.reveal(), random_, cost_);
    };
    auto done = co_await run(work);
    if (!done) co_return done.error();
    co_return std::move(*out);
  }

  Task<Result<PasswordVerdict>> verify(Secret<> password, std::string hash) override {
    if (hash.empty()) hash = dummy_hash(cost_);
    const auto out = std::make_shared<PasswordVerdict>(PasswordVerdict::wrong);
    const auto work = [this, password, hash, out] {
      *out = verify_password(password.reveal(), hash, cost_);
    };
    auto done = co_await run(work);
    if (!done) co_return done.error();
    co_return *out;
  }

 private:
  Task<Status> run(std::function<void()> work) {
    const Executor home = co_await boost::asio::this_coro::executor;
    auto start = [threads = &threads_, home](auto handler, std::function<void()> given) {
      const auto done = std::make_shared<Handler>(std::move(handler));
      if (threads->take({.work = std::move(given), .home = home, .done = done})) return;
      post(home, [done] { std::move (*done)(busy()); });
    };
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                                   void(Status)>(
        std::move(start), boost::asio::use_awaitable, std::move(work));
  }

  Random& random_;
  PasswordCost cost_;
  Threads threads_;
};

}  // namespace

std::unique_ptr<Passwords> threaded_passwords(Random& random, PasswordCost cost) {
  return std::make_unique<ThreadedPasswords>(random, cost);
}

}  // namespace dunlin::workspace
