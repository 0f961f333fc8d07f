#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/checks/checks.h"
#include "sim/checks/stored.h"

namespace dunlin::checks {

using workloads::Conversations;
using workloads::Written;

/// R3: with faults stopped, all work drains: every question is answered, refused or held, and
/// nothing waits.
void check_all_drained(world::World& world, const Conversations& conversations, Verdict& verdict) {
  for (const auto& row : world.query(
           "dunlin.db",
           "SELECT id, state, reason FROM intent WHERE state IN (0, 1, 2, 4) ORDER BY id")) {
    verdict.broken.push_back(
        fmt::format("R3: intent {} is still open: state {}, {}", row.at(0), row.at(1), row.at(2)));
  }
  std::set<std::string> answered;
  for (const auto& send : world.instagram().sends().all()) {
    if (const auto asked = Conversations::quoted(send.text)) answered.insert(*asked);
  }
  std::set<std::string> settled_otherwise;
  for (const auto& row :
       world.query("dunlin.db",
                   "SELECT m.mid FROM trace t JOIN message m ON m.workspace_id = t.workspace_id "
                   "AND m.id = t.message_id WHERE t.outcome <> 0 OR EXISTS (SELECT 1 FROM intent i "
                   "WHERE i.workspace_id = t.workspace_id AND i.trace_id = t.id "
                   "AND i.state IN (5, 6, 7, 8))")) {
    settled_otherwise.insert(row.at(0));
  }
  const Stored stored = read_stored(world);
  const std::set<std::string> never_told = given_up(world);
  for (const Written& one : conversations.written()) {
    if (!one.asks || one.after_stop || answered.contains(one.text)) continue;
    if (settled_otherwise.contains(one.mid) || stored.is_parked(one.mid)) continue;
    if (never_told.contains(one.mid)) continue;
    const auto message = stored.messages.find(one.mid);
    const bool is_stored = message != stored.messages.end();
    // Unsent before it could be read: nobody can know what was asked.
    if (is_stored && !message->second.has_conversation && message->second.is_deleted) continue;
    verdict.broken.push_back(fmt::format("R3: \"{}\" has no answer and no reason; it is {}",
                                         one.text, is_stored ? "stored" : "not stored"));
  }
}

/// R3: it drains in order: the answers of a conversation leave in the order in which they were
/// decided. What a later look found missing keeps its place.
void check_order(world::World& world, Verdict& verdict) {
  constexpr const char* kById =
      "SELECT i.recipient_id, m.body, i.id FROM intent i JOIN message m ON "
      "m.workspace_id = i.workspace_id AND m.id = i.message_id WHERE i.purpose = 0";
  constexpr const char* kByCommit =
      "SELECT i.recipient_id, m.body, d.place FROM decided d JOIN intent i ON i.id = d.intent_id "
      "JOIN message m ON m.workspace_id = i.workspace_id AND m.id = i.message_id "
      "WHERE i.purpose = 0";
  const bool by_id = world.nodes() == 1;
  // Ids of a process that died before it could keep how far they had come may begin lower again.
  if (by_id && world.clock_set_back()) return;
  std::map<std::string, std::int64_t> decided;
  for (const auto& row : world.query("dunlin.db", by_id ? kById : kByCommit)) {
    decided[row.at(0) + "/" + row.at(1)] = std::stoll(row.at(2));
  }
  std::map<std::string, std::int64_t> newest;
  for (const auto& send : world.instagram().sends().all()) {
    const auto found = decided.find(send.igsid + "/" + send.text);
    if (found == decided.end()) continue;
    std::int64_t& before = newest[send.igsid];
    if (found->second < before) {
      verdict.broken.push_back(
          fmt::format("R3: \"{}\" left after an answer that was decided later: {} after {}",
                      send.text, found->second, before));
    }
    before = std::max(before, found->second);
  }
}

/// R3 too: no profile waits to be read, and who wrote is known by name, but for those whom
/// Instagram refused to show: never more than it refused calls.
void check_people_known(world::World& world, Verdict& verdict) {
  std::int64_t unnamed = 0;
  for (const auto& row : world.query(
           "dunlin.db",
           "SELECT igsid, profile_due_at IS NULL AND profile_read_at IS NOT NULL FROM contact c "
           "WHERE profile_due_at IS NOT NULL OR (username = '' AND "
           "EXISTS (SELECT 1 FROM conversation v JOIN message m ON m.workspace_id = "
           "v.workspace_id AND m.conversation_id = v.id WHERE v.workspace_id = c.workspace_id AND "
           "v.contact_id = c.id AND m.direction = 0)) ORDER BY igsid")) {
    const bool refused =
        row.at(1) == "1" && ++unnamed <= world.instagram().faults()["graph_error"].fired;
    if (refused) continue;
    verdict.broken.push_back(fmt::format("R3: the profile of {} was never read", row.at(0)));
  }
}

}  // namespace dunlin::checks
