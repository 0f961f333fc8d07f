#pragma once

#include <optional>
#include <vector>

namespace dunlin::rules {

/// Priorities for rules in the order wished, given those they have now and their places in the
/// present order (from 0, each once; equal priorities are told apart by age, which a priority
/// cannot change). As few as possible change; all are numbered anew where there is no room between
/// two. Nothing when there are more than fit −1000 … 1000.
std::optional<std::vector<int>> priorities_for(const std::vector<int>& now,
                                               const std::vector<std::size_t>& places);

}  // namespace dunlin::rules
