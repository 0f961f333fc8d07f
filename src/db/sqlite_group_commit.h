#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/seams.h"
#include "db/answers.h"
#include "db/sqlite_connection.h"
#include "db/sqlite_syncer.h"
#include "db/work_queue.h"

namespace dunlin::db {

/// Called when an fsync failed: what is on the disk is then unknown, and trying again would lie.
/// Production ends the process; a simulation ends the App. Nothing is answered any more when it
/// returns.
using OnFatal = std::function<void(const Error&)>;

/// Drains its queue into one transaction after the other: all closures, one COMMIT, one sync, then
/// all answers. A closure that fails after it changed something has all of them run again, each in
/// a savepoint: nearly none fails so, and savepoints have SQLite copy each page before its change.
/// There is no batching window: what comes in while a sync runs is the next batch, and its closures
/// run meanwhile. A plain object: production gives it two threads, one that commits and one that
/// syncs; a simulation calls run_batch() when its seed says so, which then does both.
class SqliteGroupCommitter {
 public:
  static constexpr std::size_t kMaxBatch = 256;
  static constexpr Duration kMaxBatchTime{10'000};
  static constexpr std::size_t kMaxQueued = 20'000;

  enum class Syncs { with_the_batch, apart };
  /// The writer leaves its commits to be synced (SqliteConnection::Commit::synced_later).
  SqliteGroupCommitter(SqliteConnection& writer, const Clock& clock, OnFatal on_fatal,
                       Syncs syncs = Syncs::with_the_batch);

  /// Thread safe. Answers db.unavailable beyond kMaxQueued, db.closed after close().
  void enqueue(std::unique_ptr<Work> work, Priority priority);
  /// Runs one batch, and answers it unless syncs are apart. False when nothing waited or an fsync
  /// has failed.
  bool run_batch();
  /// Apart: syncs and answers the batches so far. False when an fsync has failed.
  bool sync();
  /// Blocks until sync() has something to do; false after close_syncs() when all is done.
  bool wait_to_sync() { return syncer_.wait(); }
  /// After the last batch.
  void close_syncs() { syncer_.close(); }
  /// A read on another connection is over: answered when what it saw is on the disk. Thread safe.
  void answer_read(Settled read) { syncer_.add_read(std::move(read)); }

  /// Blocks until run_batch() has something to do; false when closed and drained.
  bool wait() { return queue_.wait(); }
  void close() { queue_.close(); }

 private:
  /// spoiled: a closure that failed has left changes. rolled_back: by SQLite itself.
  enum class Filled { intact, spoiled, rolled_back };
  enum class State { sound, fatal };
  using Batch = std::vector<Settled>;

  void settle(Batch& batch);
  Filled fill(Batch& batch);
  std::optional<Waiting> next();
  Filled run_bare(Settled& item);
  Filled run_again(Batch& batch);
  Filled run_in_savepoint(Settled& item);
  void run_singly(Batch& batch);
  void run_alone(Settled& item);
  void take_all(Batch& batch);
  Status commit();
  void roll_back();
  Status control(std::string_view sql);
  void note_fatal(const Error& error);
  void answer(Batch batch);
  void checkpoint();

  SqliteConnection& writer_;
  const Clock& clock_;
  OnFatal on_fatal_;
  const Syncs syncs_;
  WorkQueue queue_{kMaxQueued};
  SqliteSyncer syncer_;
  std::atomic<State> state_ = State::sound;
  /// Neither answered nor run again: their outcome is unknown.
  Batch stranded_;
};

}  // namespace dunlin::db
