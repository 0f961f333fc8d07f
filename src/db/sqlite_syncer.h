#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

#include "db/answers.h"
#include "db/sqlite_connection.h"

namespace dunlin::db {

/// Holds back the answers of what is committed until it is on the disk, reads included: a reader
/// may see a commit that a power cut would still take away. One thread commits, one syncs, any
/// reads. After a failed sync nothing is answered any more.
class SqliteSyncer {
 public:
  explicit SqliteSyncer(SqliteConnection& writer) : writer_(writer) {}

  /// By the writer, before a COMMIT: from here on readers may see it.
  void announce();
  /// By the writer, after it: answered by the sync that covers them, at once when none is needed.
  void add(std::vector<Settled> batch);
  /// A read that is over.
  void add_read(Settled read);

  /// Puts on the disk and answers all that was added so far. An error means that nobody knows what
  /// is on the disk.
  Status sync();
  /// Blocks until there is something to sync; false when closed and nothing is.
  bool wait();
  /// A sync is under way: a COMMIT now would have to wait for the next one.
  [[nodiscard]] bool busy() const;
  /// Blocks while more closures than this wait for the disk: a disk that hangs must be felt.
  void wait_for_room();
  static constexpr std::size_t kMaxWaiting = 4096;
  void close();

 private:
  enum class State { open, closed, failed };
  struct Held {
    std::int64_t commit;  ///< answered when this one is on the disk
    Settled settled;
  };
  std::vector<Settled> take_covered();

  SqliteConnection& writer_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Held> held_;
  // Numbers of commits, each at least as high as the next.
  std::int64_t announced_ = 0, over_ = 0, on_disk_ = 0;
  // Of those, what reached the WAL at all, as the writer counts.
  std::int64_t written_ = 0, synced_ = 0;
  bool syncing_ = false;
  State state_ = State::open;
};

}  // namespace dunlin::db
