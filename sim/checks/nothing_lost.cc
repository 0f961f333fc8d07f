#include <set>

#include <fmt/format.h>

#include "sim/checks/checks.h"

namespace dunlin::checks {
namespace {

std::set<std::string> column(world::World& world, const std::string& file, const std::string& sql) {
  std::set<std::string> out;
  for (const auto& row : world.query(file, sql)) out.insert(row.at(0));
  return out;
}

}  // namespace

/// R1: every event in a body answered 200 reaches one terminal state.
void check_nothing_lost(world::World& world, Verdict& verdict) {
  const auto mids = column(world, "dunlin.db", "SELECT mid FROM message WHERE mid IS NOT NULL");
  for (const auto& delivery : world.instagram().deliveries().all()) {
    ++verdict.webhooks;
    if (delivery.state != instagram::Delivery::State::accepted) continue;
    for (const std::string& event : delivery.events) {
      const bool message = event.starts_with("message:") || event.starts_with("echo:");
      const std::string mid = event.substr(event.find(':') + 1);
      if (message && !mids.contains(mid)) {
        verdict.broken.push_back(fmt::format("R1: {} was answered 200 and is not stored", event));
      }
    }
  }
  const auto marks = column(world, "dunlin.db", "SELECT raw_id FROM decoded");
  for (const auto& raw : column(world, "journal.db", "SELECT id FROM raw_event")) {
    if (marks.contains(raw)) continue;
    verdict.broken.push_back(fmt::format("R1: body {} never reached its end", raw));
  }
}

}  // namespace dunlin::checks
