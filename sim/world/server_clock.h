#pragma once

#include <optional>
#include <vector>

#include "base/seams.h"

namespace dunlin::world {

/// The wall clock of the server's machine: the true one, until it is set wrong. The monotonic clock
/// never jumps. Remembers its jumps, so that what the server wrote down can be put in order with
/// what the world saw.
class ServerClock final : public Clock {
 public:
  explicit ServerClock(const Clock& true_clock) : true_clock_(true_clock) {}
  Instant now() const override { return true_clock_.now() + ahead(); }
  Monotonic monotonic() const override { return true_clock_.monotonic(); }

  [[nodiscard]] Duration ahead() const { return jumps_.empty() ? Duration{0} : jumps_.back().to; }
  void set_ahead(Duration by) { jumps_.push_back({true_clock_.now(), by}); }
  // Of the true time, at any moment of the run.
  [[nodiscard]] Duration farthest_behind() const;
  [[nodiscard]] Duration farthest_ahead() const;
  /// It showed a time twice.
  [[nodiscard]] bool was_set_back() const;
  /// When it was last set on before `moment`: what waits for a time was cut short then.
  [[nodiscard]] std::optional<Instant> set_on_before(Instant moment) const;
  /// When this clock last showed `shown`; a clock that was set back shows a time twice.
  [[nodiscard]] Instant last_true(Instant shown) const;

 private:
  struct Jump {
    Instant at;   ///< true time
    Duration to;  ///< how far ahead from then on
  };
  const Clock& true_clock_;
  std::vector<Jump> jumps_;
};

}  // namespace dunlin::world
