#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/id.h"
#include "base/task.h"
#include "base/time.h"

namespace dunlin {

/// The wall clock and the monotonic one. Thread safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
  [[nodiscard]] virtual Monotonic monotonic() const = 0;
};

/// Thread safe. In production from the operating system.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> out) = 0;
  std::uint64_t next();
  /// 0 … bound-1, without bias; bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// 0.0 … 1.0 (exclusive).
  double unit();
  /// Lowercase hex of `bytes` random bytes.
  std::string hex(std::size_t bytes);
  /// Base58 of 256 random bits: tokens.
  std::string token();
};

/// Makes our 64-bit ids. Never gives one twice and never runs backwards within a process;
/// `not_before` (from the node's row) keeps a restart with an earlier clock apart from what was
/// given before. Thread safe.
class IdSource {
 public:
  IdSource(const Clock& clock, std::uint16_t node, Instant not_before = {});
  ~IdSource();
  template <class IdType>
  IdType next() {
    return IdType{next_value()};
  }
  std::int64_t next_value();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Everything outside the program that decisions could depend on, passed by reference to whoever
/// needs it. Network and storage have seams of their own: net::Client, db::Database.
struct Seams {
  Clock& clock;
  Random& random;
  Timers& timers;
  IdSource& ids;
  Executor executor;
};

}  // namespace dunlin
