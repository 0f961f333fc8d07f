#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/task.h"

namespace dunlin::world {

/// Calls that one domain makes into another, so that either may die alone: the caller's death
/// forgets the call, the callee's death answers it with `lost`.
class Calls {
 public:
  template <class R>
  Task<R> run(Executor there, std::function<Task<R>()> make, R lost);
  /// The callers' domain is about to die: their frames go now.
  void abandon_all();

 private:
  struct Pending {
    virtual ~Pending() = default;
    virtual void abandon() = 0;
  };
  template <class R>
  struct Answer;
  template <class R>
  static Task<void> relay(std::function<Task<R>()> make, std::shared_ptr<Answer<R>> answer);

  std::vector<std::weak_ptr<Pending>> pending_;
};

template <class R>
struct Calls::Answer final : Pending {
  using Handler = boost::asio::any_completion_handler<void(R)>;
  Handler handler;
  Executor home;
  R value;

  Answer(Handler waiting, Executor caller, R lost)
      : handler(std::move(waiting)), home(std::move(caller)), value(std::move(lost)) {}
  ~Answer() override {
    if (!handler) return;
    auto waiting = std::make_shared<Handler>();
    waiting->swap(handler);
    auto result = std::make_shared<R>(std::move(value));
    post(home, [waiting, result] { std::move (*waiting)(std::move(*result)); });
  }
  void abandon() override {
    Handler dying;
    dying.swap(handler);
  }
};

template <class R>
Task<void> Calls::relay(std::function<Task<R>()> make, std::shared_ptr<Answer<R>> answer) {
  R value = co_await make();
  answer->value = std::move(value);
}

template <class R>
Task<R> Calls::run(Executor there, std::function<Task<R>()> make, R lost) {
  const Executor home = co_await boost::asio::this_coro::executor;
  auto start = [this, home, there](auto handler, std::function<Task<R>()> task, R nothing) {
    auto answer = std::make_shared<Answer<R>>(typename Answer<R>::Handler(std::move(handler)), home,
                                              std::move(nothing));
    std::erase_if(pending_, [](const auto& old) { return old.expired(); });
    pending_.push_back(answer);
    spawn(there, relay<R>(std::move(task), std::move(answer)));
  };
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(R)>(
      std::move(start), boost::asio::use_awaitable, std::move(make), std::move(lost));
}

inline void Calls::abandon_all() {
  const auto dying = std::exchange(pending_, {});
  for (const auto& one : dying) {
    if (const auto call = one.lock()) call->abandon();
  }
}

}  // namespace dunlin::world
