#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/checks/checks.h"

namespace dunlin::checks {
namespace {

using instagram::Call;

/// An answer that says "wait" is heeded once it is stored: after calls that were on their way, and
/// as late as a slow or full disk makes it.
constexpr Duration kHeededWithin = std::chrono::seconds{35};
constexpr Duration kNodesApart = std::chrono::seconds{1};
/// In which the least that Instagram has an account wait, a minute, is not over.
constexpr Duration kSurelyWaiting = std::chrono::seconds{55};

/// A 5xx may stand in for the answer that said so.
bool told_to_wait(const Call& call) {
  constexpr int kLimits[] = {4, 17, 32, 613, 80002};
  const bool readable = call.status == 400 || call.status == 429;
  return readable && std::ranges::find(kLimits, call.code) != std::end(kLimits);
}

/// They are noted as they end.
std::vector<const Call*> in_order(world::World& world) {
  std::vector<const Call*> out;
  for (const Call& call : world.instagram().calls().all()) out.push_back(&call);
  std::ranges::sort(out, {}, [](const Call* call) { return std::pair(call->at, call->ordinal); });
  return out;
}

bool undisturbed(const world::World& world, const Call& first, const Call& last) {
  return world.troubles().none_within(world.moment_of(first.at), world.moment_of(last.at));
}

/// Whether the server's clock was set on between the two: it then takes the wait for over.
bool set_on_between(const world::World& world, Instant from, Instant until) {
  const auto last = world.clock_set_on_before(until);
  return world.nodes() == 1 && last && *last >= from;
}

/// R8, Meta's limits: no ceiling is passed, and who is told to wait waits.
void check_waits(world::World& world, Verdict& verdict) {
  const Call* told = nullptr;
  for (const Call* call : in_order(world)) {
    if (told != nullptr && call->ig_id == told->ig_id) {
      const Duration passed = call->at - told->at;
      const bool too_soon = passed > kHeededWithin && passed < kSurelyWaiting;
      if (too_soon && undisturbed(world, *told, *call) &&
          !set_on_between(world, told->at, call->at)) {
        verdict.broken.push_back(fmt::format(
            "R8: call {} ({}) came {} s after Instagram had said to wait", call->ordinal,
            call->what, std::chrono::duration_cast<std::chrono::seconds>(passed).count()));
      }
    }
    if (told_to_wait(*call)) told = call;
  }
}

bool counts(const Call& call) {
  return call.what == "messages" || call.what == "send" || call.what == "sender_action" ||
         call.what == "conversations" || call.what == "conversation" || call.what == "profile" ||
         call.what == "private_reply";
}

/// R8, the configured budget: in no hour more calls than it allows. A clock that is set on by an
/// hour ends an hour.
void check_hour_budget(world::World& world, const Plan& plan, Verdict& verdict) {
  const auto budget = static_cast<std::size_t>(plan.of("hour_budget"));
  if (budget == 0) return;
  std::deque<const Call*> hour;
  for (const Call* call : in_order(world)) {
    if (!counts(*call)) continue;
    hour.push_back(call);
    const auto set_on = world.nodes() == 1 ? world.clock_set_on_before(call->at) : std::nullopt;
    while (call->at - hour.front()->at >= std::chrono::hours{1} ||
           (set_on && hour.front()->at < *set_on))
      hour.pop_front();
    if (hour.size() <= budget) continue;
    const auto passed =
        std::chrono::duration_cast<std::chrono::milliseconds>(call->at - hour.front()->at);
    verdict.broken.push_back(fmt::format(
        "R8: call {} ({}) was the {}th of an hour, {} are allowed, the first was {} ms before",
        call->ordinal, call->what, hour.size(), budget, passed.count()));
  }
}

}  // namespace

/// Several nodes need clocks within a second of each other.
void check_limits(world::World& world, const Plan& plan, Verdict& verdict) {
  if (world.nodes() > 1 && 2 * world.clocks_wrong() > kNodesApart) return;
  check_waits(world, verdict);
  check_hour_budget(world, plan, verdict);
}

}  // namespace dunlin::checks
