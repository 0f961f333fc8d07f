#pragma once

#include <vector>

#include "alerts/store.h"

namespace dunlin::alerts {

/// The rows of /api/v1/alert-settings.
std::vector<workspace::Endpoint> settings_endpoints(const Needs& needs);

}  // namespace dunlin::alerts
