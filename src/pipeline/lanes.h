#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/arrival.h"

namespace dunlin::pipeline {

/// Keeps each conversation's events in the order of their arrival and at most `limit` conversations
/// at work. Plain bookkeeping on one executor: who runs a lane is the caller's business.
class Lanes {
 public:
  explicit Lanes(std::size_t limit) : limit_(limit) {}

  /// Adds an event; true when the caller should start this lane now.
  bool add(const std::string& key, Arrival arrival);
  /// Up to `most` events of a running lane, oldest first; empty ends the lane (do not call again
  /// for it).
  std::vector<Arrival> take(const std::string& key, std::size_t most);
  /// After a lane ended: one that waits for its turn, to be started now.
  std::optional<std::string> next_waiting();
  [[nodiscard]] bool empty() const { return lanes_.empty(); }
  [[nodiscard]] std::size_t running() const { return running_; }

 private:
  struct Lane {
    std::deque<Arrival> arrivals;
    bool running = false;
  };
  std::size_t limit_;
  std::size_t running_ = 0;
  std::map<std::string, Lane> lanes_;
  std::deque<std::string> waiting_;
};

}  // namespace dunlin::pipeline
