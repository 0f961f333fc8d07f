#include "db/sqlite_group_commit.h"

#include <utility>

#include "base/log.h"
#include "db/errors.h"
#include "db/sqlite_tx.h"

namespace dunlin::db {
namespace {

void fail_all(std::vector<Settled>& batch, const Error& error) {
  for (Settled& item : batch) {
    item.work->fail(error);
    item.effects.clear();
  }
}

}  // namespace

SqliteGroupCommitter::SqliteGroupCommitter(SqliteConnection& writer, const Clock& clock,
                                           OnFatal on_fatal, Syncs syncs)
    : writer_(writer),
      clock_(clock),
      on_fatal_(std::move(on_fatal)),
      syncs_(syncs),
      syncer_(writer) {}

void SqliteGroupCommitter::enqueue(std::unique_ptr<Work> work, Priority priority) {
  queue_.push({.work = std::move(work), .mode = Mode::write, .priority = priority});
}

bool SqliteGroupCommitter::run_batch() {
  if (state_ == State::fatal || queue_.empty()) return false;
  if (syncs_ == Syncs::apart) syncer_.wait_for_room();
  Batch batch;
  settle(batch);
  answer(std::move(batch));
  checkpoint();
  return state_ == State::sound;
}

void SqliteGroupCommitter::settle(Batch& batch) {
  const Status begun = control("BEGIN IMMEDIATE");
  if (!begun.ok()) {
    take_all(batch);
    fail_all(batch, begun.error());
    return;
  }
  const Filled filled = fill(batch);
  if (state_ == State::fatal) return roll_back();
  if (filled == Filled::rolled_back) return run_singly(batch);
#ifdef DUNLIN_BUG_ack_before_commit
  post_answers(std::exchange(batch, {}));
#endif
  const Status committed = commit();
#ifdef DUNLIN_BUG_failed_commit_is_good
  return;
#endif
  if (!committed.ok()) fail_all(batch, committed.error());
}

SqliteGroupCommitter::Filled SqliteGroupCommitter::fill(Batch& batch) {
  const Monotonic end = clock_.monotonic() + kMaxBatchTime;
  auto run = &SqliteGroupCommitter::run_bare;
  while (batch.size() < kMaxBatch) {
    auto waiting = next();
    if (!waiting) break;
    batch.push_back({.work = std::move(waiting->work), .effects = {}});
    Filled filled = (this->*run)(batch.back());
    if (filled == Filled::spoiled) {
      run = &SqliteGroupCommitter::run_in_savepoint;
      filled = run_again(batch);
    }
    if (filled == Filled::rolled_back) return filled;
    if (state_ == State::fatal) break;
    if (clock_.monotonic() >= end) break;
  }
  return Filled::intact;
}

std::optional<Waiting> SqliteGroupCommitter::next() {
  if (syncs_ == Syncs::with_the_batch) return queue_.try_pop();
  // Committed now, it would still wait until the sync that runs is over.
  return queue_.pop_while([this] { return syncer_.busy(); });
}

SqliteGroupCommitter::Filled SqliteGroupCommitter::run_bare(Settled& item) {
  const std::int64_t changes = writer_.changes();
  SqliteTx tx(writer_);
  const bool good = run_closure(*item.work, tx);
  if (tx.failure()) note_fatal(*tx.failure());
  if (!writer_.in_transaction()) return Filled::rolled_back;
  if (good) item.effects = tx.take_effects();
  return good || writer_.changes() == changes ? Filled::intact : Filled::spoiled;
}

SqliteGroupCommitter::Filled SqliteGroupCommitter::run_again(Batch& batch) {
  roll_back();
  const Status begun = control("BEGIN IMMEDIATE");
  if (!begun.ok()) return Filled::rolled_back;
  for (Settled& item : batch) {
    item.effects.clear();
    const Filled filled = run_in_savepoint(item);
    if (filled == Filled::rolled_back) return filled;
    if (state_ == State::fatal) break;
  }
  return Filled::intact;
}

SqliteGroupCommitter::Filled SqliteGroupCommitter::run_in_savepoint(Settled& item) {
  const auto still = [this] {
    return writer_.in_transaction() ? Filled::intact : Filled::rolled_back;
  };
  const Status opened = control("SAVEPOINT closure");
  if (!opened.ok()) {
    item.work->fail(opened.error());
    return still();
  }
  SqliteTx tx(writer_);
  const bool good = run_closure(*item.work, tx);
  if (tx.failure()) note_fatal(*tx.failure());
  if (!writer_.in_transaction()) return Filled::rolled_back;
  const Status undone = good ? Status() : control("ROLLBACK TO closure");
  const Status released = undone.ok() ? control("RELEASE closure") : undone;
  if (!released.ok()) {
    roll_back();
    return Filled::rolled_back;
  }
  if (good) item.effects = tx.take_effects();
  return still();
}

void SqliteGroupCommitter::run_singly(Batch& batch) {
  log::warning("db.batch_rolled_back", {{"closures", batch.size()}});
  for (Settled& item : batch) {
    item.effects.clear();
    run_alone(item);
  }
}

void SqliteGroupCommitter::run_alone(Settled& item) {
  const Status begun = control("BEGIN IMMEDIATE");
  if (!begun.ok()) return item.work->fail(begun.error());
  SqliteTx tx(writer_);
  const bool good = run_closure(*item.work, tx);
  if (tx.failure()) note_fatal(*tx.failure());
  if (!good) return roll_back();
  if (!writer_.in_transaction()) {
    return item.work->fail(unavailable("the transaction ended by itself"));
  }
  const Status committed = commit();
  if (!committed.ok()) return item.work->fail(committed.error());
  item.effects = tx.take_effects();
}

void SqliteGroupCommitter::take_all(Batch& batch) {
  while (batch.size() < kMaxBatch) {
    auto waiting = queue_.try_pop();
    if (!waiting) return;
    batch.push_back({.work = std::move(waiting->work), .effects = {}});
  }
}

Status SqliteGroupCommitter::commit() {
  syncer_.announce();
  Status committed = writer_.commit();
  if (committed.ok()) return committed;
  note_fatal(committed.error());
  roll_back();
  return committed;
}

void SqliteGroupCommitter::roll_back() {
  if (!writer_.in_transaction()) return;
  const Status rolled_back = control("ROLLBACK");
  if (!rolled_back.ok()) log::error("db.rollback_failed", rolled_back.error());
}

Status SqliteGroupCommitter::control(std::string_view sql) {
  const auto done = writer_.query(sql);
  if (done.ok()) return {};
  note_fatal(done.error());
  return done.error();
}

void SqliteGroupCommitter::note_fatal(const Error& error) {
  if (error.id != kFsync || state_.exchange(State::fatal) == State::fatal) return;
  log::error("db.fsync_failed", error);
  on_fatal_(error);
}

void SqliteGroupCommitter::answer(Batch batch) {
  if (state_ == State::sound) {
    syncer_.add(std::move(batch));
    if (syncs_ == Syncs::with_the_batch) sync();
    return;
  }
  for (Settled& item : batch) stranded_.push_back(std::move(item));
}

bool SqliteGroupCommitter::sync() {
  const Status done = syncer_.sync();
  if (!done.ok()) note_fatal(done.error());
  queue_.nudge();
  return state_ == State::sound;
}

void SqliteGroupCommitter::checkpoint() {
  if (state_ == State::fatal) return;
  const Status done = writer_.checkpoint_if_due();
  if (done.ok()) return;
  note_fatal(done.error());
  log::warning("db.checkpoint_failed", {{"reason", done.error().text()}});
}

}  // namespace dunlin::db
