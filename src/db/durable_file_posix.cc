#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "db/durable_file.h"
#include "db/errors.h"

namespace dunlin::db {
namespace {

Status sync_path(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) return unavailable(fmt::format("{}: {}", path, std::strerror(errno)));
  const int synced = ::fsync(descriptor);
  const int fault = errno;
  ::close(descriptor);
  if (synced != 0) return unavailable(fmt::format("{}: {}", path, std::strerror(fault)));
  return {};
}

}  // namespace

Status publish_file(const std::string& partial, const std::string& name) {
  DUNLIN_CHECK(sync_path(partial, O_RDWR));
  if (std::rename(partial.c_str(), name.c_str()) != 0) {
    return unavailable(fmt::format("{}: {}", name, std::strerror(errno)));
  }
  return sync_path(std::filesystem::path(name).parent_path().string(), O_RDONLY | O_DIRECTORY);
}

}  // namespace dunlin::db
