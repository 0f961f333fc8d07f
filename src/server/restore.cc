#include "server/restore.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "accounts/accounts.h"
#include "db/backup.h"
#include "db/migrate.h"
#include "intake/intake.h"
#include "json/json.h"
#include "outbound/outbound.h"
#include "server/archive.h"
#include "server/backup.h"
#include "workspace/workspace.h"

namespace dunlin::server {
namespace {

namespace fs = std::filesystem;

fs::path staging(const Settings& settings) {
  return fs::path(settings.data_dir) / "restoring";
}

Error damaged(const std::string& backup, std::string_view why) {
  return Error(Code::corrupt, "backup.damaged",
               fmt::format("The backup {} is damaged: {}", backup, why))
      .hinting("Nothing was changed. Take another copy of it, or an older backup.");
}

Result<json::Value> read_manifest(const std::string& backup, const fs::path& directory) {
  std::ifstream file(directory / kManifestFile, std::ios::binary);
  if (!file) return damaged(backup, "it has no manifest, so it was never finished");
  auto parsed = json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  const bool whole = parsed && parsed->is_object() && parsed->get_object().contains("schema") &&
                     parsed->get_object().contains("files");
  if (!whole) return damaged(backup, "its manifest cannot be read");
  return parsed;
}

/// Whole numbers of a manifest; -1 for anything else.
std::int64_t number_of(const json::Value* value) {
  if (value == nullptr) return -1;
  if (const auto* number = value->if_int64()) return *number;
  return -1;
}

std::string text_of(const json::Value* value) {
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

Status check_schema(const json::Value& manifest) {
  const auto* schema = manifest.get_object().at("schema").if_object();
  for (const auto* name : {"main", "journal"}) {
    DUNLIN_TRY(const auto known, db::migration_set(name, db::Engine::sqlite));
    const std::int64_t theirs = schema == nullptr ? -1 : number_of(schema->if_contains(name));
    const auto ours = static_cast<std::int64_t>(known.migrations.size());
    if (theirs <= ours) continue;
    return Error(Code::refused, "backup.newer",
                 fmt::format("The backup was made by a newer Dunlin: its schema {} is {}, this "
                             "program knows {}.",
                             name, theirs, ours))
        .hinting("Restore it with that version or a later one. Nothing was changed.");
  }
  return {};
}

Status check_files(const std::string& backup, const json::Value& manifest,
                   const std::vector<ArchivedFile>& found) {
  const auto* files = manifest.get_object().at("files").if_array();
  std::set<std::string> good;
  for (const json::Value& told : files == nullptr ? json::Array() : *files) {
    const auto* entry = told.if_object();
    if (entry == nullptr) continue;
    for (const ArchivedFile& file : found) {
      const bool same = text_of(entry->if_contains("name")) == file.name &&
                        text_of(entry->if_contains("sha256")) == file.sha256 &&
                        number_of(entry->if_contains("size_bytes")) == file.size_bytes;
      if (same) good.insert(file.name);
    }
  }
  for (const std::string_view name : {kMainFile, kJournalFile}) {
    if (!good.contains(std::string(name)))
      return damaged(backup, fmt::format("{} is not as it was written", name));
  }
  return {};
}

Status bring_up_to_date(const fs::path& directory, const Clock& clock) {
  for (const auto& [set, file] :
       {std::pair{"main", kMainFile}, std::pair{"journal", kJournalFile}}) {
    const std::string path = (directory / file).string();
    DUNLIN_CHECK(db::check_sqlite(path, clock));
    DUNLIN_TRY(const auto migrations, db::migration_set(set, db::Engine::sqlite));
    DUNLIN_CHECK(db::migrate_sqlite(
        {.path = path, .clock = clock, .vfs = {}, .backup_directory = {}}, migrations));
  }
  return {};
}

Result<Unpacked> unpack_into(const std::string& backup, const fs::path& directory,
                             const Clock& clock) {
  const std::array names{kMainFile, kJournalFile, kManifestFile};
  DUNLIN_TRY(const auto files, unpack(backup, directory.string(), names));
  DUNLIN_TRY(const json::Value manifest, read_manifest(backup, directory));
  DUNLIN_CHECK(check_schema(manifest));
  DUNLIN_CHECK(check_files(backup, manifest, files));
  DUNLIN_CHECK(bring_up_to_date(directory, clock));
  const auto instant = parse_rfc3339(text_of(manifest.get_object().if_contains("made_at")));
  return Unpacked{.made_at = instant.value_or(Instant{}), .directory = directory.string()};
}

}  // namespace

Result<Unpacked> unpack_backup(const Settings& settings, const std::string& backup,
                               const Clock& clock) {
  const fs::path directory = staging(settings);
  forget_unpacked(settings);
  std::error_code fault;
  fs::create_directories(directory, fault);
  if (!fault) fs::permissions(directory, fs::perms::owner_all, fault);
  if (fault) {
    return Error(Code::unavailable, "backup.file",
                 fmt::format("{} cannot be made: {}", directory.string(), fault.message()));
  }
  auto unpacked = unpack_into(backup, directory, clock);
  if (!unpacked) forget_unpacked(settings);
  return unpacked;
}

void forget_unpacked(const Settings& settings) {
  std::error_code ignored;
  fs::remove_all(staging(settings), ignored);
}

}  // namespace dunlin::server
