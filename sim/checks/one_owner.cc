#include <fmt/format.h>

#include "sim/checks/checks.h"

namespace dunlin::checks {

/// R14: the nodes act as one. A conversation has one send on its way at most, whoever sends it, and
/// whoever died or stands still with it.
void check_one_owner(world::World& world, Verdict& verdict) {
  for (const auto& [person, times] : world.wire().met()) {
    verdict.broken.push_back(fmt::format(
        "R14: a send to {} left while another was on its way, {} times", person, times));
  }
}

}  // namespace dunlin::checks
