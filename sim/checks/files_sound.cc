#include <fmt/format.h>

#include "sim/checks/checks.h"

namespace dunlin::checks {

/// R1: what a crash or a power cut leaves can be read, whole.
bool check_files_sound(world::World& world, Verdict& verdict) {
  for (const char* file : {"dunlin.db", "journal.db"}) {
    const std::string why = world.why_unreadable(file);
    if (why.empty()) continue;
    verdict.broken.push_back(fmt::format("R1: {} is damaged: {}", file, why));
  }
  return verdict.broken.empty();
}

}  // namespace dunlin::checks
