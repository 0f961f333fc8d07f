#pragma once

#include <memory>
#include <optional>
#include <string>

#include "server/app.h"
#include "sim/clockwork/scheduler.h"
#include "sim/world/backend.h"
#include "sim/world/elsewhere.h"
#include "sim/world/server_clock.h"
#include "sim/world/weather.h"

namespace dunlin::world {

/// One life of the App: everything that dies with it.
struct Life {
  clockwork::Domain domain;
  Executor executor;
  std::unique_ptr<Timers> timers;
  std::shared_ptr<NodeBackend> main, journal;
  std::unique_ptr<net::Client> client;
  Calls calls;
  std::unique_ptr<server::App> app;
};

/// A machine with one server on it. Durations are moments of the monotonic clock.
struct Node {
  explicit Node(const Clock& true_clock) : clock(true_clock) {}

  ServerClock clock;
  std::unique_ptr<Life> life;  ///< nothing while it is down
  std::optional<Death> pending_death;
  Duration went_down{0}, down_until{0};
  struct Pause {
    Duration from, until;
    std::string beside;  ///< wakes at the latest when another node sends to this person
  };
  std::optional<Pause> pause, pending_pause;
  Duration without_database_until{0}, without_instagram_until{0};

  [[nodiscard]] bool up() const { return life && life->app; }
};

}  // namespace dunlin::world
