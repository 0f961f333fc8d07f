#include <fmt/format.h>

#include "sim/checks/checks.h"

namespace dunlin::checks {

/// R11: what cannot be stored is refused with 503, and nobody goes on after a failed sync. That no
/// 200 was false and that it heals is what R1 and R3 ask.
void check_sick_disk(world::World& world, Verdict& verdict) {
  if (world.syncs_outlived() > 0) {
    verdict.broken.push_back(
        fmt::format("R11: the server went on after {} failed syncs", world.syncs_outlived()));
  }
  for (const auto& delivery : world.instagram().deliveries().all()) {
    for (const auto& attempt : delivery.attempts) {
      const bool told = attempt.status == 200 || attempt.status == 401 || attempt.status == 503;
      if (told || attempt.status == 0) continue;
      verdict.broken.push_back(
          fmt::format("R11: delivery {} was answered {}", delivery.id, attempt.status));
    }
  }
}

}  // namespace dunlin::checks
