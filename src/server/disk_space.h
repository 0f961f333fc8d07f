#pragma once

#include <string>

#include "base/result.h"
#include "server/decide_health.h"

namespace dunlin::server {

/// What this process may still write where `directory` is. Errors: disk.unknown
Result<DiskSpace> disk_space(const std::string& directory);

}  // namespace dunlin::server
