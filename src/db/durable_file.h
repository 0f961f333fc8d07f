#pragma once

#include <string>

#include "base/result.h"

namespace dunlin::db {

/// Syncs a finished file, gives it its name and syncs the directory.
Status publish_file(const std::string& partial, const std::string& name);

}  // namespace dunlin::db
