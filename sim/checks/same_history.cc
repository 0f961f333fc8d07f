#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/checks/checks.h"

namespace dunlin::checks {
namespace {

using instagram::Message;

/// Reads of Graph tell times in whole seconds.
constexpr std::int64_t kWholeSecond_us = 1'000'000;

struct Kept {
  std::int64_t sent_us = 0;
  int copies = 0;
};

std::map<std::string, Kept> kept_messages(world::World& world) {
  std::map<std::string, Kept> out;
  for (const auto& row : world.query("dunlin.db",
                                     "SELECT mid, sent_at FROM message WHERE mid IS NOT NULL "
                                     "AND conversation_id IS NOT NULL AND direction = 0")) {
    Kept& kept = out[row.at(0)];
    kept.sent_us = std::stoll(row.at(1));
    ++kept.copies;
  }
  return out;
}

/// Messages whose newest reaction is one that was not taken back.
std::set<std::string> kept_reactions(world::World& world) {
  std::set<std::string> out;
  for (const auto& row : world.query("dunlin.db", "SELECT mid FROM reaction WHERE removed = 0")) {
    out.insert(row.at(0));
  }
  return out;
}

void check_time(const Message& message, const Kept& kept, Verdict& verdict) {
  const std::int64_t told_us = to_us(message.at);
  if (kept.copies > 1) {
    verdict.broken.push_back(fmt::format("R5: {} is stored {} times", message.mid, kept.copies));
  }
  if (kept.sent_us > told_us || told_us - kept.sent_us > kWholeSecond_us) {
    verdict.broken.push_back(fmt::format("R5: {} was written at {} and is stored at {}",
                                         message.mid, told_us, kept.sent_us));
  }
}

}  // namespace

/// R5: whatever comes twice or out of order, the stored history is the one that happened: each
/// message once, at its own time, with the newest reaction. A server whose clock is behind takes
/// what came for older than it is.
void check_same_history(world::World& world, Verdict& verdict) {
  if (world.server_clock().was_behind() || world.instagram().webhooks_waiting() > 0) return;
  const auto messages = kept_messages(world);
  const auto reactions = kept_reactions(world);
  for (const auto& [igsid, thread] : world.instagram().state().threads) {
    for (const Message& message : thread.messages) {
      const auto found = messages.find(message.mid);
      if (found == messages.end()) continue;
      check_time(message, found->second, verdict);
      if (message.unsent || message.by_person.has_value() == reactions.contains(message.mid))
        continue;
      verdict.broken.push_back(fmt::format("R5: the reaction to {} is {} at Instagram", message.mid,
                                           message.by_person ? "there" : "gone"));
    }
  }
}

}  // namespace dunlin::checks
