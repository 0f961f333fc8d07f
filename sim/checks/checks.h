#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/workloads/conversations.h"

/// What must hold at the end of a run, each named by its promise in docs/guides/reliability.md.
namespace dunlin::checks {

struct Verdict {
  std::vector<std::string> broken;            ///< one sentence a fault, beginning with R1, R2, …
  std::map<std::string, std::string> hashes;  ///< sha256 of each table and log: R18
  std::size_t sends = 0, webhooks = 0;
  std::map<std::string, std::uint64_t> events;  ///< accepted ones, by the fake's name of their kind
};

/// The App must be down; the disk holds what it left.
Verdict judge(world::World& world, const workloads::Conversations& conversations);
/// Which tables and logs differ between two runs of one seed.
std::vector<std::string> differences(const Verdict& one, const Verdict& other);

// One file each; `judge` calls them all.
void check_nothing_lost(world::World& world, Verdict& verdict);
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
