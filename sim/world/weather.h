#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/seams.h"
#include "sim/clockwork/scheduler.h"
#include "sim/world/disk.h"
#include "sim/world/server_clock.h"

/// What goes wrong with the machine and the network around the App. What goes wrong at Instagram is
/// the fake's own (sim/instagram/README.md "Faults").
namespace dunlin::world {

/// How the App goes down: a power cut loses unsynced writes, a killed process does not.
enum class Death { power_cut, kill };

/// Chances from 0 to 1.
struct WeatherOptions {
  double crash_at_step = 0;  ///< at each step of the scheduler
  double kill_share = 0.3;   ///< of the crashes at steps
  double crash_at_disk = 0;  ///< at each write, sync, …: a power cut in the middle of it
  double io_error = 0;       ///< at each disk operation
  double disk_full = 0;      ///< at each disk operation
  double full_spell = 0;     ///< each second: no room for 1 to 20 s
  double slow_spell = 0;     ///< each second: for 1 to 30 s the disk takes up to 10 s a batch
  double clock_jump = 0;     ///< each second: the server's wall clock is set wrong
  double unreachable = 0;    ///< of each call of the App: no connection, no byte sent
};

class Weather {
 public:
  Weather(std::uint64_t seed, WeatherOptions options, const Clock& true_clock, ServerClock& clock)
      : random_(seed), options_(options), true_clock_(true_clock), clock_(clock) {}

  std::optional<Death> at_step();
  /// Whether the power goes out before this disk operation.
  bool cuts_power();
  Disk::Fault at_disk(Disk::Operation operation);
  /// How long a batch waits for the disk.
  Duration disk_takes();
  bool unreachable();
  /// Once a second.
  void tick();
  /// From here on nothing goes wrong any more; the clock stays as wrong as it is.
  void calm();
  void note(const std::string& what) { ++struck_[what]; }
  /// How often each fault struck.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& struck() const { return struck_; }

 private:
  bool strikes(double chance, const char* name);
  void jump_clock();
  Duration up_to(Duration most);

  clockwork::SeededRandom random_;
  WeatherOptions options_;
  const Clock& true_clock_;
  ServerClock& clock_;
  Monotonic full_until_{}, slow_until_{};
  Duration slowest_{};
  std::map<std::string, std::uint64_t> struck_;
};

}  // namespace dunlin::world
