#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/checks/plan.h"

/// What must hold at the end of a run, each named by its promise in docs/guides/reliability.md.
namespace dunlin::checks {

struct Verdict {
  std::vector<std::string> broken;            ///< one sentence a fault, beginning with R1, R2, …
  std::map<std::string, std::string> hashes;  ///< sha256 of each table and log: R18
  std::size_t sends = 0, webhooks = 0;
  std::map<std::string, std::uint64_t> events;  ///< accepted ones, by the fake's name of their kind
};

/// The App must be down; the disk holds what it left. Files that cannot be read are all that is
/// said of such a run.
Verdict judge(world::World& world, const workloads::Conversations& conversations, const Plan& plan);
/// Which tables and logs differ between two runs of one seed.
std::vector<std::string> differences(const Verdict& one, const Verdict& other);

// `judge` calls them all. The first is false when nothing else can be asked.
bool check_files_sound(world::World& world, Verdict& verdict);
void check_nothing_lost(world::World& world, Verdict& verdict);
void check_same_history(world::World& world, Verdict& verdict);
void check_limits(world::World& world, const Plan& plan, Verdict& verdict);
void check_one_owner(world::World& world, Verdict& verdict);
void check_windows(world::World& world, Verdict& verdict);
void check_sick_disk(world::World& world, Verdict& verdict);
void check_forgeries(world::World& world, Verdict& verdict);
void check_nothing_twice(world::World& world, Verdict& verdict);
void check_stop_is_heeded(world::World& world, const workloads::Conversations& conversations,
                          Verdict& verdict);
void check_all_drained(world::World& world, const workloads::Conversations& conversations,
                       Verdict& verdict);
void check_order(world::World& world, Verdict& verdict);
void check_people_known(world::World& world, Verdict& verdict);
void hash_everything(world::World& world, Verdict& verdict);

}  // namespace dunlin::checks
