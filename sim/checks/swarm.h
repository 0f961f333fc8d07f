#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/world/world.h"

namespace dunlin::checks {

/// Draws what can go wrong in one run: each fault is on in about half of the seeds, so that rare
/// combinations meet.
class Swarm {
 public:
  explicit Swarm(std::uint64_t seed) : random_(seed * 7919 + 1) {}

  world::WeatherOptions weather();
  /// Faults and switches of the fake.
  void instagram(instagram::Instagram& fake);
  /// Whether something happens in this run; `likely` in 100.
  bool happens(const char* name, unsigned likely);
  Random& random() { return random_; }
  /// What was switched on, for the report.
  [[nodiscard]] const std::string& described() const { return described_; }

 private:
  double draw(const char* name, double most);
  void draw_switches(instagram::Switches& switches);

  clockwork::SeededRandom random_;
  std::string described_;
};

/// How often each fault has struck, by name. Every fault that can be drawn is a key.
using Struck = std::map<std::string, std::uint64_t>;
void add_struck(world::World& world, Struck& to);
/// All names with zero.
Struck nothing_struck();

}  // namespace dunlin::checks
