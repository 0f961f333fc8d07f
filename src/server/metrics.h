#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "server/decide_health.h"

namespace dunlin::server {

/// What /metrics shows, in the text format of Prometheus. Used on the App's executor.
class Metrics {
 public:
  /// `version` of the build; may be empty.
  explicit Metrics(const std::string& version);
  ~Metrics();
  /// `route` is "webhook", "api" or "other"; never a path with ids.
  void count_request(std::string_view route, int status, Duration took);
  /// What could not be learned keeps its last value; dunlin_ready tells of it.
  void set_health(const HealthFacts& facts);
  void set_backlog(std::size_t bodies);
  void set_search_behind(Duration behind);
  [[nodiscard]] std::string text() const;

 private:
  void set_queue(const outbound::QueueFacts& facts, Instant now);
  void set_graph(const GraphFacts& facts);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dunlin::server
