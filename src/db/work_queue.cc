#include "db/work_queue.h"

#include <algorithm>
#include <utility>

#include "db/answers.h"
#include "db/errors.h"

namespace dunlin::db {

namespace {

bool may_share(const Waiting& waiting) {
  return waiting.priority == Priority::shared;
}

}  // namespace

void WorkQueue::push(Waiting waiting) {
  auto refusal = put(waiting);
  if (!refusal) return changed_.notify_one();
  waiting.work->fail(*std::move(refusal));
  post_answer({.work = std::move(waiting.work), .effects = {}});
}

std::optional<Error> WorkQueue::put(Waiting& waiting) {
  const std::lock_guard lock(mutex_);
  if (closed_) return closed();
  if (people_.size() + normal_.size() >= bound_) {
    return unavailable("too much work is waiting for it");
  }
  (waiting.priority == Priority::people ? people_ : normal_).push_back(std::move(waiting));
  return std::nullopt;
}

std::optional<Waiting> WorkQueue::take_front() {
  auto& from = people_.empty() ? normal_ : people_;
  if (from.empty()) return std::nullopt;
  Waiting first = std::move(from.front());
  from.pop_front();
  return first;
}

std::optional<Waiting> WorkQueue::try_pop() {
  const std::lock_guard lock(mutex_);
  return take_front();
}

std::optional<Waiting> WorkQueue::pop() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !people_.empty() || !normal_.empty(); });
  return take_front();
}

std::vector<Waiting> WorkQueue::pop_shared(std::size_t most, std::size_t takers) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !people_.empty() || !normal_.empty(); });
  const std::size_t part = std::min(most, 1 + normal_.size() / takers);
  std::vector<Waiting> out;
  while (auto next = take_front()) {
    out.push_back(std::move(*next));
    const bool more = out.size() < part && may_share(out.front()) && people_.empty() &&
                      !normal_.empty() && may_share(normal_.front());
    if (!more) break;
  }
  return out;
}

std::optional<Waiting> WorkQueue::pop_while(const std::function<bool()>& worth_waiting) {
  std::unique_lock lock(mutex_);
  changed_.wait(
      lock, [&] { return closed_ || !people_.empty() || !normal_.empty() || !worth_waiting(); });
  return take_front();
}

void WorkQueue::nudge() {
  // Whoever has asked already and does not wait yet holds the lock.
  {
    const std::lock_guard lock(mutex_);
  }
  changed_.notify_all();
}

bool WorkQueue::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !people_.empty() || !normal_.empty(); });
  return !people_.empty() || !normal_.empty();
}

bool WorkQueue::empty() const {
  const std::lock_guard lock(mutex_);
  return people_.empty() && normal_.empty();
}

void WorkQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

}  // namespace dunlin::db
