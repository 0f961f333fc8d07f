#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "db/db.h"

namespace dunlin::db {

struct Waiting {
  std::unique_ptr<Work> work;
  Mode mode = Mode::write;
  Priority priority = Priority::normal;
  Monotonic since{};  ///< when it was submitted, for engines that may be out of reach
};

/// Works that wait for an engine, people's first. Thread safe. Works still in it when it dies are
/// dropped without an answer.
class WorkQueue {
 public:
  explicit WorkQueue(std::size_t bound) : bound_(bound) {}

  /// Beyond the bound the work is answered db.unavailable, after close() db.closed.
  void push(Waiting waiting);
  std::optional<Waiting> try_pop();
  /// Blocks; nothing when closed and empty.
  std::optional<Waiting> pop();
  /// Blocks; the one that has waited longest, and when it may share a transaction those that come
  /// next and may too: one of `takers`' part of what waits, `most` in all. Empty when closed and
  /// empty.
  std::vector<Waiting> pop_shared(std::size_t most, std::size_t takers);
  /// Blocks while `worth_waiting` says so; nothing when it no longer does, or closed and empty.
  std::optional<Waiting> pop_while(const std::function<bool()>& worth_waiting);
  /// Has pop_while ask again.
  void nudge();
  /// Blocks until something waits; false when closed and empty.
  bool wait();
  [[nodiscard]] bool empty() const;
  void close();

 private:
  /// Taken, or why not and left alone.
  std::optional<Error> put(Waiting& waiting);
  std::optional<Waiting> take_front();

  const std::size_t bound_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> people_;
  std::deque<Waiting> normal_;
  bool closed_ = false;
};

}  // namespace dunlin::db
