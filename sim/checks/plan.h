#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "sim/workloads/conversations.h"

namespace dunlin::checks {

/// What one seed brings, drawn whole before it runs, so that parts of it can be left out while the
/// rest stays as it was drawn.
struct Plan {
  std::uint64_t seed = 1;
  /// Only what is switched on, each in about half of the seeds, so that rare combinations meet. A
  /// chance from 0 to 1; for a switch of the fake the number of its way, for `hour_budget` the
  /// calls.
  std::map<std::string, double> faults;
  workloads::ConversationOptions people;
  int nodes = 1;

  [[nodiscard]] bool has(const std::string& fault) const { return faults.contains(fault); }
  [[nodiscard]] double of(const std::string& fault) const;
};
/// About a third of the seeds have several nodes on one database, with faults of their own instead
/// of the disk's. `nodes`: so many instead of those drawn.
Plan draw_plan(std::uint64_t seed, std::optional<int> nodes = std::nullopt);
/// Leaves out what strikes the machine: crashes, the disk, the clock, the network.
void drop_weather(Plan& plan);

/// What is left of a plan.
struct Cut {
  std::optional<std::set<std::string>> only;  ///< these faults alone
  std::optional<int> people, messages;
  std::optional<int> span_s;
  std::optional<int> nodes;
};
/// What is drawn for the seed with so many nodes, and the rest of the cut.
Plan plan_for(std::uint64_t seed, const Cut& cut);
Plan cut(Plan plan, const Cut& to);
/// As the simulation's command line takes it: " --only kill,echo_lost --people 1".
std::string arguments(const Cut& cut);

world::WeatherOptions weather_of(const Plan& plan);
/// Faults and switches of the fake.
void apply(const Plan& plan, instagram::Instagram& fake);
/// "kill=0.0003 …", for the report.
std::string describe(const Plan& plan);

/// How often each fault has struck, by name. Every fault that can be drawn is a key.
using Struck = std::map<std::string, std::uint64_t>;
void add_struck(world::World& world, Struck& to);
/// All names with zero.
Struck nothing_struck();

}  // namespace dunlin::checks
