#include "sim/checks/checks.h"

namespace dunlin::checks {

Verdict judge(world::World& world, const workloads::Conversations& conversations,
              const Plan& plan) {
  Verdict verdict;
  if (!check_files_sound(world, verdict)) return verdict;
  check_sick_disk(world, verdict);
  check_one_owner(world, verdict);
  check_windows(world, verdict);
  check_limits(world, plan, verdict);
  check_nothing_lost(world, verdict);
  check_same_history(world, verdict);
  check_forgeries(world, verdict);
  check_nothing_twice(world, verdict);
  check_stop_is_heeded(world, conversations, verdict);
  check_all_drained(world, conversations, verdict);
  check_order(world, verdict);
  check_people_known(world, verdict);
  hash_everything(world, verdict);
  return verdict;
}

}  // namespace dunlin::checks
