#pragma once

#include <optional>

#include "base/time.h"

/// Until when a business may write (INSTAGRAM §3 "Windows").
namespace dunlin::instagram {

inline constexpr Duration kStandardWindow = std::chrono::hours{24};
inline constexpr Duration kHumanWindow = std::chrono::hours{24 * 7};
inline constexpr Duration kPrivateReplyWindow = std::chrono::hours{24 * 7};

enum class Window { standard, human_only, closed };

/// Open before the exact end, closed at it.
constexpr Window window_at(std::optional<Instant> last_inbound, Instant now) {
  if (!last_inbound) return Window::closed;
  if (now < *last_inbound + kStandardWindow) return Window::standard;
  return now < *last_inbound + kHumanWindow ? Window::human_only : Window::closed;
}

}  // namespace dunlin::instagram
