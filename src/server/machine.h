#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "server/decide_health.h"

/// What the machine under this process tells.
namespace dunlin::server {

/// What this process may still write where `directory` is. Errors: disk.unknown
Result<DiskSpace> disk_space(const std::string& directory);
/// How much of this process is in memory now (proc(5), statm); nothing where the system does not
/// tell.
std::optional<std::int64_t> resident_bytes();

}  // namespace dunlin::server
