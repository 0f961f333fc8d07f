#pragma once

#include <vector>

#include "intake/intake.h"

namespace dunlin::intake {

/// The rows of /api/v1/parked-events.
std::vector<workspace::Endpoint> parked_endpoints(db::Database main, Seams& seams, Replay replay);

}  // namespace dunlin::intake
