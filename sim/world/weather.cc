#include "sim/world/weather.h"

#include <algorithm>
#include <array>

namespace dunlin::world {

using namespace std::chrono_literals;

namespace {

constexpr Duration kFarthestAhead = std::chrono::days{20};

}  // namespace

bool Weather::strikes(double chance, const char* name) {
  if (chance <= 0 || random_.unit() >= chance) return false;
  note(name);
  return true;
}

Duration Weather::up_to(Duration most) {
  return Duration{
      static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most.count()) + 1))};
}

std::optional<Death> Weather::at_step() {
  if (options_.crash_at_step <= 0 || random_.unit() >= options_.crash_at_step) return std::nullopt;
  const Death death = random_.unit() < options_.kill_share ? Death::kill : Death::power_cut;
  note(death == Death::kill ? "kill" : "power_cut");
  return death;
}

bool Weather::cuts_power() {
  return strikes(options_.crash_at_disk, "power_cut_in_write");
}

Disk::Fault Weather::at_disk(Disk::Operation operation) {
  using enum Disk::Operation;
  const bool needs_room = operation == write || operation == create;
  if (needs_room && clocks_.true_one.monotonic() < full_until_) return Disk::Fault::full;
  if (strikes(options_.disk_full, "disk_full")) return Disk::Fault::full;
  if (strikes(options_.io_error, "io_error")) return Disk::Fault::io_error;
  return Disk::Fault::none;
}

Duration Weather::disk_takes() {
  return clocks_.true_one.monotonic() < slow_until_ ? up_to(slowest_) : Duration{0};
}

bool Weather::unreachable() {
  return strikes(options_.unreachable, "unreachable");
}

void Weather::tick() {
  const Monotonic now = clocks_.true_one.monotonic();
  if (strikes(options_.full_spell, "disk_full_for_a_while")) full_until_ = now + 1s + up_to(19s);
  if (strikes(options_.slow_spell, "slow_disk")) {
    constexpr std::array<Duration, 3> slowest{50ms, 1s, 10s};
    slowest_ = slowest.at(random_.below(slowest.size()));
    slow_until_ = now + 1s + up_to(29s);
  }
  if (strikes(options_.clock_jump, "clock_jump")) jump_clock();
  if (options_.clocks_apart > Duration{0}) drift();
}

/// Back by two minutes at most: what was to happen at a time that has come already waits until it
/// comes again. Ahead by less than the 30 days for which keys of events are kept.
void Weather::jump_clock() {
  constexpr std::array<Duration, 5> farthest{2s, 2min, 2h, 48h, kFarthestAhead};
  const bool back = random_.below(2) == 0;
  const Duration drawn = up_to(back ? 2min : farthest.at(random_.below(farthest.size())));
  const Duration by = back ? drawn : std::min(drawn, kFarthestAhead - clocks_.jumps.ahead());
  note(back ? "clock_back" : "clock_ahead");
  clocks_.jumps.set_ahead(clocks_.jumps.ahead() + (back ? -by : by));
}

void Weather::calm() {
  options_ = {};
  full_until_ = slow_until_ = {};
}

}  // namespace dunlin::world
