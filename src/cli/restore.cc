#include "server/restore.h"

#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "cli/backup.h"
#include "cli/environment.h"
#include "cli/process.h"
#include "db/directory_lock.h"
#include "db/open.h"
#include "server/backup.h"
#include "server/storage.h"

namespace dunlin::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kResume =
    "All sending is paused. When you have seen that no other server answers for these accounts, "
    "resume it:\n  dunlin sending resume\n";

struct Databases {
  db::Database main, journal;
  void close() {
    main.close();
    journal.close();
  }
};

Result<Databases> open_unpacked(const server::Unpacked& unpacked, const Clock& clock) {
  const auto open = [&](std::string_view file) {
    return db::open_sqlite({.path = fmt::format("{}/{}", unpacked.directory, file),
                            .clock = clock,
                            .vfs = {},
                            .on_fatal = {}});
  };
  DUNLIN_TRY(auto main, open(server::kMainFile));
  DUNLIN_TRY(auto journal, open(server::kJournalFile));
  return Databases{db::Database(std::move(main)), db::Database(std::move(journal))};
}

Error wrong_key(const server::Settings& settings) {
  const std::string where =
      settings.master_key.empty() ? settings.master_key_file : std::string("DUNLIN_MASTER_KEY");
  return Error(Code::refused, "restore.wrong_key",
               fmt::format("The backup was sealed with another master key than {}.", where))
      .hinting(
          "Put the key of the time of the backup there and repeat. Nothing was changed. Without "
          "that key, move the present one away: the accounts then have to be connected again.");
}

using Done = std::optional<Result<server::Quietened>>;

Task<Result<server::Quietened>> check_and_quieten(Databases data, const accounts::Vault* vault,
                                                  Instant now) {
  if (vault != nullptr) {
    auto opens = co_await server::check_key(data.main, *vault);
    if (!opens) co_return opens.error();
  }
  co_return co_await server::make_quiet(data.main, data.journal, now);
}

Task<void> work(Process& process, Databases data, const accounts::Vault* vault, Done& out) {
  auto done = co_await check_and_quieten(std::move(data), vault, process.clock.now());
  out.emplace(std::move(done));
  process.end();
}

/// The present key, or nothing when there is none yet.
Result<std::unique_ptr<accounts::Vault>> present_vault(const server::Settings& settings,
                                                       Random& random) {
  Secret<> key = settings.master_key;
  std::error_code ignored;
  if (key.empty()) {
    if (!fs::exists(settings.master_key_file, ignored)) return std::unique_ptr<accounts::Vault>();
    DUNLIN_TRY(key, accounts::load_or_create_master_key(settings.master_key_file, random, true));
  } else {
    DUNLIN_TRY(key, accounts::parse_master_key(key.reveal()));
  }
  return accounts::Vault::create(std::move(key), random);
}

Result<server::Quietened> quieten(Process& process, const server::Settings& settings,
                                  const server::Unpacked& unpacked, const accounts::Vault* vault) {
  DUNLIN_TRY(Databases data, open_unpacked(unpacked, process.clock));
  Done done;
  spawn(process.executor, work(process, data, vault, done));
  process.run();
  data.close();
  if (!done->ok() && done->error().id == "vault.wrong_key_or_tampered") return wrong_key(settings);
  return *std::move(done);
}

Status check_existing(const server::Settings& settings, Existing existing) {
  const fs::path data(settings.data_dir);
  std::error_code ignored;
  const bool there = fs::exists(data / server::kMainFile, ignored) ||
                     fs::exists(data / server::kJournalFile, ignored);
  if (!there || existing == Existing::keep_aside) return {};
  return Error(Code::refused, "restore.data_exists",
               fmt::format("There is data in {}.", settings.data_dir))
      .hinting(
          "With --replace it is kept aside in a directory of its own, and the backup takes "
          "its place. Nothing was changed.");
}

