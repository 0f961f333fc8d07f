#include "sim/world/template_image.h"

#include "base/check.h"
#include "db/migrate.h"
#include "sim/clockwork/scheduler.h"
#include "sim/world/vfs_sqlite.h"

namespace dunlin::world {
namespace {

void migrate(const std::string& path, const std::string& set, const Clock& clock) {
  const auto migrations = db::migration_set(set, db::Engine::sqlite);
  check(migrations.ok(), "the migrations are sound");
  const auto report = db::migrate_sqlite(
      {.path = path, .clock = clock, .vfs = {}, .backup_directory = {}}, *migrations);
  if (!report) check_failed_with(report.error());
}

}  // namespace

TemplateImage::TemplateImage() {
  clockwork::Scheduler scheduler(1, clockwork::Scheduler::Order::first_come);
  const clockwork::VirtualClock clock(scheduler, from_us(0));
  clockwork::SeededRandom random(1);
  Disk disk(random);
  const DiskVfs vfs(disk, clock, random);
  migrate("dunlin.db", "main", clock);
  migrate("journal.db", "journal", clock);
  for (const char* name : {"dunlin.db", "journal.db"}) files_[name] = disk.read_all(name);
}

const TemplateImage& TemplateImage::instance() {
  static const TemplateImage image;
  return image;
}

void TemplateImage::install(Disk& disk) const {
  for (const auto& [name, bytes] : files_) disk.install(name, bytes);
}

}  // namespace dunlin::world
