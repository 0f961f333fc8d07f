#pragma once

#include <memory>
#include <string>

#include "sim/instagram/core.h"

namespace dunlin::instagram {

/// /sim/api (README.md "Control API").
Task<net::Response> answer_control(std::shared_ptr<Core> core, net::Request request);

/// GET with hub.challenge through the delivery. Errors: sim.not_verified (unavailable).
Task<Status> verify_with_challenge(std::shared_ptr<Core> core, std::string verify_token);

}  // namespace dunlin::instagram
