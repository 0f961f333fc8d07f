#include "db/postgres_backoff.h"

#include <algorithm>
#include <utility>

namespace dunlin::db {

void Pause::wait(Duration duration) {
  std::unique_lock lock(mutex_);
  ended_changed_.wait_for(lock, duration, [this] { return ended_; });
}

void Pause::end() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ended_changed_.notify_all();
}

Duration Backoff::next() {
  const Duration now = std::exchange(next_, std::min(next_ * 2, most_));
  const auto half = now.count() / 2;
  return Duration{half + static_cast<std::int64_t>(random_.unit() * static_cast<double>(half))};
}

}  // namespace dunlin::db
