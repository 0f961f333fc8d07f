#include "server/backup.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "base/compact_time.h"
#include "base/log.h"
#include "db/backup.h"
#include "db/durable_file.h"
#include "db/migrations.h"
#include "json/json.h"
#include "server/archive.h"

namespace dunlin::server {
namespace {

namespace fs = std::filesystem;

Error postgres_backs_itself_up() {
  return Error(Code::refused, "backup.postgres",
               "The data is in PostgreSQL, which has backups of its own.")
      .hinting(
          "Use: pg_dump --format=custom --file=dunlin.dump \"$DUNLIN_DATABASE_URL\" (or your "
          "provider's backups), and keep a copy of the master key apart from it.");
}

Result<std::string> manifest(const std::vector<ArchivedFile>& files, Instant made_at) {
  DUNLIN_TRY(const auto main, db::migration_set("main", db::Engine::sqlite));
  DUNLIN_TRY(const auto journal, db::migration_set("journal", db::Engine::sqlite));
  json::Array list;
  for (const ArchivedFile& file : files) {
    list.push_back(json::Object{
        {"name", file.name}, {"size_bytes", file.size_bytes}, {"sha256", file.sha256}});
  }
  json::Object out;
  out["format"] = 1;
  out["made_at"] = to_rfc3339(made_at);
  out["schema"] =
      json::Object{{"main", main.migrations.size()}, {"journal", journal.migrations.size()}};
  out["files"] = std::move(list);
  return json::print(out);
}

/// Removed whatever happens: copies that are not in an archive are of no use.
class Workplace {
 public:
  explicit Workplace(fs::path path) : path_(std::move(path)) {}
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  ~Workplace() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Status make() const {
    std::error_code fault;
    fs::remove_all(path_, fault);
    fs::create_directories(path_, fault);
    if (!fault) fs::permissions(path_, fs::perms::owner_all, fault);
    if (!fault) return {};
    return Error(Code::unavailable, "backup.file",
                 fmt::format("{} cannot be made: {}", path_.string(), fault.message()));
  }
  [[nodiscard]] std::string at(std::string_view name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

Status write_archive(const Workplace& copies, const std::string& partial, Instant now) {
  DUNLIN_TRY(ArchiveWriter archive, ArchiveWriter::create(partial));
  std::vector<ArchivedFile> files;
  for (const std::string_view name : {kMainFile, kJournalFile}) {
    DUNLIN_TRY(ArchivedFile file, archive.add_file(name, copies.at(name)));
    files.push_back(std::move(file));
  }
  DUNLIN_TRY(const std::string told, manifest(files, now));
  DUNLIN_CHECK(archive.add_text(kManifestFile, told));
  return archive.finish();
}

/// A second one within a second is "…-2.tar".
std::string free_name(const fs::path& directory, Instant now) {
  const std::string stem = "dunlin-" + compact_time(now);
  std::error_code ignored;
  std::string name = stem + ".tar";
  for (int number = 2; fs::exists(directory / name, ignored); ++number)
    name = fmt::format("{}-{}.tar", stem, number);
  return name;
}

/// "dunlin-20261121T120000Z.tar" and "dunlin-20261121T120000Z-2.tar"; nothing for other names.
std::optional<Instant> made_at(std::string_view name) {
  constexpr std::string_view kStem = "dunlin-";
  constexpr std::size_t kTimeBytes = 16;
  if (!name.starts_with(kStem) || !name.ends_with(".tar")) return std::nullopt;
  const std::string_view time = name.substr(kStem.size(), kTimeBytes);
  if (time.size() != kTimeBytes) return std::nullopt;
  return parse_rfc3339(fmt::format("{}-{}-{}T{}:{}:{}Z", time.substr(0, 4), time.substr(4, 2),
                                   time.substr(6, 2), time.substr(9, 2), time.substr(11, 2),
                                   time.substr(13, 2)));
}

}  // namespace

std::optional<Instant> newest_backup(const Settings& settings) {
  std::optional<Instant> newest;
  std::error_code fault;
  fs::directory_iterator files(fs::path(settings.data_dir) / "backups", fault);
  for (; !fault && files != fs::directory_iterator(); files.increment(fault)) {
    newest = std::max(newest, made_at(files->path().filename().string()));
  }
  return newest;
}

Result<BackupMade> make_backup(const Settings& settings, const Clock& clock) {
  if (!settings.database_url.empty()) return postgres_backs_itself_up();
  const fs::path data(settings.data_dir);
  std::error_code fault;
  if (!fs::exists(data / kMainFile, fault)) {
    return Error(Code::not_found, "backup.no_database",
                 fmt::format("There is no database in {}.", settings.data_dir))
        .hinting("Set DUNLIN_DATA_DIR to the directory that `dunlin serve` uses.");
  }
  const Instant now = clock.now();
  BackupMade made{.name = free_name(data / "backups", now)};
  const fs::path target = data / "backups" / made.name;
  const Workplace copies(data / "backups" / ".making");
  DUNLIN_CHECK(copies.make());
  const std::array files{
      db::SqliteCopy{.path = (data / kMainFile).string(), .target = copies.at(kMainFile)},
      db::SqliteCopy{.path = (data / kJournalFile).string(), .target = copies.at(kJournalFile)}};
  DUNLIN_CHECK(db::copy_sqlite(files, clock));
  const std::string partial = copies.at("archive");
  DUNLIN_CHECK(write_archive(copies, partial, now));
  DUNLIN_CHECK(db::publish_file(partial, target.string()));
  made.size_bytes = static_cast<std::int64_t>(fs::file_size(target, fault));
  log::info("backup.made", {{"name", made.name}, {"bytes", made.size_bytes}});
  return made;
}

}  // namespace dunlin::server
