#include "server/backup.h"

namespace dunlin::server {
namespace {

Task<Result<workspace::Reply>> post_backup(db::Database database, MakeBackup make,
                                           workspace::Call call) {
  if (!make) {
    co_return Error(Code::refused, "backup.not_here", "This server makes no backups by itself.");
  }
  const auto noted = co_await workspace::note_change(database, call);
  if (!noted) co_return noted.error();
  auto made = co_await make();
  if (!made) co_return made.error();
  co_return workspace::reply_with(
      json::Object{{"name", made->name}, {"size_bytes", made->size_bytes}}, 201);
}

}  // namespace

std::vector<workspace::Endpoint> backup_endpoints(db::Database database, MakeBackup make) {
  return {workspace::changing(
      "POST", "/api/v1/installation/backups", workspace::Access::installer, "installation.backup",
      [database, make](const workspace::Call& call) { return post_backup(database, make, call); })};
}

}  // namespace dunlin::server
