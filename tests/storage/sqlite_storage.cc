#include "tests/storage/sqlite_storage.h"

#include <filesystem>
#include <utility>

#include "base/check.h"
#include "db/migrate.h"
#include "db/open.h"
#include "db/sqlite_group_commit.h"
#include "db/sqlite_read.h"
#include "tests/storage/temporary.h"

namespace dunlin::testing {
namespace {

namespace fs = std::filesystem;

void migrate_file(const std::string& directory, const std::string& set, const Clock& clock) {
  const auto migrations = db::migration_set(set, db::Engine::sqlite);
  const auto report = db::migrate_sqlite(
      {.path = directory + "/" + set + ".db", .clock = clock, .vfs = {}, .backup_directory = {}},
      migrations.value());
  if (!report.ok()) check_failed_with(report.error());
}

const std::string& template_directory() {
  static const std::string directory = [] {
    const StorageClock clock;
    std::string path = fresh_directory();
    migrate_file(path, "main", clock);
    migrate_file(path, "journal", clock);
    return path;
  }();
  return directory;
}

std::string new_files(Schema schema) {
  std::string directory = fresh_directory();
  if (schema == Schema::migrated) {
    for (const char* name : {"main.db", "journal.db"}) {
      fs::copy_file(fs::path(template_directory()) / name, fs::path(directory) / name);
    }
  }
  return directory;
}

class InlineSqlite final : public db::Backend {
 public:
  InlineSqlite(const std::string& path, const Clock& clock)
      : clock_(clock), writer_(open(path, db::SqliteConnection::Role::writer)) {
    reader_ = open(path, db::SqliteConnection::Role::reader);
  }

  void submit(std::unique_ptr<db::Work> work, db::Mode mode, db::Priority priority) override {
    if (mode == db::Mode::read) {
      return committer_.answer_read(db::run_read(*reader_, clock_, std::move(work)));
    }
    committer_.enqueue(std::move(work), priority);
    committer_.run_batch();
  }
  [[nodiscard]] db::Engine engine() const override { return db::Engine::sqlite; }
  void close() override { committer_.close(); }

 private:
  std::unique_ptr<db::SqliteConnection> open(const std::string& path,
                                             db::SqliteConnection::Role role) const {
    auto opened =
        db::SqliteConnection::open({.path = path,
                                    .clock = clock_,
                                    .role = role,
                                    .vfs = {},
                                    .commit = db::SqliteConnection::Commit::synced_later});
    return std::move(opened).value();
  }

  const Clock& clock_;
  std::unique_ptr<db::SqliteConnection> writer_;
  std::unique_ptr<db::SqliteConnection> reader_;
  db::SqliteGroupCommitter committer_{*writer_, clock_, check_failed_with};
};

std::shared_ptr<db::Backend> open_file(const std::string& path, const Clock& clock) {
  return db::open_sqlite({.path = path, .clock = clock, .vfs = {}, .on_fatal = {}}).value();
}

}  // namespace

OpenedStorage open_sqlite_storage(Schema schema, const Clock& clock) {
  const std::string directory = new_files(schema);
  return {.main = open_file(directory + "/main.db", clock),
          .journal = open_file(directory + "/journal.db", clock),
          .location = directory};
}

OpenedStorage open_inline_storage(Schema schema, const Clock& clock) {
  const std::string directory = new_files(schema);
  return {.main = std::make_shared<InlineSqlite>(directory + "/main.db", clock),
          .journal = std::make_shared<InlineSqlite>(directory + "/journal.db", clock),
          .location = directory};
}

}  // namespace dunlin::testing
