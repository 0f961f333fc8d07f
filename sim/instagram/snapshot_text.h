#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sim/instagram/state.h"
#include "sim/instagram/webhook_events.h"

namespace dunlin::instagram {

inline constexpr std::int64_t kSnapshotVersion = 1;

struct SavedWorld {
  State state;
  std::vector<Event> unaccepted;
  std::int64_t last_event_id = 0;
};

/// The newest 500 messages of each conversation.
std::string print_saved(const SavedWorld& world);
/// Indexed and coherent. Errors: sim.snapshot (corrupt).
Result<SavedWorld> parse_saved(std::string_view text);

}  // namespace dunlin::instagram
