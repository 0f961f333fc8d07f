#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include <boost/asio/execution.hpp>
#include <boost/asio/execution_context.hpp>

#include "base/seams.h"

/// Time, chance and order under one seed: what the tests and the simulation run the production code
/// on.
namespace dunlin::clockwork {

/// splitmix64: the same seed gives the same bytes everywhere.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> out) override;

 private:
  std::uint64_t state_;
};

/// Groups what dies together: each App is a domain, the world around it another.
using Domain = std::uint32_t;

/// One thread, one ready list, one heap of timers on a virtual clock. Which ready operation runs
/// next is drawn from the seed (or first come, first served). Time moves only when nothing is
/// ready.
class Scheduler {
 public:
  enum class Order { first_come, seeded };
  Scheduler(std::uint64_t seed, Order order);
  ~Scheduler();

  Domain new_domain();
  [[nodiscard]] Executor executor(Domain domain);
  [[nodiscard]] std::unique_ptr<Timers> timers(Domain domain);
  [[nodiscard]] Duration elapsed() const { return elapsed_; }

  /// Runs one ready operation, or moves time to the next timer (not beyond `until`). False when
  /// nothing is left.
  bool step(Duration until = Duration::max());
  /// Runs what is ready now, without moving time.
  void run_ready();
  /// Runs everything due within `duration` from now and moves time there.
  void advance(Duration duration);
  /// A crash: the domain's operations and timers are gone, destroyed frames included; later ones
  /// are swallowed.
  void drop(Domain domain);
  /// Nothing of the domain runs until `resume`: what becomes ready waits, and so do timers that
  /// come due. SIGSTOP, for a process.
  void pause(Domain domain);
  void resume(Domain domain);
  [[nodiscard]] bool paused(Domain domain) const { return paused_.contains(domain); }
  [[nodiscard]] bool has_ready() const { return !ready_.empty(); }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  /// Called before each operation; the simulation draws its crash points here.
  void on_step(std::function<void()> hook) { hook_ = std::move(hook); }

  struct Operation {
    virtual ~Operation() = default;
    virtual void run() = 0;
  };
  void push(Domain domain, std::unique_ptr<Operation> operation);
  boost::asio::execution_context& context() { return context_; }

 private:
  friend class DomainTimers;
  struct Ready {
    Domain domain;
    std::unique_ptr<Operation> operation;
  };
  struct Timer {
    Domain domain;
    std::function<void()> fn;
  };
  using TimerKey = std::pair<Duration, std::uint64_t>;
  using TimerMap = std::map<TimerKey, Timer>;
  struct Paused {
    std::vector<Ready> ready;
    TimerMap timers;
  };
  TimerMap& timers_of(Domain domain);

  SeededRandom random_;
  Order order_;
  Duration elapsed_{0};
  std::uint64_t steps_ = 0;
  std::uint64_t sequence_ = 0;
  Domain last_domain_ = 0;
  std::vector<bool> dropped_;
  std::vector<Ready> ready_;
  TimerMap timers_;
  struct Due {
    Domain domain;
    Duration at;
  };
  std::map<std::uint64_t, Due> timer_due_;
  std::map<Domain, Paused> paused_;
  std::function<void()> hook_;
  boost::asio::execution_context context_;
};

/// Wall clock over the scheduler's time, with an offset that jumps and drift per node; the
/// monotonic one never jumps.
class VirtualClock final : public Clock {
 public:
  VirtualClock(const Scheduler& scheduler, Instant start) : scheduler_(scheduler), start_(start) {}
  Instant now() const override { return start_ + scheduler_.elapsed() + jump_; }
  Monotonic monotonic() const override { return {scheduler_.elapsed()}; }
  void jump(Duration by) { jump_ += by; }

 private:
  const Scheduler& scheduler_;
  Instant start_;
  Duration jump_{0};
};

/// An Asio executor over a Scheduler: never blocking, nothing else.
class DomainExecutor {
 public:
  DomainExecutor(Scheduler* scheduler, Domain domain) : scheduler_(scheduler), domain_(domain) {}

  boost::asio::execution_context& query(boost::asio::execution::context_t) const noexcept {
    return scheduler_->context();
  }
  static constexpr boost::asio::execution::blocking_t query(
      boost::asio::execution::blocking_t) noexcept {
    return boost::asio::execution::blocking.never;
  }
  DomainExecutor require(boost::asio::execution::blocking_t::never_t) const noexcept {
    return *this;
  }
  template <class F>
  void execute(F&& fn) const {
    struct Holder final : Scheduler::Operation {
      explicit Holder(F&& fn) : fn(std::forward<F>(fn)) {}
      void run() override { std::move(fn)(); }
      std::decay_t<F> fn;
    };
    scheduler_->push(domain_, std::make_unique<Holder>(std::forward<F>(fn)));
  }
  bool operator==(const DomainExecutor&) const noexcept = default;

 private:
  Scheduler* scheduler_;
  Domain domain_;
};

}  // namespace dunlin::clockwork
