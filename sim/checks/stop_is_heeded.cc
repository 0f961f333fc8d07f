#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/checks/checks.h"

namespace dunlin::checks {
namespace {

using workloads::Conversations;
using workloads::Written;

/// Between the reading of the clock and the commit, and between a try and its answer: what a slow
/// disk may hold back.
constexpr Duration kSlowCommit = std::chrono::seconds{30};
/// How often each node looks for webhooks that another left, and how long it may be cut off.
constexpr Duration kTakenOverWithin = std::chrono::seconds{60};

/// When each message was first tried on the App, and when it was first answered 200.
struct Arrivals {
  std::map<std::string, Duration> tried, accepted;

  /// Until others take a STOP on whose node has died with it.
  Duration taken_over{0};

  explicit Arrivals(world::World& world) {
    if (world.nodes() > 1) taken_over = kTakenOverWithin;
    for (const auto& delivery : world.instagram().deliveries().all()) {
      for (const std::string& event : delivery.events) {
        const bool message = event.starts_with("message:") || event.starts_with("postback:");
        if (!message) continue;
        const std::string mid = event.substr(event.find(':') + 1);
        for (const auto& attempt : delivery.attempts) {
          tried.try_emplace(mid, world.moment_of(attempt.at));
          if (attempt.status == 200) accepted.try_emplace(mid, world.moment_of(attempt.at));
        }
      }
    }
  }
  /// Webhooks may overtake each other: only what came after an accepted STOP was known to be
  /// unwelcome.
  [[nodiscard]] bool came_after(const Written& one, const Written& stop) const {
    const auto known = accepted.find(stop.mid);
    const auto came = tried.find(one.mid);
    return known != accepted.end() && came != tried.end() &&
           came->second > known->second + kSlowCommit + taken_over;
  }
};

bool unwelcome(const Conversations& conversations, const Arrivals& arrivals, const Written& one) {
  return std::ranges::any_of(conversations.written(), [&](const Written& stop) {
    return stop.stops && stop.person == one.person && arrivals.came_after(one, stop);
  });
}

/// By IGSID: when the ledger took the first STOP in.
std::map<std::string, Duration> ledger(world::World& world) {
  std::map<std::string, Duration> out;
  for (const auto& row : world.query(
           "dunlin.db",
           "SELECT c.igsid, MAX(e.at) FROM consent_event e JOIN contact c ON c.workspace_id = "
           "e.workspace_id AND c.id = e.contact_id WHERE e.kind = 0 GROUP BY c.igsid")) {
    const Instant shown = from_us(std::stoll(row.at(1)));
    const Duration told = world.moment_of(world.last_true(shown));
    // Who stood still then kept it when it woke.
    out[row.at(0)] = world.nodes() == 1 ? told : world.troubles().over_after(told, kSlowCommit);
  }
  return out;
}

void check_ledger(world::World& world, const Conversations& conversations, const Arrivals& arrivals,
                  Verdict& verdict) {
  const auto stopped = ledger(world);
  for (const Written& one : conversations.written()) {
    if (!one.stops || one.unsent || !arrivals.accepted.contains(one.mid)) continue;
    const auto* thread = world.instagram().state().thread_of_message(one.mid);
    if (thread == nullptr || stopped.contains(thread->igsid)) continue;
    verdict.broken.push_back(
        fmt::format("R1: the STOP of {} was answered 200 and is in no ledger", one.person));
  }
}

}  // namespace

/// R2: nothing that came after an accepted STOP is answered, and nothing that was asked before it
/// begins to leave once the STOP is in the ledger. Its one confirmation may.
void check_stop_is_heeded(world::World& world, const Conversations& conversations,
                          Verdict& verdict) {
  const Arrivals arrivals(world);
  check_ledger(world, conversations, arrivals, verdict);
  std::map<std::string, const Written*> by_text;
  for (const Written& one : conversations.written()) {
    if (one.asks) by_text[one.text] = &one;
  }
  const auto stopped = ledger(world);
  std::map<std::uint64_t, Duration> begun;
  for (const auto& call : world.instagram().calls().all()) {
    begun[call.ordinal] = world.moment_of(call.at);
  }
  for (const auto& send : world.instagram().sends().all()) {
    const auto asked = Conversations::quoted(send.text);
    if (!asked) continue;
    const auto found = by_text.find(*asked);
    if (found != by_text.end() && unwelcome(conversations, arrivals, *found->second)) {
      verdict.broken.push_back(fmt::format("R2: \"{}\" was answered after STOP", *asked));
    }
    const auto stop = stopped.find(send.igsid);
    if (stop != stopped.end() && begun[send.ordinal] > stop->second + kSlowCommit) {
      verdict.broken.push_back(
          fmt::format("R2: the answer to \"{}\" began to leave after its author's STOP", *asked));
    }
  }
}

}  // namespace dunlin::checks
