#pragma once

#include "alerts/alerts.h"

namespace dunlin::alerts {

/// `Alert` of the contract.
json::Object to_json(const Alert& alert);

}  // namespace dunlin::alerts
