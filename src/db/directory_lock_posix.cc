#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/directory_lock.h"

namespace dunlin::db {
namespace {

Error cannot(std::string_view what, const std::string& path, std::string_view reason) {
  return Error(Code::unavailable, "db.directory",
               fmt::format("Cannot {} the data directory {}: {}", what, path, reason));
}

Status make_directory(const std::string& path) {
  std::error_code fault;
  const bool made = std::filesystem::create_directories(path, fault);
  if (fault) return cannot("make", path, fault.message());
  if (made && ::chmod(path.c_str(), 0700) != 0)
    return cannot("protect", path, std::strerror(errno));
  return {};
}

std::string holder_of(int descriptor) {
  char text[32] = {};
  const ssize_t size = ::pread(descriptor, text, sizeof(text) - 1, 0);
  std::string pid(text, size > 0 ? static_cast<std::size_t>(size) : 0);
  while (!pid.empty() && pid.back() == '\n') pid.pop_back();
  return pid.empty() ? "another process" : fmt::format("process {}", pid);
}

Error in_use(const std::string& path, int descriptor) {
  return Error(Code::conflict, "db.directory_in_use",
               fmt::format("The data directory {} is in use by {}", path, holder_of(descriptor)))
      .hinting("Stop that Dunlin first, or give this one a data directory of its own");
}

Status write_pid(int descriptor, const std::string& path) {
  const std::string pid = fmt::format("{}\n", ::getpid());
  const bool written =
      ::ftruncate(descriptor, 0) == 0 &&
      ::pwrite(descriptor, pid.data(), pid.size(), 0) == static_cast<ssize_t>(pid.size());
  if (!written) return cannot("write the lock of", path, std::strerror(errno));
  return {};
}

}  // namespace

DirectoryLock::~DirectoryLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<DirectoryLock> lock_data_directory(const std::string& path) {
  DUNLIN_CHECK(make_directory(path));
  const std::string file = path + "/lock";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return cannot("open the lock of", path, std::strerror(errno));
  DirectoryLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return in_use(path, descriptor);
    return cannot("lock", path, std::strerror(errno));
  }
  DUNLIN_CHECK(write_pid(descriptor, path));
  return lock;
}

}  // namespace dunlin::db
