#include "base/compact_time.h"

namespace dunlin {

std::string compact_time(Instant at) {
  std::string text = to_rfc3339(std::chrono::floor<std::chrono::seconds>(at));
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

}  // namespace dunlin
