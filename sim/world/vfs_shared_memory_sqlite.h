#pragma once

#include <array>
#include <map>
#include <set>
#include <vector>

namespace dunlin::world {

/// SQLite's five lock levels on one file, counted per connection: a closing reader must not take
/// itself for the last one.
class FileLocks {
 public:
  /// `held` is the connection's level before and after.
  int lock(const void* connection, int& held, int wanted);
  void unlock(const void* connection, int& held, int wanted);
  [[nodiscard]] bool reserved() const { return writer_ != nullptr; }

 private:
  std::set<const void*> shared_;
  const void* writer_ = nullptr;   ///< RESERVED or above
  const void* pending_ = nullptr;  ///< PENDING or EXCLUSIVE
};

/// The WAL index: pages in the heap, eight locks. Gone with its last connection, as the unix VFS
/// starts anew then: an index that outlives a power cut would name frames that were lost.
class SharedMemory {
 public:
  void volatile* page(const void* connection, int index, int size, bool extend);
  int lock(const void* connection, int offset, int count, int flags);
  void release(const void* connection);

 private:
  static constexpr int kLocks = 8;
  std::set<const void*> connections_;
  std::map<int, std::vector<char>> pages_;
  std::array<std::set<const void*>, kLocks> shared_;
  std::array<const void*, kLocks> exclusive_{};
};

}  // namespace dunlin::world
