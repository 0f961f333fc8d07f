#pragma once

#include <string>
#include <vector>

#include "sim/workloads/conversations.h"

/// What must hold at the end of a run, each named by its promise in docs/guides/reliability.md.
namespace dunlin::checks {

struct Verdict {
  std::vector<std::string> broken;  ///< one sentence a fault, beginning with R1, R2, …
  std::string rows_hash;            ///< sha256 of the logical rows and of the fake's log: R18
  std::size_t sends = 0, webhooks = 0;
};

/// The App must be down; the disk holds what it left.
Verdict judge(world::World& world, const workloads::Conversations& conversations);

}  // namespace dunlin::checks
