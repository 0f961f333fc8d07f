#pragma once

#include <optional>
#include <string>
#include <vector>

#include "outbound/outbound.h"
#include "server/graph_watch.h"

/// What /readyz says, from facts alone. Pure.
namespace dunlin::server {

struct DiskSpace {
  std::int64_t free_bytes = 0;
};
/// Below the first a person should look; below the second webhooks are soon refused.
inline constexpr std::int64_t kDiskLow_bytes = 1LL << 30;
inline constexpr std::int64_t kDiskFull_bytes = 64LL << 20;
/// Windows are counted with a minute to spare; half of it may be lost to the clock.
inline constexpr Duration kClockTolerance = std::chrono::seconds{30};
/// Failures in a row before Graph counts as out of reach.
inline constexpr int kGraphFailures = 3;

struct HealthFacts {
  Instant now;
  std::optional<std::string> database_fault, journal_fault;  ///< a sentence
  std::optional<std::string> durability_fault;  ///< strict only: why there is no second copy
  std::optional<std::string> write_fault;       ///< why the last write by the clock failed
  std::optional<outbound::QueueFacts> queue;
  std::optional<std::int64_t> parked_events;
  std::optional<bool> sending_paused;
  std::optional<std::string> account_fault;  ///< why the token of the settings is of no use
  std::optional<DiskSpace> disk;             ///< nothing where it cannot be asked
  std::optional<std::int64_t> memory_bytes;  ///< of this process, what is resident
  GraphFacts graph;
};

/// ok: all of it works. degraded: it serves, and `off` says what does not work and what that means.
/// unavailable: a store does not answer or takes no writes (503).
struct Health {
  enum class State { ok, degraded, unavailable };
  State state = State::ok;
  struct Check {
    std::string name, says;  ///< "ok", or a sentence
  };
  std::vector<Check> checks;  ///< database, journal, disk, clock, graph
  std::vector<std::string> off;
};
Health judge_health(const HealthFacts& facts);
std::string_view name(Health::State state);

}  // namespace dunlin::server
