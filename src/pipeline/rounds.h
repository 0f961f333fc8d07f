#pragma once

#include <cstddef>

#include "base/time.h"

namespace dunlin::pipeline {

/// Who goes first when webhooks pour in: taking them in. Instagram waits for the 200 and delivers
/// again what got none; what is stored is decided later and lost to nobody. While many bodies wait
/// to become durable, deciding goes on in rounds of a few conversations and leaves kPauseFactor
/// times as long as a round took, so that it always has a share (docs/adr/0016). Plain bookkeeping
/// on one executor.
class Rounds {
 public:
  struct Sizes {
    std::size_t pouring_bodies = 8;  ///< so many wait to become durable: it pours
    std::size_t conversations = 16;  ///< of one round
  };
  static constexpr int kPauseFactor = 3;
  /// Once it pours it does so for that long: a commit answers many bodies at once.
  static constexpr Duration kJudgedOver = std::chrono::milliseconds{50};

  explicit Rounds(Sizes sizes) : sizes_(sizes) {}

  /// A body became durable while `waiting` others were still on their way there.
  void stored(std::size_t waiting, Monotonic now);
  [[nodiscard]] bool pouring(Monotonic now) const;

  /// How many conversations may be at work now, of at most `limit` when nothing pours.
  [[nodiscard]] std::size_t limit(std::size_t limit, Monotonic now) const;
  /// The first conversation of a round sets out; the last one is done.
  void began(Monotonic now) { began_at_ = now; }
  void ended(Monotonic now) { next_at_ = now + kPauseFactor * (now - began_at_); }
  /// How long until `limit` may have grown: `at_most` when nothing pours.
  [[nodiscard]] Duration until_next(Duration at_most, Monotonic now) const;

 private:
  Sizes sizes_;
  Monotonic poured_until_{}, began_at_{}, next_at_{};
};

}  // namespace dunlin::pipeline
