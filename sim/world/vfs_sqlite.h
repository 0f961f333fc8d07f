#pragma once

#include "base/seams.h"
#include "sim/world/disk.h"

namespace dunlin::world {

/// Puts SQLite on a Disk while it lives: registered as the default VFS, it also gives SQLite its
/// time and randomness, so that nothing of the real machine shows. WAL works over shared memory in
/// heap blocks. One at a time in a process.
class DiskVfs {
 public:
  DiskVfs(Disk& disk, const Clock& clock, Random& random);
  DiskVfs(const DiskVfs&) = delete;
  DiskVfs& operator=(const DiskVfs&) = delete;
  ~DiskVfs();
  /// SQLite's own generator is global to the process: called before each App starts.
  static void reset_randomness();
};

}  // namespace dunlin::world
