#include <fmt/format.h>

#include "sim/checks/checks.h"

namespace dunlin::checks {

/// S1: a body signed with another secret is never taken in. A node that takes nothing in now says
/// so to everybody.
void check_forgeries(world::World& world, Verdict& verdict) {
  for (const auto& delivery : world.instagram().deliveries().all()) {
    for (const auto& attempt : delivery.attempts) {
      const bool refused = attempt.status == 401 || (attempt.status == 503 && world.nodes() > 1);
      if (attempt.fault != "wrong_signature" || refused || attempt.status == 0) continue;
      verdict.broken.push_back(fmt::format(
          "S1: a wrongly signed body was answered {} in delivery {}", attempt.status, delivery.id));
    }
  }
}

}  // namespace dunlin::checks
