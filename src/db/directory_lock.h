#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace dunlin::db {

/// Holds a data directory for this process until it dies, even by a crash.
class DirectoryLock {
 public:
  explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
  DirectoryLock(DirectoryLock&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  DirectoryLock& operator=(DirectoryLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  ~DirectoryLock();

 private:
  int descriptor_;
};

/// Makes the directory when there is none (0700) and locks `<path>/lock`. One process alone may
/// open the databases in it. Errors: db.directory_in_use (Code::conflict, names the process),
/// db.directory.
Result<DirectoryLock> lock_data_directory(const std::string& path);

}  // namespace dunlin::db
