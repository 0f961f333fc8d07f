#pragma once

#include <cstdint>
#include <random>

#include "base/seams.h"

namespace dunlin::testing {

/// The same chance in every run.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : draw_(seed) {}
  void fill(std::span<std::byte> out) override {
    for (std::byte& byte : out) byte = static_cast<std::byte>(draw_() & 255);
  }

 private:
  std::mt19937_64 draw_;
};

/// For code that waits for nothing: timers never fire.
class NoTimers final : public Timers {
 public:
  Handle after(Duration, std::function<void()>) override { return 0; }
  void cancel(Handle) override {}
};

/// Seams around a test's clock and executor.
class PlainSeams {
 public:
  PlainSeams(Clock& clock, Executor executor)
      : ids_(clock, 1),
        seams_{.clock = clock,
               .random = random_,
               .timers = timers_,
               .ids = ids_,
               .executor = std::move(executor)} {}
  Seams& seams() { return seams_; }

 private:
  SeededRandom random_;
  NoTimers timers_;
  IdSource ids_;
  Seams seams_;
};

}  // namespace dunlin::testing
