#pragma once

#include <atomic>
#include <string>

namespace dunlin::testing {

/// A VFS over the default one whose files fail on demand. One for the whole process.
class FaultyFiles {
 public:
  /// The name to open databases with. Puts everything back to sound.
  static std::string install();

  static std::atomic<int> syncs;        ///< how many were asked for
  static std::atomic<bool> sync_fails;  ///< SQLITE_IOERR_FSYNC
  static std::atomic<bool>
      database_sync_fails;                 ///< the same, of the file itself but not of its WAL
  static std::atomic<int> writes_to_live;  ///< at zero the process dies; below zero it lives on
  static std::atomic<bool> write_fails;    ///< SQLITE_IOERR_WRITE
};

}  // namespace dunlin::testing
