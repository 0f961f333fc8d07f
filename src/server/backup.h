#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/seams.h"
#include "server/settings.h"
#include "workspace/endpoint.h"

/// Backups of the embedded database: one archive of both files as of one moment, and a
/// manifest.json that tells their schema, sizes and hashes. The master key is never in it.
namespace dunlin::server {

inline constexpr std::string_view kMainFile = "dunlin.db";
inline constexpr std::string_view kJournalFile = "journal.db";
inline constexpr std::string_view kManifestFile = "manifest.json";

struct BackupMade {
  std::string name;  ///< "dunlin-20261121T120000Z.tar", in <data>/backups
  std::int64_t size_bytes = 0;
};
/// Made by the one process that has the data directory; the server goes on meanwhile. It appears
/// complete and fsynced, or not at all. Blocks. Errors: backup.postgres (says which command to use
/// there), backup.no_database, backup.file, db.unavailable.
Result<BackupMade> make_backup(const Settings& settings, const Clock& clock);

/// When the newest archive in <data>/backups was made, as its name says. Nothing when there is
/// none.
std::optional<Instant> newest_backup(const Settings& settings);

/// What is known of backups: where the data is in PostgreSQL they are made elsewhere.
struct BackupsSeen {
  bool known = false;
  std::optional<Instant> newest{};
};
using AskBackups = std::function<BackupsSeen()>;

/// Of a running server; not to be run on its executor's thread.
using MakeBackup = std::function<Task<Result<BackupMade>>()>;
/// POST /api/v1/installation/backups. Without `make`: backup.not_here.
std::vector<workspace::Endpoint> backup_endpoints(db::Database database, MakeBackup make);

}  // namespace dunlin::server
