#include "pipeline/lanes.h"

#include <algorithm>
#include <iterator>

namespace dunlin::pipeline {

void Lanes::add(const std::string& key, Arrival arrival) {
  auto [found, is_new] = lanes_.try_emplace(key);
  found->second.push_back(std::move(arrival));
  if (is_new) waiting_.push_back(key);
}

std::optional<std::string> Lanes::next(std::size_t limit) {
  if (waiting_.empty() || running_ >= limit) return std::nullopt;
  std::string key = std::move(waiting_.front());
  waiting_.pop_front();
  ++running_;
  return key;
}

std::vector<Arrival> Lanes::take(const std::string& key, std::size_t most) {
  const auto found = lanes_.find(key);
  auto& arrivals = found->second;
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

void Lanes::step_back(const std::string& key) {
  const auto found = lanes_.find(key);
  if (found->second.empty()) {
    lanes_.erase(found);
  } else {
    waiting_.push_back(key);
  }
  --running_;
}

}  // namespace dunlin::pipeline
