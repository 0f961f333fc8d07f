#include <algorithm>
#include <array>

#include "sim/world/weather.h"

namespace dunlin::world {

using namespace std::chrono_literals;

namespace {

/// Shorter than a lease of a send, longer than the lease of a node's number, longer than reading
/// back an unknown outcome takes.
constexpr std::array<Duration, 4> kPauses{12s, 30s, 90s, 6min};
constexpr std::array<Duration, 3> kCuts{4s, 20s, 90s};
/// What NTP leaves, one moment to the next.
constexpr Duration kDriftsBy = 20ms;

}  // namespace

std::optional<Duration> Weather::begins(double chance, const char* name, Duration longest) {
  if (!strikes(chance, name)) return std::nullopt;
  return 1s + up_to(longest - 1s);
}

std::optional<Duration> Weather::node_stands_still() {
  if (options_.node_paused <= 0) return std::nullopt;
  return begins(options_.node_paused, "node_paused", kPauses.at(any_of(kPauses.size())));
}

std::optional<Duration> Weather::node_loses_database() {
  if (options_.database_cut <= 0) return std::nullopt;
  return begins(options_.database_cut, "database_cut", kCuts.at(any_of(kCuts.size())));
}

std::optional<Duration> Weather::all_lose_database() {
  return begins(options_.database_away, "database_away", 20s);
}

std::optional<Duration> Weather::node_loses_instagram() {
  return begins(options_.instagram_cut, "instagram_cut", 1min);
}

std::optional<Duration> Weather::stands_still_at_send() {
  return in_the_way_of_a_send(options_.paused_at_send, "paused_at_send");
}

std::optional<Duration> Weather::stands_still_at_commit() {
  return in_the_way_of_a_send(options_.paused_at_commit, "paused_at_commit");
}

std::optional<Duration> Weather::in_the_way_of_a_send(double chance, const char* name) {
  if (!strikes(chance, name)) return std::nullopt;
  // Long enough, each second time, for the others to send it again.
  return any_of(2) == 0 ? kPauses.back() : 1s + up_to(kPauses.back());
}

Fate Weather::fate_of_transaction() {
  if (strikes(options_.transaction_lost, "transaction_lost")) return Fate::undone;
  if (!strikes(options_.commit_unknown, "commit_unknown")) return Fate::settled;
  return any_of(2) == 0 ? Fate::unknown_but_kept : Fate::unknown_and_undone;
}

Duration Weather::link_takes() {
  return strikes(options_.slow_link, "slow_link") ? up_to(3s) : Duration{0};
}

/// A machine's clock goes its own way, and is held near the true time; the first step sets it
/// apart.
void Weather::drift() {
  const Duration farthest = options_.clocks_apart / 2;
  for (ServerClock* clock : clocks_.drifting) {
    const bool first = clock->ahead() == Duration{0};
    if (!first && any_of(5) != 0) continue;
    if (first) note("clocks_apart");
    const Duration step = first ? up_to(2 * farthest) - farthest : up_to(2 * kDriftsBy) - kDriftsBy;
    clock->set_ahead(std::clamp(clock->ahead() + step, -farthest, farthest));
  }
}

}  // namespace dunlin::world
