#include "sim/world/vfs_shared_memory_sqlite.h"

#include <sqlite3.h>

namespace dunlin::world {

int FileLocks::lock(const void* connection, int& held, int wanted) {
  if (held >= wanted) return SQLITE_OK;
  if (wanted == SQLITE_LOCK_SHARED) {
    if (pending_ != nullptr) return SQLITE_BUSY;
    shared_.insert(connection);
    held = wanted;
    return SQLITE_OK;
  }
  if (writer_ != nullptr && writer_ != connection) return SQLITE_BUSY;
  writer_ = connection;
  if (wanted == SQLITE_LOCK_RESERVED) {
    held = wanted;
    return SQLITE_OK;
  }
  pending_ = connection;
  const bool alone = shared_.size() == 1 && shared_.contains(connection);
  held = alone ? SQLITE_LOCK_EXCLUSIVE : SQLITE_LOCK_PENDING;
  return alone ? SQLITE_OK : SQLITE_BUSY;
}

void FileLocks::unlock(const void* connection, int& held, int wanted) {
  if (writer_ == connection) writer_ = nullptr;
  if (pending_ == connection) pending_ = nullptr;
  if (wanted == SQLITE_LOCK_NONE) shared_.erase(connection);
  held = wanted;
}

void volatile* SharedMemory::page(const void* connection, int index, int size, bool extend) {
  connections_.insert(connection);
  const auto found = pages_.find(index);
  if (found != pages_.end()) return found->second.data();
  if (!extend) return nullptr;
  return (pages_[index] = std::vector<char>(static_cast<std::size_t>(size), '\0')).data();
}

int SharedMemory::lock(const void* connection, int offset, int count, int flags) {
  for (int i = offset; i < offset + count; ++i) {
    auto& shared = shared_.at(static_cast<std::size_t>(i));
    auto& exclusive = exclusive_.at(static_cast<std::size_t>(i));
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      shared.erase(connection);
      if (exclusive == connection) exclusive = nullptr;
      continue;
    }
    const bool taken = exclusive != nullptr && exclusive != connection;
    const bool others = shared.size() > (shared.contains(connection) ? 1U : 0U);
    if (taken || ((flags & SQLITE_SHM_EXCLUSIVE) != 0 && others)) return SQLITE_BUSY;
  }
  if ((flags & SQLITE_SHM_LOCK) == 0) return SQLITE_OK;
  for (int i = offset; i < offset + count; ++i) {
    if ((flags & SQLITE_SHM_SHARED) != 0) {
      shared_.at(static_cast<std::size_t>(i)).insert(connection);
    } else {
      exclusive_.at(static_cast<std::size_t>(i)) = connection;
    }
  }
  return SQLITE_OK;
}

void SharedMemory::release(const void* connection) {
  connections_.erase(connection);
  if (connections_.empty()) pages_.clear();
  for (auto& shared : shared_) shared.erase(connection);
  for (auto& exclusive : exclusive_) {
    if (exclusive == connection) exclusive = nullptr;
  }
}

}  // namespace dunlin::world
