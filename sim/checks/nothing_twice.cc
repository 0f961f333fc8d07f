#include <map>

#include <fmt/format.h>

#include "sim/checks/checks.h"

namespace dunlin::checks {

/// R2: no recipient gets the same effect twice. Every answer of the workload is unique.
void check_nothing_twice(world::World& world, Verdict& verdict) {
  std::map<std::string, int> times;
  for (const auto& send : world.instagram().sends().all()) {
    ++verdict.sends;
    const std::string what = workloads::Conversations::quoted(send.text).value_or(send.text);
    if (++times[send.igsid + "/" + what] == 2) {
      verdict.broken.push_back(fmt::format("R2: \"{}\" reached {} twice", send.text, send.igsid));
    }
  }
}

}  // namespace dunlin::checks
