#pragma once

#include <string>
#include <string_view>

#include "sim/instagram/core.h"

/// The fake's world as one JSON text, so that it outlives the process. Not in it: logs, faults,
/// rate windows.
namespace dunlin::instagram {

/// The newest 500 messages of each conversation.
std::string save_snapshot(const Core& core);
/// Replaces the world and delivers again what was not accepted. Errors: sim.snapshot.
Status load_snapshot(Core& core, std::string_view text);

}  // namespace dunlin::instagram
