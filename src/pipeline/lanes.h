#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/arrival.h"

namespace dunlin::pipeline {

/// Keeps each conversation's events in the order of their arrival, one transaction of each at a
/// time. Plain bookkeeping on one executor: who runs a lane is the caller's business.
class Lanes {
 public:
  /// A new lane waits for its turn.
  void add(const std::string& key, Arrival arrival);
  /// The one that has waited longest, to be started now; nothing when `limit` are running.
  std::optional<std::string> next(std::size_t limit);
  /// Up to `most` events of a running lane, oldest first; empty ends the lane (do not call again
  /// for it).
  std::vector<Arrival> take(const std::string& key, std::size_t most);
  /// Ends the turn of a running lane; with events left it waits for another.
  void step_back(const std::string& key);
  [[nodiscard]] bool empty() const { return lanes_.empty(); }
  [[nodiscard]] std::size_t running() const { return running_; }

 private:
  std::size_t running_ = 0;
  std::map<std::string, std::deque<Arrival>> lanes_;
  std::deque<std::string> waiting_;
};

}  // namespace dunlin::pipeline
