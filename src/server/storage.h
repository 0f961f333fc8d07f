#pragma once

#include <memory>
#include <optional>
#include <string>

#include "accounts/vault.h"
#include "db/db.h"
#include "db/directory_lock.h"
#include "server/settings.h"

namespace dunlin::server {

/// What an installation keeps: two databases, open and migrated, and the key that seals its
/// secrets.
struct Storage {
  std::optional<db::DirectoryLock> lock;
  db::Database main, journal;
  std::unique_ptr<accounts::Vault> vault;
  std::string backup;        ///< the copy made before a migration, empty when none was needed
  bool first_start = false;  ///< no database was there before
};

/// SQLite in the data directory (locked for this process), or PostgreSQL by its URL. Errors say
/// which file or setting and what to do; nothing is served before all of it works.
Result<Storage> open_storage(const Settings& settings, const Clock& clock, Random& random);

}  // namespace dunlin::server
