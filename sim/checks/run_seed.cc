#include "sim/checks/run_seed.h"

#include <fmt/format.h>

namespace dunlin::checks {

using namespace std::chrono_literals;

namespace {

/// Each fault is on in about half of the seeds, so that rare combinations meet.
struct Swarm {
  clockwork::SeededRandom random;
  std::string described;

  double draw(const char* name, double most) {
    if (random.below(2) == 0) return 0;
    const double chance = most * random.unit();
    described += fmt::format("{}={:.4f} ", name, chance);
    return chance;
  }
};

world::CrashFaults draw_crashes(Swarm& swarm) {
  world::CrashFaults faults;
  faults.at_step = swarm.draw("crash_at_step", 0.0008);
  faults.at_disk_operation = swarm.draw("crash_at_disk", 0.002);
  faults.io_error = swarm.draw("io_error", 0.0005);
  faults.disk_full = swarm.draw("disk_full", 0.002);
  return faults;
}

void draw_instagram_faults(Swarm& swarm, instagram::Instagram& fake) {
  for (const auto& [name, most] :
       std::initializer_list<std::pair<const char*, double>>{{"latency", 0.5},
                                                             {"lost_before", 0.1},
                                                             {"lost_after", 0.2},
                                                             {"server_error_before", 0.05},
                                                             {"server_error_after", 0.1},
                                                             {"success_but_error", 0.1},
                                                             {"garbage", 0.05},
                                                             {"rate_limit", 0.02},
                                                             {"echo_before_answer", 0.3},
                                                             {"echo_late", 0.2},
                                                             {"webhook_duplicate", 0.2},
                                                             {"webhook_reorder", 0.2},
                                                             {"webhook_delay", 0.2}}) {
    const double chance = swarm.draw(name, most);
    if (chance > 0) fake.faults()[name].probability = chance;
  }
}

}  // namespace

SeedResult run_seed(std::uint64_t seed) {
  Swarm swarm{clockwork::SeededRandom(seed * 7919 + 1), {}};
  world::WorldOptions options;
  options.seed = seed;
  options.crashes = draw_crashes(swarm);
  options.app.rules = workloads::Conversations::rules();
  options.app.outbound.budgets.account_calls_per_hour = 100'000;
  options.app.outbound.budgets.app_calls_per_day = 1'000'000;
  world::World world(options);
  draw_instagram_faults(swarm, world.instagram());
  workloads::Conversations conversations(world, {});
  conversations.start();
  world.run_for(5min);

  world.stop_faults();
  world.instagram().faults().clear();
  const auto drained = [&world] {
    return world.app_idle() && world.instagram().webhooks_waiting() == 0;
  };
  world.run_until(drained, 10min);
  // Unknown outcomes are read back two and four minutes after their deadline.
  world.run_for(10min);

  SeedResult result;
  result.crashes = world.crashes();
  result.virtual_time = world.scheduler().elapsed();
  result.steps = world.scheduler().steps();
  result.faults = swarm.described;
  world.crash(world::Death::kill);
  result.verdict = judge(world, conversations);
  return result;
}

}  // namespace dunlin::checks
