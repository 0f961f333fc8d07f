#include "sim/clockwork/scheduler.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

namespace dunlin::clockwork {

void SeededRandom::fill(std::span<std::byte> out) {
  while (!out.empty()) {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    const std::size_t part = std::min(out.size(), sizeof z);
    std::memcpy(out.data(), &z, part);
    out = out.subspan(part);
  }
}

class DomainTimers final : public Timers {
 public:
  DomainTimers(Scheduler& scheduler, Domain domain) : scheduler_(scheduler), domain_(domain) {}

  Handle after(Duration delay, std::function<void()> fn) override {
    // Duration::max() would wrap around.
    const Duration bounded = std::clamp<Duration>(delay, Duration{0}, std::chrono::days{3650});
    const Handle handle = ++scheduler_.sequence_;
    const Duration due = scheduler_.elapsed_ + bounded;
    if (scheduler_.dropped_[domain_]) return handle;
    scheduler_.timers_of(domain_).emplace(std::pair{due, handle},
                                          Scheduler::Timer{domain_, std::move(fn)});
    scheduler_.timer_due_.emplace(handle, Scheduler::Due{domain_, due});
    return handle;
  }
  void cancel(Handle handle) override {
    const auto found = scheduler_.timer_due_.find(handle);
    if (found == scheduler_.timer_due_.end()) return;
    scheduler_.timers_of(found->second.domain).erase({found->second.at, handle});
    scheduler_.timer_due_.erase(handle);
  }

 private:
  Scheduler& scheduler_;
  Domain domain_;
};

Scheduler::Scheduler(std::uint64_t seed, Order order)
    : random_(seed), order_(order), dropped_{false} {}

Scheduler::~Scheduler() {
  for (Domain domain = 0; domain <= last_domain_; ++domain) drop(domain);
}

Domain Scheduler::new_domain() {
  dropped_.push_back(false);
  return ++last_domain_;
}

Executor Scheduler::executor(Domain domain) {
  return DomainExecutor(this, domain);
}

std::unique_ptr<Timers> Scheduler::timers(Domain domain) {
  return std::make_unique<DomainTimers>(*this, domain);
}

void Scheduler::push(Domain domain, std::unique_ptr<Operation> operation) {
  if (dropped_[domain]) {
    // Destroying it may push again; drop() loops until the list stays empty.
    return;
  }
  const auto paused = paused_.find(domain);
  auto& list = paused == paused_.end() ? ready_ : paused->second.ready;
  list.push_back({domain, std::move(operation)});
}

bool Scheduler::step(Duration until) {
  if (hook_) hook_();
  if (!ready_.empty()) {
    const std::size_t pick = order_ == Order::seeded ? random_.below(ready_.size()) : 0;
    Ready chosen = std::move(ready_[pick]);
    ready_.erase(ready_.begin() + static_cast<std::ptrdiff_t>(pick));
    ++steps_;
    chosen.operation->run();
    return true;
  }
  if (timers_.empty() || timers_.begin()->first.first > until) return false;
  const auto first = timers_.begin();
  elapsed_ = std::max(elapsed_, first->first.first);
  auto fn = std::move(first->second.fn);
  timer_due_.erase(first->first.second);
  timers_.erase(first);
  ++steps_;
  fn();
  return true;
}

void Scheduler::run_ready() {
  while (!ready_.empty()) step(elapsed_);
}

void Scheduler::advance(Duration duration) {
  const Duration until = elapsed_ + duration;
  while (step(until)) {
  }
  elapsed_ = std::max(elapsed_, until);
}

Scheduler::TimerMap& Scheduler::timers_of(Domain domain) {
  const auto found = paused_.find(domain);
  return found == paused_.end() ? timers_ : found->second.timers;
}

void Scheduler::pause(Domain domain) {
  Paused& held = paused_[domain];
  std::vector<Ready> others;
  for (Ready& ready : ready_) {
    auto& list = ready.domain == domain ? held.ready : others;
    list.push_back(std::move(ready));
  }
  ready_ = std::move(others);
  for (auto timer = timers_.begin(); timer != timers_.end();) {
    const auto next = std::next(timer);
    if (timer->second.domain == domain) held.timers.insert(timers_.extract(timer));
    timer = next;
  }
}

void Scheduler::resume(Domain domain) {
  auto node = paused_.extract(domain);
  if (node.empty()) return;
  std::ranges::move(node.mapped().ready, std::back_inserter(ready_));
  timers_.merge(node.mapped().timers);
}

void Scheduler::drop(Domain domain) {
  resume(domain);
  dropped_[domain] = true;
  for (auto timer = timers_.begin(); timer != timers_.end();) {
    if (timer->second.domain != domain) {
      ++timer;
      continue;
    }
    auto fn = std::move(timer->second.fn);
    timer_due_.erase(timer->first.second);
    timer = timers_.erase(timer);
    fn = nullptr;
    timer = timers_.begin();
  }
  const auto of_domain = [domain](const Ready& ready) { return ready.domain == domain; };
  for (auto found = std::ranges::find_if(ready_, of_domain); found != ready_.end();
       found = std::ranges::find_if(ready_, of_domain)) {
    const Ready dying = std::move(*found);
    ready_.erase(found);
  }
}

}  // namespace dunlin::clockwork
