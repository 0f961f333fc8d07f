#include "server/storage.h"

#include <filesystem>

#include "base/log.h"
#include "db/durability.h"
#include "db/migrate.h"
#include "db/open.h"
#include "server/restore.h"

namespace dunlin::server {
namespace {

struct Opened {
  std::shared_ptr<db::Backend> backend;
  std::string backup;
};

Result<Opened> open_file(const Settings& settings, const Clock& clock, const std::string& set,
                         const std::string& file) {
  const std::string path = settings.data_dir + "/" + file;
  DUNLIN_TRY(const db::MigrationSet migrations, db::migration_set(set, db::Engine::sqlite));
  DUNLIN_TRY(db::MigrationReport report,
             db::migrate_sqlite({.path = path,
                                 .clock = clock,
                                 .vfs = {},
                                 .backup_directory = settings.data_dir + "/backups"},
                                migrations));
  if (report.applied > 0) {
    log::info("storage.migrated", {{"set", set}, {"version", report.version}});
  }
  DUNLIN_TRY(auto backend,
             db::open_sqlite({.path = path, .clock = clock, .vfs = {}, .on_fatal = {}}));
  return Opened{std::move(backend), std::move(report.backup)};
}

Status migrate_server(const Settings& settings, const std::string& set) {
  DUNLIN_TRY(const db::MigrationSet migrations, db::migration_set(set, db::Engine::postgres));
  DUNLIN_TRY(const db::MigrationReport report,
             db::migrate_postgres(settings.database_url, migrations));
  if (report.applied > 0) {
    log::info("storage.migrated", {{"set", set}, {"version", report.version}});
  }
  return {};
}

Result<std::shared_ptr<db::Backend>> open_pool(const Settings& settings, const Clock& clock,
                                               Random& random, int connections,
                                               db::PostgresOptions::Statistics statistics) {
  return db::open_postgres({.url = settings.database_url,
                            .clock = clock,
                            .random = random,
                            .connections = connections,
                            .statistics = statistics});
}

Result<std::unique_ptr<accounts::Vault>> open_vault(const Settings& settings, Random& random,
                                                    bool database_exists) {
  Secret<> key;
  if (settings.master_key.empty()) {
    DUNLIN_TRY(key, accounts::load_or_create_master_key(settings.master_key_file, random,
                                                        database_exists));
  } else {
    DUNLIN_TRY(key, accounts::parse_master_key(settings.master_key.reveal()));
  }
  return accounts::Vault::create(std::move(key), random);
}

}  // namespace

Result<Storage> open_storage(const Settings& settings, const Clock& clock, Random& random) {
  DUNLIN_TRY(db::DirectoryLock lock, db::lock_data_directory(settings.data_dir));
  DUNLIN_CHECK(finish_exchange(settings.data_dir));
  const bool sqlite = settings.database_url.empty();
  const bool existed = std::filesystem::exists(settings.data_dir + "/dunlin.db");
  DUNLIN_TRY(auto vault, open_vault(settings, random, sqlite && existed));
  if (!sqlite) {
    // Before the first write: without a standby it would wait for ever.
    if (settings.durability == db::Durability::strict)
      DUNLIN_CHECK(db::require_durability(settings.database_url));
    DUNLIN_CHECK(migrate_server(settings, "main"));
    DUNLIN_CHECK(migrate_server(settings, "journal"));
    using Statistics = db::PostgresOptions::Statistics;
    DUNLIN_TRY(auto main, open_pool(settings, clock, random, 8, Statistics::kept));
    // Both of its connections may be wanted: one appends what Instagram waits for.
    DUNLIN_TRY(auto journal, open_pool(settings, clock, random, 2, Statistics::left_alone));
    return Storage{.lock = std::move(lock),
                   .main = db::Database(std::move(main)),
                   .journal = db::Database(std::move(journal)),
                   .vault = std::move(vault),
                   .backup = {}};
  }
  DUNLIN_TRY(Opened main, open_file(settings, clock, "main", "dunlin.db"));
  DUNLIN_TRY(Opened journal, open_file(settings, clock, "journal", "journal.db"));
  return Storage{.lock = std::move(lock),
                 .main = db::Database(std::move(main.backend)),
                 .journal = db::Database(std::move(journal.backend)),
                 .vault = std::move(vault),
                 .backup = std::move(main.backup),
                 .first_start = !existed};
}

}  // namespace dunlin::server
