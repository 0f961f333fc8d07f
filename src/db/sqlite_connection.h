#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "base/seams.h"
#include "db/sqlite_statement.h"
#include "db/text_hash.h"

struct sqlite3_file;

namespace dunlin::db {

/// One connection, for one thread at a time. A file has one writer and any number of readers, all
/// of this process: SQLite 3.7.0–3.51.2 can corrupt a WAL that two connections write or checkpoint
/// at once, so the writer alone does either.
class SqliteConnection {
 public:
  enum class Role { writer, reader };
  /// Whether COMMIT itself waits for the disk, or leaves that to sync_wal().
  enum class Commit { synced, synced_later };
  struct Options {
    std::string path;
    const Clock& clock;
    Role role = Role::writer;
    std::string vfs;  ///< empty: SQLite's default
    Commit commit = Commit::synced;
  };

  /// The writer creates the file when there is none and folds a left-over WAL into it.
  static Result<std::unique_ptr<SqliteConnection>> open(const Options& options);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  /// One statement of the one SQL text, prepared once and kept.
  Result<Rows> query(std::string_view sql, std::span<const Param> params = {});
  /// Any number of statements without parameters, not kept.
  Status run_script(const std::string& sql);
  /// False when the transaction ended by itself: a full disk or an I/O error rolls back all of it,
  /// savepoints included.
  [[nodiscard]] bool in_transaction() const;
  /// Rows written or deleted so far, whatever became of them.
  [[nodiscard]] std::int64_t changes() const;
  /// Rows that the last statement of that kind inserted, updated or deleted itself: without what a
  /// virtual table wrote into tables of its own meanwhile.
  [[nodiscard]] std::int64_t changed_by_last() const;

  /// How many commits have written to the WAL.
  [[nodiscard]] std::int64_t commits() const { return commits_; }
  Status commit();
  /// Puts on the disk all that was committed before the call; after one failed sync, of whatever
  /// kind, it fails for ever, because the kernel tells of a lost page only once. One other thread
  /// may wait for it while this connection runs statements; a commit waits until it is over.
  Status sync_wal();

  /// After a commit, on the writer: folds the WAL into the file once it has kCheckpointPages.
  /// SQLite's own automatic checkpoint would hide a failed fsync. 48 MiB, because the writer waits
  /// for the disk twice meanwhile: at 16 MiB that took a twentieth of the pace.
  Status checkpoint_if_due();
  static constexpr int kCheckpointPages = 12'000;

  /// Statements that run past it fail with db.timeout.
  void set_deadline(std::optional<Monotonic> deadline);

  [[nodiscard]] sqlite3* handle() const { return connection_; }

 private:
  static constexpr std::size_t kMaxStatements = 1000;

  explicit SqliteConnection(const Clock& clock) : clock_(clock) {}
  Status register_functions();
  Status set_up(const Options& options);
  static int on_wal_commit(void* self, sqlite3*, const char*, int pages);
  Result<SqliteStatement*> prepared(std::string_view sql);

  const Clock& clock_;
  sqlite3* connection_ = nullptr;
  Status note_sync(Status done);

  Commit commit_mode_ = Commit::synced;
  sqlite3_file* wal_file_ = nullptr;
  std::mutex syncs_;  ///< held by all that may sync the WAL
  enum class Syncs { sound, failed } sync_state_ = Syncs::sound;
  int wal_pages_ = 0;
  std::int64_t commits_ = 0;
  std::optional<Monotonic> deadline_;
  std::unordered_map<std::string, SqliteStatement, TextHash, std::equal_to<>> statements_;
};

}  // namespace dunlin::db
