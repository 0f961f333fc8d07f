#pragma once

#include <functional>
#include <optional>

#include "base/seams.h"
#include "db/db.h"
#include "db/durability.h"
#include "net/http.h"
#include "server/decide_health.h"

namespace dunlin::server {

using AskDisk = std::function<std::optional<DiskSpace>()>;
using AskMemory = std::function<std::optional<std::int64_t>()>;

/// Where the facts come from; all of it outlives the request.
struct HealthSources {
  db::Database main, journal;
  Seams& seams;
  const GraphWatch& graph;
  AskDisk disk;      ///< none: it cannot be asked
  AskMemory memory;  ///< likewise
  std::optional<std::string> write_fault, account_fault;
  db::Durability durability = db::Durability::normal;  ///< strict: a standby is asked for
};
/// A store that takes longer to answer counts as one that does not.
inline constexpr Duration kStorePatience = std::chrono::seconds{2};
/// Never fails: what cannot be learned is told as a fault.
Task<HealthFacts> ask_health(HealthSources sources);

/// /healthz: the process answers.
net::Response healthz();
/// /readyz: 503 while a store does not answer or takes no writes; otherwise 200, `degraded` with
/// what is off and what that means. Ages and counts of the queue are told, not judged.
net::Response readyz(const HealthFacts& facts);

}  // namespace dunlin::server
