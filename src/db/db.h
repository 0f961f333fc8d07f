#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/task.h"
#include "db/tx.h"

namespace dunlin::db {

enum class Mode { read, write };
/// People's writes go before the pipeline's within a batch.
enum class Priority { people, normal };

/// A closure with its answer, as a backend sees it. `run` may be called again after a rollback; the
/// last word, `run` or `fail`, is what the caller gets. `answer` posts to `home` after the
/// transaction is settled.
class Work {
 public:
  virtual ~Work() = default;
  /// False when the closure returned an Error: the backend rolls it back (savepoint).
  virtual bool run(Tx& tx) = 0;
  virtual void fail(Error error) = 0;
  [[nodiscard]] virtual const Executor& home() const = 0;
  /// Called on `home`: first the after_commit effects (when committed), then the caller resumes.
  virtual void answer() = 0;
};

/// An engine. Thread safe. Every submitted Work is answered exactly once, also on shutdown.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual void submit(std::unique_ptr<Work> work, Mode mode, Priority priority) = 0;
  [[nodiscard]] virtual Engine engine() const = 0;
  /// Refuses new work, finishes what is queued, closes. Blocks.
  virtual void close() = 0;
};

/// The type rule for closures: callable as `const F&` (so repeatable: no mutable state), copyable
/// (no move-only captures), returns a Result (so no coroutine).
template <class F>
concept TxFn = std::copy_constructible<F> && std::invocable<const F&, Tx&> &&
               IsResult<std::invoke_result_t<const F&, Tx&>>::value;

/// `auto out = co_await database.write(fn);` The transaction is committed (fsynced for a write)
/// before the answer. Errors of the engine: db.unavailable (Code::unavailable), db.full (disk),
/// db.constraint (Code::conflict: a bug unless a statement counts on it), db.closed.
class Database {
 public:
  explicit Database(std::shared_ptr<Backend> backend) : backend_(std::move(backend)) {}

  template <TxFn F>
  Task<std::invoke_result_t<const F&, Tx&>> write(F fn,
                                                  Priority priority = Priority::normal) const {
    co_return co_await submit(std::move(fn), Mode::write, priority);
  }
  template <TxFn F>
  Task<std::invoke_result_t<const F&, Tx&>> read(F fn) const {
    co_return co_await submit(std::move(fn), Mode::read, Priority::normal);
  }
  [[nodiscard]] Engine engine() const { return backend_->engine(); }
  void close() { backend_->close(); }

 private:
  template <class F, class R>
  class TypedWork;
  template <class F>
  Task<std::invoke_result_t<const F&, Tx&>> submit(F fn, Mode mode, Priority priority) const;

  std::shared_ptr<Backend> backend_;
};

template <class F, class R>
class Database::TypedWork final : public Work {
 public:
  using Handler = boost::asio::any_completion_handler<void(R)>;
  TypedWork(F fn, Executor home, Handler handler)
      : fn_(std::move(fn)), home_(std::move(home)), handler_(std::move(handler)) {}

  bool run(Tx& tx) override {
    result_.emplace(fn_(tx));
    return result_->ok();
  }
  void fail(Error error) override { result_.emplace(std::move(error)); }
  const Executor& home() const override { return home_; }
  void answer() override {
    auto handler = std::move(handler_);
    R result = std::move(*result_);
    result_.reset();
    std::move(handler)(std::move(result));
  }

 private:
  const F fn_;
  Executor home_;
  Handler handler_;
  std::optional<R> result_;
};

template <class F>
Task<std::invoke_result_t<const F&, Tx&>> Database::submit(F fn, Mode mode,
                                                           Priority priority) const {
  using R = std::invoke_result_t<const F&, Tx&>;
  const Executor home = co_await boost::asio::this_coro::executor;
  const auto backend = backend_;
  auto start = [backend, home, mode, priority](auto handler, F closure) {
    using Typed = TypedWork<F, R>;
    backend->submit(std::make_unique<Typed>(std::move(closure), home,
                                            typename Typed::Handler(std::move(handler))),
                    mode, priority);
  };
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(R)>(
      std::move(start), boost::asio::use_awaitable, std::move(fn));
}

}  // namespace dunlin::db
