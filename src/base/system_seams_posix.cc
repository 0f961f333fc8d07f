#include <algorithm>
#include <map>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <sodium/randombytes.h>

#include "base/system_seams.h"

namespace dunlin {
namespace {

class SystemTimers final : public Timers {
 public:
  explicit SystemTimers(Executor executor) : executor_(std::move(executor)) {}

  Handle after(Duration delay, std::function<void()> fn) override {
    const Handle handle = ++last_;
    const auto [entry, inserted] =
        running_.try_emplace(handle, Running{boost::asio::steady_timer(executor_), std::move(fn)});
    entry->second.timer.expires_after(std::min<Duration>(delay, std::chrono::days{3650}));
    entry->second.timer.async_wait(
        [this, alive = std::weak_ptr(alive_), handle](const boost::system::error_code& error) {
          if (error || alive.expired()) return;
          fire(handle);
        });
    return handle;
  }

  void cancel(Handle handle) override { running_.erase(handle); }

 private:
  struct Running {
    boost::asio::steady_timer timer;
    std::function<void()> fn;
  };

  void fire(Handle handle) {
    const auto found = running_.find(handle);
    if (found == running_.end()) return;
    const auto fn = std::move(found->second.fn);
    running_.erase(found);
    fn();
  }

  Executor executor_;
  Handle last_ = 0;
  std::map<Handle, Running> running_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Monotonic SystemClock::monotonic() const {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<Duration>(since)};
}

void SystemRandom::fill(std::span<std::byte> out) {
  randombytes_buf(out.data(), out.size());
}

std::unique_ptr<Timers> make_system_timers(const Executor& executor) {
  return std::make_unique<SystemTimers>(executor);
}

}  // namespace dunlin
