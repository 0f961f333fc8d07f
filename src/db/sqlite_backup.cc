#include "db/sqlite_backup.h"

#include <filesystem>
#include <memory>
#include <system_error>

#include <sqlite3.h>

#include "db/durable_file.h"
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
  const Status copied = copy_pages(source.handle(), partial);
  if (!copied.ok()) {
    std::filesystem::remove(partial, ignored);
    return copied;
  }
  return publish_file(partial, target);
}

}  // namespace dunlin::db
