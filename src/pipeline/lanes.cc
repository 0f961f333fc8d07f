#include "pipeline/lanes.h"

#include <algorithm>
#include <iterator>

namespace dunlin::pipeline {

bool Lanes::add(const std::string& key, Arrival arrival) {
  auto [found, is_new] = lanes_.try_emplace(key);
  found->second.arrivals.push_back(std::move(arrival));
  if (!is_new) return false;
  if (running_ >= limit_) {
    waiting_.push_back(key);
    return false;
  }
  ++running_;
  found->second.running = true;
  return true;
}

std::vector<Arrival> Lanes::take(const std::string& key, std::size_t most) {
  const auto found = lanes_.find(key);
  auto& arrivals = found->second.arrivals;
  const auto count = static_cast<std::ptrdiff_t>(std::min(most, arrivals.size()));
  std::vector<Arrival> out(std::make_move_iterator(arrivals.begin()),
                           std::make_move_iterator(arrivals.begin() + count));
  arrivals.erase(arrivals.begin(), arrivals.begin() + count);
  if (out.empty()) {
    lanes_.erase(found);
    --running_;
  }
  return out;
}

std::optional<std::string> Lanes::next_waiting() {
  if (waiting_.empty() || running_ >= limit_) return std::nullopt;
  std::string key = std::move(waiting_.front());
  waiting_.pop_front();
  lanes_.at(key).running = true;
  ++running_;
  return key;
}

}  // namespace dunlin::pipeline
