#include "db/sqlite_backup.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <sqlite3.h>

#include "db/backup.h"
#include "db/durable_file.h"
#include "db/errors.h"
#include "db/sqlite_errors.h"

namespace dunlin::db {
namespace {

struct Close {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};

Status copy_pages(sqlite3* source, const std::string& path) {
  sqlite3* opened = nullptr;
  int code =
      sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  const std::unique_ptr<sqlite3, Close> target(opened);
  if (code != SQLITE_OK) return sqlite_error(opened, code, path);
  sqlite3_backup* backup = sqlite3_backup_init(opened, "main", source, "main");
  if (backup == nullptr) return sqlite_error(opened, sqlite3_extended_errcode(opened), path);
  code = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) return sqlite_error(opened, code, path);
  if (finished != SQLITE_OK) return sqlite_error(opened, finished, path);
  return {};
}

}  // namespace

Status copy_database(SqliteConnection& source, const std::string& target) {
  const std::string partial = target + ".partial";
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  Status copied = copy_pages(source.handle(), partial);
  if (!copied.ok()) {
    std::filesystem::remove(partial, ignored);
    return copied;
  }
  return publish_file(partial, target);
}

Status copy_sqlite(std::span<const SqliteCopy> files, const Clock& clock) {
  std::vector<std::unique_ptr<SqliteConnection>> snapshots;
  for (const SqliteCopy& file : files) {
    DUNLIN_TRY(auto reader, SqliteConnection::open({.path = file.path,
                                                    .clock = clock,
                                                    .role = SqliteConnection::Role::reader,
                                                    .vfs = {}}));
    // A transaction has its snapshot from its first read on; the copy keeps to it.
    DUNLIN_CHECK(reader->run_script("BEGIN; SELECT count(*) FROM sqlite_schema"));
    snapshots.push_back(std::move(reader));
  }
  for (std::size_t i = 0; i < files.size(); ++i)
    DUNLIN_CHECK(copy_database(*snapshots[i], files[i].target));
  return {};
}

Status check_sqlite(const std::string& path, const Clock& clock) {
  DUNLIN_TRY(auto connection, SqliteConnection::open({.path = path, .clock = clock, .vfs = {}}));
  DUNLIN_TRY(const Rows rows, connection->query("PRAGMA integrity_check(1)"));
  const std::string said = rows.empty() ? "nothing" : rows.front().get<std::string>(0);
  if (said != "ok") return corrupt(fmt::format("{}: {}", path, said));
  return {};
}

}  // namespace dunlin::db
