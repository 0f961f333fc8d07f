#include <fmt/format.h>

#include "sim/checks/checks.h"

namespace dunlin::checks {
namespace {

constexpr int kOutsideWindow = 2534022;
/// The longest that a call is on its way.
constexpr Duration kOnItsWay = std::chrono::minutes{1};
/// By so much the server ends a window too early.
constexpr Duration kGuard = std::chrono::seconds{30};

}  // namespace

/// R9: no message is tried outside its 24 hours, by Instagram's own clock. A server whose clock is
/// far behind may be wrong by as much; what was on its way when all fell asleep arrives when it is
/// over.
void check_windows(world::World& world, Verdict& verdict) {
  if (world.clocks_behind() > kGuard) return;
  for (const auto& call : world.instagram().calls().all()) {
    if (call.subcode != kOutsideWindow || world.fell_asleep(call.at, kOnItsWay)) continue;
    verdict.broken.push_back(
        fmt::format("R9: the send of call {} was refused: its window had closed", call.ordinal));
  }
}

}  // namespace dunlin::checks
