#include "db/sqlite_read.h"

#include <utility>

#include "base/log.h"
#include "db/sqlite_tx.h"

namespace dunlin::db {
namespace {

Effects read_snapshot(SqliteConnection& reader, Work& work) {
  const auto begun = reader.query("BEGIN");
  if (!begun.ok()) {
    work.fail(begun.error());
    return {};
  }
  SqliteTx tx(reader);
  const bool good = run_closure(work, tx);
  if (reader.in_transaction()) {
    const auto ended = reader.query("ROLLBACK");
    if (!ended.ok()) log::error("db.read_end_failed", ended.error());
  }
  return good ? tx.take_effects() : Effects{};
}

}  // namespace

Settled run_read(SqliteConnection& reader, const Clock& clock, std::unique_ptr<Work> work) {
  reader.set_deadline(clock.monotonic() + kMaxReadTime);
  Effects effects = read_snapshot(reader, *work);
  reader.set_deadline(std::nullopt);
  return {.work = std::move(work), .effects = std::move(effects)};
}

}  // namespace dunlin::db
