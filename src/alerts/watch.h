#pragma once

#include <memory>
#include <string>

#include "alerts/alerts.h"
#include "net/client.h"

namespace dunlin::alerts {

struct WatchOptions {
  std::string owner;
  Duration look = std::chrono::seconds{30};
  Duration lease = std::chrono::seconds{90};
  /// How long what is over can be read.
  Duration kept = std::chrono::days{90};
};

/// The worker: looks at every workspace, raises and ends alerts, tells them, makes the webhooks'
/// calls. On one node at a time, under a lease; it may be cut off anywhere.
class Watch {
 public:
  /// All outlive it.
  Watch(Needs needs, net::Client& client, AskMachine machine, WatchOptions options);
  ~Watch();
  Task<void> run();
  void stop();
  /// Something is to be posted, or was changed.
  void wake();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace dunlin::alerts
