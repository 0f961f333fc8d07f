#pragma once

#include <string>

#include "rules/rule.h"

/// What the store's files share.
namespace dunlin::rules {

/// A stored body. One that cannot be read any more is our fault, not the caller's:
/// rules.stored_unreadable.
Result<Rule> rule_from(const std::string& body);

}  // namespace dunlin::rules
