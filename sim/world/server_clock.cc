#include "sim/world/server_clock.h"

#include <algorithm>
#include <utility>

namespace dunlin::world {

Duration ServerClock::farthest_behind() const {
  Duration out{0};
  for (const Jump& jump : jumps_) out = std::max(out, -jump.to);
  return out;
}

Duration ServerClock::farthest_ahead() const {
  Duration out{0};
  for (const Jump& jump : jumps_) out = std::max(out, jump.to);
  return out;
}

bool ServerClock::was_set_back() const {
  Duration ahead{0};
  for (const Jump& jump : jumps_) {
    if (jump.to < std::exchange(ahead, jump.to)) return true;
  }
  return false;
}

std::optional<Instant> ServerClock::set_on_before(Instant moment) const {
  std::optional<Instant> out;
  Duration ahead{0};
  for (const Jump& jump : jumps_) {
    if (jump.to > ahead && jump.at <= moment) out = jump.at;
    ahead = jump.to;
  }
  return out;
}

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
