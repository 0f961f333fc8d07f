#include "cli/backup.h"

#include <filesystem>

#include <fmt/format.h>

#include "cli/api.h"
#include "cli/environment.h"
#include "cli/process.h"
#include "db/directory_lock.h"
#include "db/durable_file.h"
#include "json/json.h"
#include "server/backup.h"

namespace dunlin::cli {
namespace {

namespace fs = std::filesystem;

Error cannot(const fs::path& path, std::string_view why) {
  return Error(Code::invalid, "cli.backup_target", fmt::format("{}: {}", path.string(), why));
}

Result<server::BackupMade> ask_server(const server::Values& values) {
  DUNLIN_TRY(const Api api, Api::open(values));
  DUNLIN_TRY(const std::string answer, api.post("/api/v1/installation/backups", {.content = "{}"}));
  DUNLIN_TRY(const json::Value parsed, json::parse(answer));
  const auto* made = parsed.if_object();
  const auto* name = made == nullptr ? nullptr : made->if_contains("name");
  const auto* size = made == nullptr ? nullptr : made->if_contains("size_bytes");
  if (name == nullptr || !name->is_string() || size == nullptr || !size->is_int64())
    return Error(Code::internal, "cli.answer", "The server's answer is not understood.");
  return server::BackupMade{.name = std::string(name->as_string()), .size_bytes = size->as_int64()};
}

/// Whoever has the data directory copies: no second process may open the databases.
Result<server::BackupMade> make(const server::Values& values, const server::Settings& settings) {
  const fs::path data(settings.data_dir);
  std::error_code ignored;
  if (settings.database_url.empty() && fs::exists(data / server::kMainFile, ignored)) {
    auto lock = db::lock_data_directory(settings.data_dir);
    if (!lock && lock.error().id == "db.directory_in_use") return ask_server(values);
    if (!lock) return lock.error();
    return server::make_backup(settings, SystemClock());
  }
  return server::make_backup(settings, SystemClock());
}

Result<fs::path> target_of(const fs::path& made, const std::string& to) {
  if (to.empty()) return made;
  std::error_code ignored;
  if (to.ends_with('/') || fs::is_directory(to, ignored)) return fs::path(to) / made.filename();
  return fs::path(to);
}

/// Before the copying begins, so that nothing is made in vain.
Status check_target(const std::string& to) {
  if (to.empty()) return {};
  std::error_code ignored;
  if (fs::is_directory(to, ignored)) return {};
  if (fs::exists(to, ignored)) return cannot(to, "is there already; a backup overwrites nothing.");
  const fs::path parent = to.ends_with('/') ? fs::path(to) : fs::path(to).parent_path();
  if (parent.empty() || fs::is_directory(parent, ignored)) return {};
  return cannot(parent, "is not a directory.");
}

Status move_to(const fs::path& from, const fs::path& to) {
  if (from == to) return {};
  std::error_code fault;
  const fs::path partial = to.string() + ".partial";
  if (fs::exists(to, fault)) return cannot(to, "is there already; a backup overwrites nothing.");
  fs::rename(from, partial, fault);
  if (fault) {
    fault.clear();
    fs::copy_file(from, partial, fs::copy_options::overwrite_existing, fault);
    if (fault) return cannot(partial, fault.message());
  }
  DUNLIN_CHECK(db::publish_file(fs::absolute(partial).string(), fs::absolute(to).string()));
  fs::remove(from, fault);
  return {};
}

Result<std::string> carry_out(const server::Values& values, const server::Settings& settings,
                              const std::string& to) {
  DUNLIN_CHECK(check_target(to));
  DUNLIN_TRY(const auto made, make(values, settings));
  const fs::path from = fs::path(settings.data_dir) / "backups" / made.name;
  DUNLIN_TRY(const fs::path target, target_of(from, to));
  DUNLIN_CHECK(move_to(from, target));
  return fmt::format("Backed up to {} ({} KiB).\n", target.string(), made.size_bytes / 1024);
}

}  // namespace

int back_up(const server::Values& values, const std::string& to) {
  const auto settings = server::parse_settings(values);
  if (!settings) return complain(settings.error());
  keep_files_private();
  const auto done = carry_out(values, *settings, to);
  if (!done) return complain(done.error());
  const std::string key = settings->master_key.empty()
                              ? settings->master_key_file
                              : std::string("the value of DUNLIN_MASTER_KEY");
  fmt::print(
      "{}The master key is not in it, and without the key the access tokens in it cannot be "
      "opened.\nKeep a copy of the key, once, in another safe place: {}\n",
      *done, key);
  return 0;
}

}  // namespace dunlin::cli
