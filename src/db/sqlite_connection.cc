#include "db/sqlite_connection.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "db/errors.h"
#include "db/sql_text.h"
#include "db/sqlite_errors.h"

namespace dunlin::db {
namespace {

constexpr int kBusyTimeout_ms = 5000;
// Small allocations without the allocator: kept statements alone fill SQLite's own hundred.
constexpr int kLookaside_bytes = 1200;
constexpr int kLookasides = 1000;
constexpr int kDeadlineCheck_steps = 10'000;
const char* synchronous(SqliteConnection::Commit commit) {
#ifdef DUNLIN_BUG_synchronous_off
  return "OFF";
#endif
  return commit == SqliteConnection::Commit::synced ? "FULL" : "NORMAL";
}

int compare_bytes(void*, int a_size, const void* a, int b_size, const void* b) {
  const int order = std::memcmp(a, b, static_cast<std::size_t>(std::min(a_size, b_size)));
  return order != 0 ? order : a_size - b_size;
}

// The count of bytes in use, which nobody reads, would cost a lock for each allocation.
void leave_allocations_uncounted() {
  static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(code);
}

void now_us(sqlite3_context* context, int, sqlite3_value**) {
  const auto* clock = static_cast<const Clock*>(sqlite3_user_data(context));
  sqlite3_result_int64(context, to_us(clock->now()));
}

}  // namespace

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const Options& options) {
  std::unique_ptr<SqliteConnection> self(new SqliteConnection(options.clock));
  leave_allocations_uncounted();
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (options.role == Role::writer) flags |= SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(options.path.c_str(), &self->connection_, flags,
                                   options.vfs.empty() ? nullptr : options.vfs.c_str());
  if (code != SQLITE_OK) return sqlite_error(self->connection_, code, options.path);
  sqlite3_busy_timeout(self->connection_, kBusyTimeout_ms);
  sqlite3_db_config(self->connection_, SQLITE_DBCONFIG_LOOKASIDE, nullptr, kLookaside_bytes,
                    kLookasides);
  DUNLIN_CHECK(self->register_functions());
  DUNLIN_CHECK(self->set_up(options));
  return self;
}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
  sqlite3_close_v2(connection_);
}

Status SqliteConnection::register_functions() {
  int code =
      sqlite3_create_collation_v2(connection_, "C", SQLITE_UTF8, nullptr, compare_bytes, nullptr);
  if (code != SQLITE_OK) return sqlite_error(connection_, code, "COLLATE \"C\"");
  code = sqlite3_create_function_v2(connection_, "dunlin_now_us", 0, SQLITE_UTF8 | SQLITE_INNOCUOUS,
                                    const_cast<Clock*>(&clock_), now_us, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite_error(connection_, code, "dunlin_now_us()");
  sqlite3_wal_hook(connection_, on_wal_commit, this);
  return {};
}

int SqliteConnection::on_wal_commit(void* self, sqlite3*, const char*, int pages) {
  auto* const connection = static_cast<SqliteConnection*>(self);
  connection->wal_pages_ = pages;
  ++connection->commits_;
  return SQLITE_OK;
}

Status SqliteConnection::set_up(const Options& options) {
  const Role role = options.role;
  commit_mode_ = options.commit;
  // Replacing the WAL hook has switched SQLite's automatic checkpoint off for good.
  if (role == Role::writer) DUNLIN_CHECK(run_script("PRAGMA journal_mode = WAL"));
  DUNLIN_CHECK(
      run_script(fmt::format("PRAGMA synchronous = {};"
                             "PRAGMA foreign_keys = ON;"
                             "PRAGMA secure_delete = ON;"
                             "PRAGMA mmap_size = 0;"
                             "PRAGMA temp_store = MEMORY;"
                             "PRAGMA journal_size_limit = 67108864;"
                             "PRAGMA trusted_schema = OFF;"
                             "PRAGMA cache_size = {}",
                             synchronous(commit_mode_), role == Role::writer ? -65536 : -16384)));
  if (role == Role::writer) {
    DUNLIN_CHECK(run_script("PRAGMA wal_checkpoint(TRUNCATE)"));
    sqlite3_file_control(connection_, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal_file_);
    return {};
  }
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  return run_script("PRAGMA query_only = ON");
}

Result<SqliteStatement*> SqliteConnection::prepared(std::string_view sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return &known->second;
  DUNLIN_TRY(auto statement,
             SqliteStatement::prepare(connection_, expand_fragments(sql, Engine::sqlite)));
  if (statements_.size() >= kMaxStatements) statements_.clear();
  return &statements_.emplace(std::string(sql), std::move(statement)).first->second;
}

Result<Rows> SqliteConnection::query(std::string_view sql, std::span<const Param> params) {
  DUNLIN_TRY(SqliteStatement * statement, prepared(sql));
  return statement->execute(params);
}

Status SqliteConnection::run_script(const std::string& sql) {
  const int code = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite_error(connection_, code, sql);
  return {};
}

bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(connection_) == 0;
}

std::int64_t SqliteConnection::changes() const {
  return sqlite3_total_changes64(connection_);
}

std::int64_t SqliteConnection::changed_by_last() const {
  return sqlite3_changes64(connection_);
}

Status SqliteConnection::note_sync(Status done) {
  if (!done.ok() && done.error().id == kFsync) sync_state_ = Syncs::failed;
  return done;
}

Status SqliteConnection::commit() {
  const std::lock_guard lock(syncs_);
  const auto done = query("COMMIT");
  return done.ok() ? Status() : note_sync(done.error());
}

Status SqliteConnection::sync_wal() {
#if defined(DUNLIN_BUG_synchronous_off) || defined(DUNLIN_BUG_synchronous_normal)
  return {};
#endif
  if (commit_mode_ == Commit::synced) return {};
  const std::lock_guard lock(syncs_);
  if (sync_state_ == Syncs::failed) return failed_sync("an earlier one failed");
  const int code = wal_file_->pMethods->xSync(wal_file_, SQLITE_SYNC_NORMAL);
  return code == SQLITE_OK ? Status() : note_sync(failed_sync(sqlite3_errstr(code)));
}

Status SqliteConnection::checkpoint_if_due() {
  if (wal_pages_ < kCheckpointPages) return {};
  wal_pages_ = 0;
  const std::lock_guard lock(syncs_);
  const int code =
      sqlite3_wal_checkpoint_v2(connection_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (code == SQLITE_OK || code == SQLITE_BUSY) return {};
  return note_sync(sqlite_error(connection_, code, "checkpoint"));
}

void SqliteConnection::set_deadline(std::optional<Monotonic> deadline) {
  deadline_ = deadline;
  const auto passed = [](void* self) {
    const auto* connection = static_cast<const SqliteConnection*>(self);
    return connection->clock_.monotonic() >= *connection->deadline_ ? 1 : 0;
  };
  if (deadline_) {
    sqlite3_progress_handler(connection_, kDeadlineCheck_steps, passed, this);
  } else {
    sqlite3_progress_handler(connection_, 0, nullptr, nullptr);
  }
}

}  // namespace dunlin::db
