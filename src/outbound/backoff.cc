#include "outbound/backoff.h"

#include <algorithm>

namespace dunlin::outbound {

int retries_allowed(Source source) {
  return source == Source::campaign ? 5 : 3;
}

Duration backoff(int failures, double jitter) {
  constexpr Duration first = std::chrono::seconds{2}, longest = std::chrono::seconds{60};
  const int doublings = std::clamp(failures - 1, 0, 10);
  const Duration full = std::min(first * (1 << doublings), longest);
  const double kept = 1.0 - 0.5 * std::clamp(jitter, 0.0, 1.0);
  return Duration{static_cast<Duration::rep>(static_cast<double>(full.count()) * kept)};
}

}  // namespace dunlin::outbound
