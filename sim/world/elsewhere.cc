#include "sim/world/elsewhere.h"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace dunlin::world {

/// Held by the work alone: its end, of whatever kind, resumes the caller.
struct Calls::Pending {
  using Handler = boost::asio::any_completion_handler<void()>;
  Handler handler;
  Executor home;

  Pending(Handler waiting, Executor caller)
      : handler(std::move(waiting)), home(std::move(caller)) {}
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;
  ~Pending() {
    if (!handler) return;
    auto waiting = std::make_shared<Handler>();
    waiting->swap(handler);
    post(home, [waiting] { std::move (*waiting)(); });
  }
  void abandon() {
    Handler dying;
    dying.swap(handler);
  }
};

Task<void> Calls::carry(Task<void> work, std::shared_ptr<Pending> pending) {
  co_await std::move(work);
}

Task<void> Calls::wait_for(Executor there, Task<void> work) {
  const Executor home = co_await boost::asio::this_coro::executor;
  auto start = [this, home, there, &work](auto handler) {
    auto pending = std::make_shared<Pending>(Pending::Handler(std::move(handler)), home);
    std::erase_if(pending_, [](const auto& old) { return old.expired(); });
    pending_.push_back(pending);
    spawn(there, carry(std::move(work), std::move(pending)));
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      std::move(start), boost::asio::use_awaitable);
}

void Calls::abandon_all() {
  const auto dying = std::exchange(pending_, {});
  for (const auto& one : dying) {
    if (const auto call = one.lock()) call->abandon();
  }
}

}  // namespace dunlin::world
