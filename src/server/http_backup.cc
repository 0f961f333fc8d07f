#include "server/backup.h"

namespace dunlin::server {
namespace {

Task<Result<workspace::Reply>> post_backup(MakeBackup make) {
  if (!make) {
    co_return Error(Code::refused, "backup.not_here", "This server makes no backups by itself.");
  }
  auto made = co_await make();
  if (!made) co_return made.error();
  co_return workspace::reply_with(
      json::Object{{"name", made->name}, {"size_bytes", made->size_bytes}}, 201);
}

}  // namespace

std::vector<workspace::Endpoint> backup_endpoints(MakeBackup make) {
  return {workspace::endpoint("POST", "/api/v1/installation/backups", workspace::Access::installer,
                              [make](const workspace::Call&) { return post_backup(make); })};
}

}  // namespace dunlin::server
