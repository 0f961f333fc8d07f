#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dunlin {

/// Durations and instants are whole microseconds; stored as BIGINT µs since 1970 UTC.
using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;
/// A reading of the monotonic clock: only differences mean something.
struct Monotonic {
  Duration since_start{};
  auto operator<=>(const Monotonic&) const = default;
  friend Monotonic operator+(Monotonic a, Duration b) { return {a.since_start + b}; }
  friend Duration operator-(Monotonic a, Monotonic b) { return a.since_start - b.since_start; }
};

constexpr Instant from_us(std::int64_t us) {
  return Instant{Duration{us}};
}
constexpr std::int64_t to_us(Instant at) {
  return at.time_since_epoch().count();
}
constexpr Instant from_ms(std::int64_t ms) {
  return Instant{Duration{ms * 1000}};
}
constexpr std::int64_t to_ms(Instant at) {
  return at.time_since_epoch().count() / 1000;
}

/// "2026-11-21T12:00:00.123456Z" (RFC 3339, always UTC); parts of a second only when not zero.
std::string to_rfc3339(Instant at);
/// Accepts RFC 3339 and Meta's offset without colon ("2026-05-19T23:27:28+0000").
std::optional<Instant> parse_rfc3339(std::string_view text);

}  // namespace dunlin
