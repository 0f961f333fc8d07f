#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "base/seams.h"
#include "db/sqlite_statement.h"
#include "db/text_hash.h"

namespace dunlin::db {

/// One connection, for one thread at a time. A file has one writer and any number of readers, all
/// of this process: SQLite 3.7.0–3.51.2 can corrupt a WAL that two connections write or checkpoint
/// at once, so the writer alone does either.
class SqliteConnection {
 public:
  enum class Role { writer, reader };
  struct Options {
    std::string path;
    const Clock& clock;
    Role role = Role::writer;
    std::string vfs;  ///< empty: SQLite's default
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

  /// After a commit, on the writer: folds the WAL into the file once it has kCheckpointPages.
  /// SQLite's own automatic checkpoint would hide a failed fsync.
  Status checkpoint_if_due();
  static constexpr int kCheckpointPages = 4000;

  /// Statements that run past it fail with db.timeout.
  void set_deadline(std::optional<Monotonic> deadline);

  [[nodiscard]] sqlite3* handle() const { return connection_; }

 private:
  static constexpr std::size_t kMaxStatements = 1000;

  explicit SqliteConnection(const Clock& clock) : clock_(clock) {}
  Status register_functions();
  Status set_up(Role role);
  Result<SqliteStatement*> prepared(std::string_view sql);

  const Clock& clock_;
  sqlite3* connection_ = nullptr;
  int wal_pages_ = 0;
  std::optional<Monotonic> deadline_;
  std::unordered_map<std::string, SqliteStatement, TextHash, std::equal_to<>> statements_;
};

}  // namespace dunlin::db
