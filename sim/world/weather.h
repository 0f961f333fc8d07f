#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

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
  // Several nodes only. Each second:
  double node_paused = 0;    ///< one stands still for up to six minutes
  double database_cut = 0;   ///< one does not reach the database for up to 90 s
  double database_away = 0;  ///< none reaches it, for up to 20 s
  double instagram_cut = 0;  ///< one does not reach Instagram for up to a minute
  // Of each send: the node stands still as it leaves (the same moment may be one without a way to
  // Instagram), until another sends to the same person; or when its beginning is committed.
  double paused_at_send = 0, paused_at_commit = 0;
  // Of each transaction:
  double commit_unknown = 0;    ///< whether it was committed cannot be said
  double transaction_lost = 0;  ///< it is undone at its end, and run again
  double slow_link = 0;         ///< it takes up to three seconds to the database, or back
  Duration clocks_apart{0};     ///< how far at most, and they drift
};

/// What becomes of a node's transaction.
enum class Fate { settled, undone, unknown_but_kept, unknown_and_undone };

class Weather {
 public:
  struct Clocks {
    const Clock& true_one;
    ServerClock& jumps;                  ///< as `clock_jump` says
    std::vector<ServerClock*> drifting;  ///< as `clocks_apart` says
  };
  Weather(std::uint64_t seed, WeatherOptions options, Clocks clocks)
      : random_(seed), options_(options), clocks_(std::move(clocks)) {}

  std::optional<Death> at_step();
  /// Whether the power goes out before this disk operation.
  bool cuts_power();
  Disk::Fault at_disk(Disk::Operation operation);
  /// How long a batch waits for the disk.
  Duration disk_takes();
  bool unreachable();
  /// Once a second.
  void tick();
  // Once a second too, where several nodes run: how long it lasts, when it begins now.
  std::optional<Duration> node_stands_still();
  std::optional<Duration> node_loses_database();
  std::optional<Duration> all_lose_database();
  std::optional<Duration> node_loses_instagram();
  /// How long at most the node stands still that sends now, or has committed that it will.
  std::optional<Duration> stands_still_at_send();
  std::optional<Duration> stands_still_at_commit();
  [[nodiscard]] bool watches_commits() const { return options_.paused_at_commit > 0; }
  Fate fate_of_transaction();
  Duration link_takes();
  /// One of so many, for what may strike any of them.
  std::size_t any_of(std::size_t count) { return random_.below(count); }
  Duration up_to(Duration most);
  /// From here on nothing goes wrong any more; the clock stays as wrong as it is.
  void calm();
  void note(const std::string& what) { ++struck_[what]; }
  /// How often each fault struck.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& struck() const { return struck_; }

 private:
  bool strikes(double chance, const char* name);
  std::optional<Duration> in_the_way_of_a_send(double chance, const char* name);
  std::optional<Duration> begins(double chance, const char* name, Duration longest);
  void jump_clock();
  void drift();

  clockwork::SeededRandom random_;
  WeatherOptions options_;
  Clocks clocks_;
  Monotonic full_until_{}, slow_until_{};
  Duration slowest_{};
  std::map<std::string, std::uint64_t> struck_;
};

}  // namespace dunlin::world
