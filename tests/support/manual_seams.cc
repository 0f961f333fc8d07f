#include "tests/support/manual_seams.h"

namespace dunlin::testing {

ManualSeams::ManualSeams(std::uint64_t seed, Instant start)
    : scheduler_(seed, clockwork::Scheduler::Order::first_come),
      domain_(scheduler_.new_domain()),
      clock_(scheduler_, start),
      random_(seed + 1),
      timers_(scheduler_.timers(domain_)),
      ids_(clock_, 0),
      seams_{.clock = clock_,
             .random = random_,
             .timers = *timers_,
             .ids = ids_,
             .executor = scheduler_.executor(domain_)} {}

}  // namespace dunlin::testing
