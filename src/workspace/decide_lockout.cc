#include "workspace/decide_lockout.h"

#include <algorithm>

namespace dunlin::workspace {
namespace {

Duration delay_after(int count, int free) {
  constexpr int kMostDoublings = 20;
  if (count < free) return Duration{0};
  const Duration delay =
      std::chrono::seconds{std::int64_t{1} << std::min(count - free, kMostDoublings)};
  return std::min(delay, kLongestDelay);
}

}  // namespace

Failures counting(const Failures& failures, Instant now) {
  // Whoever waited out the longest delay still counts for a while, else it would never be reached.
  if (now - failures.last_at > kFailuresCount + kLongestDelay) return {};
  if (failures.count < kFreeOfAccount && now - failures.last_at > kFailuresCount) return {};
  return failures;
}

std::optional<Instant> locked_until(const Failures& failures, int free, Instant now) {
  const Failures count = counting(failures, now);
  const Instant until = count.last_at + delay_after(count.count, free);
  if (count.count < free || until <= now) return std::nullopt;
  return until;
}

}  // namespace dunlin::workspace
