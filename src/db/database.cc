#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "db/db.h"

namespace dunlin::db {
namespace {

using Handler = boost::asio::any_completion_handler<void()>;

/// Holds the caller by `handler` and is held by the backend alone: the caller's frame shares the
/// closure, which knows neither, so that dropping this frees all.
class AwaitedWork final : public Work {
 public:
  AwaitedWork(std::shared_ptr<Closure> closure, Executor home, Handler handler)
      : closure_(std::move(closure)), home_(std::move(home)), handler_(std::move(handler)) {}

  bool run(Tx& tx) override { return closure_->run(tx); }
  void fail(Error error) override { closure_->fail(std::move(error)); }
  const Executor& home() const override { return home_; }
  void answer() override {
    auto handler = std::move(handler_);
    std::move(handler)();
  }

 private:
  std::shared_ptr<Closure> closure_;
  Executor home_;
  Handler handler_;
};

}  // namespace

Task<void> Database::submit(std::shared_ptr<Closure> closure, Mode mode, Priority priority) const {
  const auto backend = backend_;
  const Executor home = co_await boost::asio::this_coro::executor;
  auto start = [&](auto handler) {
    backend->submit(std::make_unique<AwaitedWork>(closure, home, Handler(std::move(handler))), mode,
                    priority);
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      start, boost::asio::use_awaitable);
}

}  // namespace dunlin::db
