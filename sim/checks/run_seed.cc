#include "sim/checks/run_seed.h"

namespace dunlin::checks {

using namespace std::chrono_literals;

namespace {

constexpr Duration kStaysIdle = 12s;
constexpr Duration kDrainsWithin = 20min;

world::WorldOptions options_for(std::uint64_t seed, Swarm& swarm) {
  world::WorldOptions options;
  options.seed = seed;
  options.weather = swarm.weather();
  options.app.rules = workloads::Conversations::rules();
  options.app.outbound.budgets.account_calls_per_hour = 100'000;
  options.app.outbound.budgets.app_calls_per_day = 1'000'000;
  return options;
}

/// The machine sleeps for hours; then Instagram delivers again what was accepted long ago.
void sleep_for_hours(world::World& world, Random& random) {
  world.sleep_through(std::chrono::minutes{1 + random.below(40 * 60)});
  std::vector<std::uint64_t> accepted;
  for (const auto& delivery : world.instagram().deliveries().all()) {
    if (delivery.state == instagram::Delivery::State::accepted) accepted.push_back(delivery.id);
  }
  for (const std::uint64_t id : accepted) {
    if (random.below(2) == 0 || !world.instagram().deliver_again(id)) continue;
    world.weather().note("delivered_hours_later");
  }
}

/// Until nothing is open and nothing new has come for a while.
void drain(world::World& world) {
  const auto idle = [&world] {
    return world.app_idle() && world.instagram().webhooks_waiting() == 0 && world.open_work() == 0;
  };
  const Duration until = world.scheduler().elapsed() + kDrainsWithin;
  Duration idle_since = world.scheduler().elapsed();
  while (world.scheduler().elapsed() < until) {
    if (!idle()) idle_since = world.scheduler().elapsed() + 1s;
    if (world.scheduler().elapsed() - idle_since >= kStaysIdle) return;
    world.run_for(1s);
  }
}

}  // namespace

SeedResult run_seed(std::uint64_t seed, const std::function<void(world::World&)>& look) {
  Swarm swarm(seed);
  world::World world(options_for(seed, swarm));
  swarm.instagram(world.instagram());
  workloads::Conversations conversations(world, {});
  conversations.start();
  world.run_for(4min);
  if (swarm.happens("asleep", 30)) sleep_for_hours(world, swarm.random());
  world.run_for(1min);

  SeedResult result;
  result.struck = nothing_struck();
  add_struck(world, result.struck);
  world.stop_faults();
  drain(world);

  result.crashes = world.crashes();
  result.virtual_time = world.scheduler().elapsed();
  result.steps = world.scheduler().steps();
  result.faults = swarm.described();
  world.crash(world::Death::kill);
  result.verdict = judge(world, conversations);
  if (look) look(world);
  return result;
}

}  // namespace dunlin::checks
