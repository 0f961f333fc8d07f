#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/task.h"
#include "db/tx.h"

namespace dunlin::db {

enum class Mode { read, write };
/// People's writes go before the pipeline's within a batch. `shared` is `normal`, and on PostgreSQL
/// several that wait may run in one transaction, one after another: for what locks one
/// conversation's rows and comes by the thousand.
enum class Priority { people, normal, shared };

/// What runs in a transaction, with room for its answer. `run` may be called again after a
/// rollback; the last word, `run` or `fail`, is what the caller gets.
class Closure {
 public:
  virtual ~Closure() = default;
  /// False when it returned an Error: the backend rolls it back (savepoint).
  virtual bool run(Tx& tx) = 0;
  virtual void fail(Error error) = 0;
};

/// A closure and its caller, as a backend sees them. `answer` is posted to `home` after the
/// transaction is settled.
class Work : public Closure {
 public:
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
  explicit Database(std::shared_ptr<Backend> backend, std::shared_ptr<Watcher> watcher = nullptr)
      : backend_(std::move(backend)), watcher_(std::move(watcher)) {}
  /// The same database; what is written by way of this copy, and its copies, is told to `watcher`.
  [[nodiscard]] Database watched_by(std::shared_ptr<Watcher> watcher) const {
    return Database(backend_, std::move(watcher));
  }

  template <TxFn F>
  Task<std::invoke_result_t<const F&, Tx&>> write(F fn,
                                                  Priority priority = Priority::normal) const {
    return run<std::invoke_result_t<const F&, Tx&>>(std::move(fn), Mode::write, priority);
  }
  template <TxFn F>
  Task<std::invoke_result_t<const F&, Tx&>> read(F fn) const {
    return run<std::invoke_result_t<const F&, Tx&>>(std::move(fn), Mode::read, Priority::normal);
  }
  [[nodiscard]] Engine engine() const { return backend_->engine(); }
  void close() { backend_->close(); }

 private:
  template <class R>
  class TypedClosure;
  template <class R>
  Task<R> run(std::function<R(Tx&)> fn, Mode mode, Priority priority) const {
    const auto closure = std::make_shared<TypedClosure<R>>(std::move(fn), watcher_);
    co_await submit(closure, mode, priority);
    co_return closure->take();
  }
  Task<void> submit(std::shared_ptr<Closure> closure, Mode mode, Priority priority) const;

  std::shared_ptr<Backend> backend_;
  std::shared_ptr<Watcher> watcher_;
};

template <class R>
class Database::TypedClosure final : public Closure {
 public:
  TypedClosure(std::function<R(Tx&)> fn, std::shared_ptr<Watcher> watcher)
      : fn_(std::move(fn)), watcher_(std::move(watcher)) {}

  bool run(Tx& tx) override {
    tx.set_watcher(watcher_);
    result_.emplace(fn_(tx));
    return result_->ok();
  }
  void fail(Error error) override { result_.emplace(std::move(error)); }
  R take() { return *std::move(result_); }

 private:
  const std::function<R(Tx&)> fn_;
  const std::shared_ptr<Watcher> watcher_;
  std::optional<R> result_;
};

}  // namespace dunlin::db
