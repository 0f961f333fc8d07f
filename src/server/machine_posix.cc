#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "server/machine.h"

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

std::optional<std::int64_t> resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t all_pages = 0, resident_pages = 0;
  if (!(file >> all_pages >> resident_pages)) return std::nullopt;
  return resident_pages * ::sysconf(_SC_PAGESIZE);
}

}  // namespace dunlin::server