void tell(const server::Quietened& quiet) {
  if (quiet.held_sends > 0) {
    fmt::print(
        "{} sends were under way when the backup was made and may have arrived since: they "
        "are held for you (dunlin serve, then GET /api/v1/sends?state=held).\n",
        quiet.held_sends);
  }
  if (quiet.parked_bodies > 0) {
    fmt::print("{} deliveries were not finished then: see `dunlin parked list`.\n",
               quiet.parked_bodies);
  }
  fmt::print("{}", kResume);
}

Status restore_files(const server::Settings& settings, const std::string& backup,
                     Existing existing) {
  std::error_code ignored;
  if (!fs::is_regular_file(backup, ignored)) {
    return Error(Code::invalid, "backup.file", fmt::format("There is no file {}.", backup));
  }
  DUNLIN_TRY(const auto lock, db::lock_data_directory(settings.data_dir));
  DUNLIN_CHECK(server::finish_exchange(settings.data_dir));
  DUNLIN_CHECK(check_existing(settings, existing));
  Process process;
  DUNLIN_TRY(const auto vault, present_vault(settings, process.random));
  DUNLIN_TRY(const auto unpacked, server::unpack_backup(settings, backup, process.clock));
  const auto quiet = quieten(process, settings, unpacked, vault.get());
  if (!quiet) {
    server::forget_unpacked(settings);
    return quiet.error();
  }
  DUNLIN_TRY(const auto exchanged, server::exchange_data(settings, process.clock.now()));
  fmt::print("Restored the backup of {} into {}.\n", to_rfc3339(unpacked.made_at),
             settings.data_dir);
  if (!exchanged.kept_aside.empty())
    fmt::print("What was there is kept in {}.\n", exchanged.kept_aside);
  if (!vault) {
    fmt::print("The master key is not in a backup: put it at {} before you start.\n",
               settings.master_key_file);
  }
  tell(*quiet);
  return {};
}

Task<Result<server::Quietened>> quieten_unused(const server::Storage& storage, Instant now) {
  auto unused = co_await server::check_unused(storage.main);
  if (!unused) co_return unused.error();
  co_return co_await server::make_quiet(storage.main, storage.journal, now);
}

Task<void> work_on_server(Process& process, const server::Storage& storage, Done& out) {
  auto done = co_await quieten_unused(storage, process.clock.now());
  out.emplace(std::move(done));
  process.end();
}

/// The data came by pg_restore; what this does to a file is left to do.
Status quieten_postgres(const server::Settings& settings) {
  Process process;
  DUNLIN_TRY(server::Storage storage,
             server::open_storage(settings, process.clock, process.random));
  Done done;
  spawn(process.executor, work_on_server(process, storage, done));
  process.run();
  storage.main.close();
  storage.journal.close();
  DUNLIN_CHECK(*done);
  fmt::print("The database is ready to be served.\n");
  tell(**done);
  return {};
}

Status choose(const server::Settings& settings, const std::string& backup, Existing existing) {
  const bool postgres = !settings.database_url.empty();
  if (postgres && backup.empty()) return quieten_postgres(settings);
  if (postgres) {
    return Error(Code::refused, "restore.postgres",
                 "The data is in PostgreSQL, which restores its own backups.")
        .hinting(
            "Stop every server, fill an empty database with: pg_restore --dbname="
            "\"$DUNLIN_DATABASE_URL\" FILE, then run `dunlin restore` without a file: it "
            "pauses all sending, so that nothing is sent twice.");
  }
  if (backup.empty()) {
    return Error(Code::invalid, "cli.usage", "Name the backup: dunlin restore FILE.");
  }
  return restore_files(settings, backup, existing);
}

}  // namespace

int restore(const server::Values& values, const std::string& backup, Existing existing) {
  const auto settings = server::parse_settings(values);
  if (!settings) return complain(settings.error());
  keep_files_private();
  const Status done = choose(*settings, backup, existing);
  return done ? 0 : complain(done.error());
}

}  // namespace dunlin::cli
