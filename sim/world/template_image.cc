#include "sim/world/template_image.h"

#include <map>

#include "base/check.h"
#include "db/migrate.h"

namespace dunlin::world {
namespace {

using Image = std::map<std::string, std::string>;

void migrate(const std::string& path, const std::string& set, const Clock& clock) {
  const auto migrations = db::migration_set(set, db::Engine::sqlite);
  check(migrations.ok(), "the migrations are sound");
  const auto report = db::migrate_sqlite(
      {.path = path, .clock = clock, .vfs = {}, .backup_directory = {}}, *migrations);
  if (!report) check_failed_with(report.error());
}

}  // namespace

void install_template(Disk& disk, const Clock& clock) {
  static Image image;
  if (image.empty()) {
    migrate("dunlin.db", "main", clock);
    migrate("journal.db", "journal", clock);
    image["dunlin.db"] = disk.read_all("dunlin.db");
    image["journal.db"] = disk.read_all("journal.db");
    for (const auto& [name, bytes] : image) {
      disk.remove(name + "-wal", true);
      disk.remove(name + "-shm", true);
    }
  }
  for (const auto& [name, bytes] : image) disk.install(name, bytes);
}

}  // namespace dunlin::world
