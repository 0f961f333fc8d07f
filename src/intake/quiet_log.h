#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "base/time.h"

namespace dunlin::intake {

/// Lets one line through per period and counts the others, for what strangers can cause at will.
class QuietLog {
 public:
  /// How many were kept back since the last line, when a line is due now.
  std::optional<std::int64_t> due(Monotonic now) {
    if (next_ && now < *next_) {
      ++kept_back_;
      return std::nullopt;
    }
    next_ = now + kPeriod;
    return std::exchange(kept_back_, 0);
  }

  static constexpr Duration kPeriod = std::chrono::minutes{1};

 private:
  std::optional<Monotonic> next_;
  std::int64_t kept_back_ = 0;
};

}  // namespace dunlin::intake
