#pragma once

#include <memory>

#include "base/seams.h"

/// The seams as the operating system gives them.
namespace dunlin {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] Monotonic monotonic() const override;
};

/// getrandom(2), through libsodium.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> out) override;
};

/// Timers of an Asio executor.
std::unique_ptr<Timers> make_system_timers(const Executor& executor);

}  // namespace dunlin
