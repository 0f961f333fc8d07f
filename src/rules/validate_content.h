#pragma once

#include <string>

#include "rules/faults.h"
#include "rules/rule.h"

namespace dunlin::rules {

/// What Instagram would refuse (INSTAGRAM §3), found before it is published.
void check_action(const Action& action, const std::string& path, Faults& faults);

}  // namespace dunlin::rules
