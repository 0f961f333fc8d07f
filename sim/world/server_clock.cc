#include "sim/world/server_clock.h"

namespace dunlin::world {

Instant ServerClock::last_true(Instant shown) const {
  Instant until = true_clock_.now();
  for (auto jump = jumps_.rbegin(); jump != jumps_.rend(); ++jump) {
    const Instant candidate = shown - jump->to;
    if (candidate >= jump->at && candidate <= until) return candidate;
    until = jump->at;
  }
  return std::min(shown, until);
}

}  // namespace dunlin::world
