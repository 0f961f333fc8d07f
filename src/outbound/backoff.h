#pragma once

#include "outbound/outbound.h"

namespace dunlin::outbound {

/// Retries after an answer that says "try again": 5 for campaigns, else 3 (PRODUCT §6.2).
int retries_allowed(Source source);
/// Doubles from 2 s to 60 s; `jitter` in 0…1 takes away up to half of it. `failures` counts from 1.
Duration backoff(int failures, double jitter);

}  // namespace dunlin::outbound
