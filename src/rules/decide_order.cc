#include "rules/decide_order.h"

#include <algorithm>

#include "rules/rule.h"

namespace dunlin::rules {
namespace {

constexpr int kTop = Limits::priority;
constexpr int kStep = 10;

/// Which stay: the most whose places rise already (the longest rising subsequence).
std::vector<bool> that_stay(const std::vector<std::size_t>& places) {
  std::vector<std::size_t> tails;  // index of the last one of the best sequence of each length
  std::vector<std::size_t> before(places.size(), places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto tail = std::ranges::lower_bound(tails, places[i], {},
                                               [&](std::size_t index) { return places[index]; });
    if (tail != tails.begin()) before[i] = *(tail - 1);
    if (tail == tails.end()) {
      tails.push_back(i);
    } else {
      *tail = i;
    }
  }
  std::vector<bool> stays(places.size(), false);
  for (std::size_t i = tails.empty() ? places.size() : tails.back(); i < places.size();
       i = before[i]) {
    stays[i] = true;
  }
  return stays;
}

std::optional<std::vector<int>> numbered_anew(std::size_t count) {
  const auto room = static_cast<std::size_t>(2 * kTop + 1);
  if (count > room) return std::nullopt;
  const int step = std::max(1, std::min(kStep, static_cast<int>(room / (count + 1))));
  const int first = std::min(kTop, step * static_cast<int>(count / 2));
  std::vector<int> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(first - step * static_cast<int>(i));
  return out;
}

/// Evenly between the neighbours, which keep theirs. False without room.
bool fill(std::vector<int>& out, std::size_t begin, std::size_t end, int above, int below) {
  const int count = static_cast<int>(end - begin);
  if (above - below - 1 < count) return false;
  for (int i = 0; i < count; ++i) {
    out[begin + static_cast<std::size_t>(i)] = above - (above - below) * (i + 1) / (count + 1);
  }
  return true;
}

}  // namespace

std::optional<std::vector<int>> priorities_for(const std::vector<int>& now,
                                               const std::vector<std::size_t>& places) {
  const std::vector<bool> stays = that_stay(places);
  std::vector<int> out = now;
  for (std::size_t i = 0; i < now.size();) {
    if (stays[i]) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < now.size() && !stays[end]) ++end;
    const int above = i == 0 ? kTop + 1 : out[i - 1];
    const int below = end == now.size() ? -kTop - 1 : now[end];
    if (!fill(out, i, end, above, below)) return numbered_anew(now.size());
    i = end;
  }
  return out;
}

}  // namespace dunlin::rules
