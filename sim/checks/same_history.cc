#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/checks/checks.h"
#include "sim/checks/stored.h"

namespace dunlin::checks {
namespace {

using instagram::Message;

/// Reads of Graph tell times in whole seconds.
constexpr std::int64_t kWholeSecond_us = 1'000'000;

/// What nodes' clocks may differ by.
constexpr Duration kStillJudged = std::chrono::seconds{1};

struct Kept {
  std::int64_t sent_us = 0;
  int copies = 0, edits = 0;
  std::string text;
};

std::map<std::string, Kept> kept_messages(world::World& world) {
  std::map<std::string, Kept> out;
  for (const auto& row :
       world.query("dunlin.db",
                   "SELECT mid, sent_at, edits, body FROM message WHERE mid IS NOT NULL "
                   "AND conversation_id IS NOT NULL AND direction = 0")) {
    Kept& kept = out[row.at(0)];
    kept.sent_us = std::stoll(row.at(1));
    kept.edits = std::stoi(row.at(2));
    kept.text = row.at(3);
    ++kept.copies;
  }
  return out;
}

/// The newest reaction to each message, where it was not taken back.
std::map<std::string, std::string> kept_reactions(world::World& world) {
  std::map<std::string, std::string> out;
  for (const auto& row :
       world.query("dunlin.db", "SELECT mid, emoji FROM reaction WHERE removed = 0")) {
    out[row.at(0)] = row.at(1);
  }
  return out;
}

void check_time(const Message& message, const Kept& kept, Duration behind, Verdict& verdict) {
  const std::int64_t told_us = to_us(message.at);
  if (kept.copies > 1) {
    verdict.broken.push_back(fmt::format("R5: {} is stored {} times", message.mid, kept.copies));
  }
  if (kept.sent_us > told_us || told_us - kept.sent_us > kWholeSecond_us + behind.count()) {
    verdict.broken.push_back(fmt::format("R5: {} was written at {} and is stored at {}",
                                         message.mid, told_us, kept.sent_us));
  }
}

void check_reaction(const Message& message, const std::map<std::string, std::string>& reactions,
                    Verdict& verdict) {
  const auto found = reactions.find(message.mid);
  const std::string kept = found == reactions.end() ? "none" : found->second;
  const std::string is = message.by_person ? message.by_person->emoji : "none";
  if (kept == is) return;
  verdict.broken.push_back(
      fmt::format("R5: the reaction to {} is {} and is stored as {}", message.mid, is, kept));
}

/// Reads tell a text as it is, but not how often it was edited.
void check_text(const Message& message, const Kept& kept, Verdict& verdict) {
  if (kept.edits < message.edits || kept.text == message.text) return;
  verdict.broken.push_back(
      fmt::format("R5: edit {} of {} is not the text that is stored", message.edits, message.mid));
}

}  // namespace

/// R5: whatever comes twice or out of order, the stored history is the one that happened: each
/// message once, at its own time, with the newest text and reaction. A server whose clock is far
/// behind takes what came for older than it is.
void check_same_history(world::World& world, Verdict& verdict) {
  if (world.clocks_behind() > kStillJudged || world.instagram().webhooks_waiting() > 0) return;
  const auto messages = kept_messages(world);
  const auto reactions = kept_reactions(world);
  const std::set<std::string> never_told = given_up(world);
  for (const auto& [igsid, thread] : world.instagram().state().threads) {
    for (const Message& message : thread.messages) {
      const auto found = messages.find(message.mid);
      if (found == messages.end()) continue;
      check_time(message, found->second, world.clocks_behind(), verdict);
      if (message.unsent || never_told.contains(message.mid)) continue;
      check_reaction(message, reactions, verdict);
      check_text(message, found->second, verdict);
    }
  }
}

}  // namespace dunlin::checks
