#include <set>

#include <fmt/format.h>

#include "sim/checks/checks.h"
#include "sim/checks/stored.h"

namespace dunlin::checks {
namespace {

using instagram::Delivery;

/// New messages are also announced by an edit numbered 0: one that was unsent before it could be
/// read leaves its trace only, one that could not be read is parked.
bool has_edit(const Stored& stored, const Told& told) {
  const auto found = stored.messages.find(told.id);
  const int number = std::stoi(told.rest);
  if (found == stored.messages.end()) {
    return number == 0 && (stored.is_parked(told.id) || stored.count("edit", "Announced") > 0);
  }
  return found->second.is_deleted || found->second.edits >= number;
}

bool has_effect(const Stored& stored, const Told& told) {
  const auto message = stored.messages.find(told.id);
  const bool known = message != stored.messages.end();
  if (told.kind == "message" || told.kind == "postback") {
    return known && message->second.has_conversation && !message->second.is_outgoing;
  }
  if (told.kind == "echo") {
    return known && message->second.has_conversation && message->second.is_outgoing;
  }
  if (told.kind == "message_edit") return has_edit(stored, told);
  if (told.kind == "message_deleted") {
    return known && message->second.is_deleted && message->second.text.empty();
  }
  if (told.kind == "reaction") return stored.reactions.contains(told.id);
  if (told.kind == "read") return known && message->second.is_seen;
  if (told.kind == "comments") return stored.mentions("comment", told.id);
  return told.kind == "referral";  // counted by check_referrals
}

void check_deliveries(world::World& world, const Stored& stored, Verdict& verdict) {
  for (const Delivery& delivery : world.instagram().deliveries().all()) {
    ++verdict.webhooks;
    if (delivery.state != Delivery::State::accepted) continue;
    for (const std::string& event : delivery.events) {
      const Told told(event);
      ++verdict.events[told.kind];
      // What came for an account that is not connected is parked, and its body is kept.
      const bool there = has_effect(stored, told) || stored.is_parked(told.id);
      if (there) continue;
      verdict.broken.push_back(fmt::format("R1: {} was answered 200 and has no effect", event));
    }
  }
}

/// A link that was opened leaves nothing but its trace: as many as there were.
void check_referrals(world::World& world, const Stored& stored, Verdict& verdict) {
  std::set<std::string> told;
  for (const Delivery& delivery : world.instagram().deliveries().all()) {
    if (delivery.state != Delivery::State::accepted) continue;
    for (const std::string& event : delivery.events) {
      if (event.starts_with("referral:")) told.insert(event);
    }
  }
  const auto kept = stored.count("referral", "");
  if (kept == told.size()) return;
  verdict.broken.push_back(
      fmt::format("R1: {} links were opened, {} are recorded", told.size(), kept));
}

/// Once every webhook was accepted or given up, what is stored says the same as Instagram's own
/// phones.
void check_same_story(world::World& world, const Stored& stored, Verdict& verdict) {
  if (world.instagram().webhooks_waiting() > 0) return;
  const std::set<std::string> never_told = given_up(world);
  for (const auto& [igsid, thread] : world.instagram().state().threads) {
    for (const instagram::Message& message : thread.messages) {
      const auto found = stored.messages.find(message.mid);
      if (found == stored.messages.end() || !found->second.has_conversation) continue;
      if (never_told.contains(message.mid)) continue;
      const bool same = found->second.is_deleted == message.unsent &&
                        (message.unsent || found->second.text == message.text);
      if (same) continue;
      verdict.broken.push_back(fmt::format("R1: {} is \"{}\" at Instagram and \"{}\" here",
                                           message.mid, message.text, found->second.text));
    }
  }
}

void check_bodies_end(const Stored& stored, Verdict& verdict) {
  for (const std::string& raw : stored.unfinished_bodies) {
    verdict.broken.push_back(fmt::format("R1: body {} never reached its end", raw));
  }
  for (const std::string& message : stored.decided_twice) {
    verdict.broken.push_back(fmt::format("R1: message {} ended in two states", message));
  }
}

}  // namespace

/// R1: every event in a body answered 200 reaches one terminal state: its effect is stored once, or
/// it is parked with its body.
void check_nothing_lost(world::World& world, Verdict& verdict) {
  const Stored stored = read_stored(world);
  check_deliveries(world, stored, verdict);
  check_referrals(world, stored, verdict);
  check_same_story(world, stored, verdict);
  check_bodies_end(stored, verdict);
}

}  // namespace dunlin::checks
