#include "sim/world/troubles.h"

#include <algorithm>

namespace dunlin::world {

bool Troubles::none_within(Duration from, Duration until) const {
  return std::ranges::none_of(
      all_, [&](const Trouble& one) { return one.from <= until && one.until > from; });
}

Duration Troubles::over_after(Duration moment, Duration before) const {
  Duration out = moment;
  for (const Trouble& one : all_) {
    if (one.from - before <= moment && moment <= one.until) out = std::max(out, one.until);
  }
  return out;
}

}  // namespace dunlin::world
