#include "sim/checks/stored.h"

#include <algorithm>

namespace dunlin::checks {
namespace {

using world::Row;

void read_messages(world::World& world, Stored& stored) {
  for (const Row& row : world.query(
           "dunlin.db",
           "SELECT m.mid, m.conversation_id IS NOT NULL, m.direction, m.deleted_at IS NOT NULL, "
           "m.seen_at IS NOT NULL OR COALESCE(c.seen_through >= m.sent_at, 0), m.edits, m.body "
           "FROM message m LEFT JOIN conversation c ON c.workspace_id = m.workspace_id "
           "AND c.id = m.conversation_id WHERE m.mid IS NOT NULL")) {
    stored.messages[row.at(0)] = {.has_conversation = row.at(1) == "1",
                                  .is_outgoing = row.at(2) == "1",
                                  .is_deleted = row.at(3) == "1",
                                  .is_seen = row.at(4) == "1",
                                  .edits = std::stoi(row.at(5)),
                                  .text = row.at(6)};
  }
  for (const Row& row : world.query("dunlin.db", "SELECT mid FROM reaction")) {
    stored.reactions.insert(row.at(0));
  }
}

void read_traces(world::World& world, Stored& stored) {
  for (const Row& row : world.query("dunlin.db", "SELECT kind, summary, detail FROM trace")) {
    stored.traces.push_back({.kind = row.at(0), .summary = row.at(1), .detail = row.at(2)});
  }
  for (const Row& row :
       world.query("dunlin.db",
                   "SELECT message_id FROM trace WHERE message_id IS NOT NULL GROUP BY message_id "
                   "HAVING COUNT(*) > 1")) {
    stored.decided_twice.insert(row.at(0));
  }
}

void read_bodies(world::World& world, Stored& stored) {
  std::set<std::string> marked, parked;
  for (const Row& row : world.query("dunlin.db", "SELECT raw_id FROM decoded")) {
    marked.insert(row.at(0));
  }
  for (const Row& row : world.query("dunlin.db", "SELECT raw_id FROM parked_event")) {
    parked.insert(row.at(0));
  }
  for (const Row& row : world.query("journal.db", "SELECT id, CAST(body AS TEXT) FROM raw_event")) {
    if (!marked.contains(row.at(0))) stored.unfinished_bodies.insert(row.at(0));
    if (parked.contains(row.at(0))) stored.parked_bodies.push_back(row.at(1));
  }
}

}  // namespace

std::size_t Stored::count(const std::string& kind, const std::string& summary) const {
  return static_cast<std::size_t>(std::ranges::count_if(traces, [&](const Trace& trace) {
    return trace.kind == kind && trace.summary.starts_with(summary);
  }));
}

bool Stored::is_parked(const std::string& id) const {
  return std::ranges::any_of(
      parked_bodies, [&id](const std::string& body) { return body.find(id) != std::string::npos; });
}

bool Stored::mentions(const std::string& kind, const std::string& what) const {
  return std::ranges::count_if(traces, [&](const Trace& trace) {
           return trace.kind == kind && trace.detail.find(what) != std::string::npos;
         }) == 1;
}

Told::Told(const std::string& key) {
  const auto first = key.find(':');
  const auto second = key.find(':', first + 1);
  kind = key.substr(0, first);
  id = key.substr(first + 1, second == std::string::npos ? second : second - first - 1);
  if (second != std::string::npos) rest = key.substr(second + 1);
}

std::set<std::string> given_up(world::World& world) {
  std::set<std::string> out;
  for (const auto& delivery : world.instagram().deliveries().all()) {
    if (delivery.state != instagram::Delivery::State::dropped) continue;
    for (const std::string& event : delivery.events) out.insert(Told(event).id);
  }
  return out;
}

Stored read_stored(world::World& world) {
  Stored stored;
  read_messages(world, stored);
  read_traces(world, stored);
  read_bodies(world, stored);
  return stored;
}

}  // namespace dunlin::checks
