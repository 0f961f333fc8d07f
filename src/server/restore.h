#pragma once

#include <string>

#include "accounts/vault.h"
#include "db/db.h"
#include "server/settings.h"

/// Putting a backup in the place of the data. In three steps, so that a crash anywhere leaves
/// either what was there or, at the next start, what was asked for: the backup is unpacked, checked
/// and brought up to date beside the data; made quiet; then exchanged.
namespace dunlin::server {

struct Unpacked {
  Instant made_at;
  std::string directory;  ///< <data>/restoring
};
/// The caller has the directory's lock. Nothing that was there is touched. Errors:
/// backup.not_a_backup, backup.damaged (sizes, hashes, integrity of the databases), backup.newer,
/// backup.file, db.newer_schema.
Result<Unpacked> unpack_backup(const Settings& settings, const std::string& backup,
                               const Clock& clock);
/// Forgets what was unpacked and not exchanged.
void forget_unpacked(const Settings& settings);

struct Quietened {
  int held_sends = 0;
  int parked_bodies = 0;
};
/// A copy does not know what happened after it was made. So in it all sending is paused until a
/// person resumes it; each send that was open is held for a person, as it may have left since; and
/// bodies that were not finished are parked, as they may have been answered since. May be repeated.
Task<Result<Quietened>> make_quiet(db::Database main, db::Database journal, Instant now);

/// Whether the accounts' secrets open with this key. vault.wrong_key_or_tampered
Task<Status> check_key(db::Database main, const accounts::Vault& vault);
/// On PostgreSQL: restore.in_use when a server renewed its node's lease within the last minute.
Task<Status> check_unused(db::Database main);

/// What is there is kept in `kept_aside` ("" when nothing was there), a directory of its own below
/// the data directory; then the unpacked takes its place.
struct Exchanged {
  std::string kept_aside;
};
Result<Exchanged> exchange_data(const Settings& settings, Instant now);
/// Ends an exchange that was cut off. Every opening of the data directory begins with it.
Status finish_exchange(const std::string& data_dir);

}  // namespace dunlin::server
