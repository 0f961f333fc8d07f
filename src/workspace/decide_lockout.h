#pragma once

#include <optional>

#include "base/time.h"

namespace dunlin::workspace {

/// How many attempts failed in a row, and when the last one was.
struct Failures {
  int count = 0;
  Instant last_at{};
};

/// Failures older than this no longer count, nor do those before them.
inline constexpr Duration kFailuresCount = std::chrono::minutes{15};
inline constexpr Duration kLongestDelay = std::chrono::minutes{15};
inline constexpr int kFreeOfAccount = 5;
inline constexpr int kFreeOfAddress = 20;

/// What still counts now.
Failures counting(const Failures& failures, Instant now);
/// When the next attempt may be made: at once below `free` failures, then a second after the last,
/// doubling with each to a quarter of an hour. Nothing when that is now. Never for ever.
std::optional<Instant> locked_until(const Failures& failures, int free, Instant now);

}  // namespace dunlin::workspace
