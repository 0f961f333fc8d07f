#include "pipeline/rounds.h"

#include <algorithm>

namespace dunlin::pipeline {

void Rounds::stored(std::size_t waiting, Monotonic now) {
  if (waiting >= sizes_.pouring_bodies) poured_until_ = now + kJudgedOver;
}

bool Rounds::pouring(Monotonic now) const {
  return now < poured_until_;
}

std::size_t Rounds::limit(std::size_t limit, Monotonic now) const {
  if (!pouring(now)) return limit;
  return now < next_at_ ? 0 : std::min(limit, sizes_.conversations);
}

Duration Rounds::until_next(Duration at_most, Monotonic now) const {
  if (!pouring(now)) return at_most;
  const Monotonic changes = now < next_at_ ? std::min(next_at_, poured_until_) : poured_until_;
  return std::min(at_most, changes - now);
}

}  // namespace dunlin::pipeline
