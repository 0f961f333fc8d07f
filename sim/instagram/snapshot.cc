#include "sim/instagram/snapshot.h"

#include "sim/instagram/snapshot_text.h"

namespace dunlin::instagram {

std::string save_snapshot(const Core& core) {
  return print_saved({.state = core.state,
                      .unaccepted = core.webhooks.unaccepted(),
                      .last_event_id = core.changes->last_id()});
}

Status load_snapshot(Core& core, std::string_view text) {
  DUNLIN_TRY(SavedWorld world, parse_saved(text));
  core.clear();
  core.state = std::move(world.state);
  core.changes->continue_from(world.last_event_id);
  for (Event& event : world.unaccepted) core.webhooks.emit(std::move(event));
  return {};
}

}  // namespace dunlin::instagram
