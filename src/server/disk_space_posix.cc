#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sys/statvfs.h>

#include "server/disk_space.h"

namespace dunlin::server {

Result<DiskSpace> disk_space(const std::string& directory) {
  struct statvfs facts{};
  if (::statvfs(directory.c_str(), &facts) != 0) {
    return Error(
        Code::unavailable, "disk.unknown",
        fmt::format("The disk of {} cannot be asked: {}", directory, std::strerror(errno)));
  }
  return DiskSpace{.free_bytes = static_cast<std::int64_t>(facts.f_bavail) *
                                 static_cast<std::int64_t>(facts.f_frsize)};
}

}  // namespace dunlin::server
