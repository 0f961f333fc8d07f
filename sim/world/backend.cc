#include "sim/world/backend.h"

#include <utility>

#include "db/sqlite_read.h"

namespace dunlin::world {

Result<std::shared_ptr<SimulatedBackend>> SimulatedBackend::open(const std::string& path,
                                                                 const Place& place,
                                                                 db::OnFatal on_fatal) {
  const std::shared_ptr<SimulatedBackend> backend(new SimulatedBackend(place));
  db::SqliteConnection::Options how{.path = path,
                                    .clock = place.clock,
                                    .vfs = {},
                                    .commit = db::SqliteConnection::Commit::synced_later};
  DUNLIN_TRY(backend->writer_, db::SqliteConnection::open(how));
  how.role = db::SqliteConnection::Role::reader;
  DUNLIN_TRY(backend->reader_, db::SqliteConnection::open(how));
  backend->committer_ = std::make_unique<db::SqliteGroupCommitter>(*backend->writer_, place.clock,
                                                                   std::move(on_fatal));
  return backend;
}

void SimulatedBackend::submit(std::unique_ptr<db::Work> work, db::Mode mode,
                              db::Priority priority) {
  if (!committer_) return;
  if (mode == db::Mode::read) {
    reads_.push_back(std::move(work));
    return soon(&SimulatedBackend::run_one_read);
  }
  committer_->enqueue(std::move(work), priority);
  ++waiting_writes_;
  if (std::exchange(batch_scheduled_, true)) return;
  soon(&SimulatedBackend::run_one_batch);
}

void SimulatedBackend::soon(void (SimulatedBackend::*run)()) {
  const auto now = [weak = weak_from_this(), run] {
    if (const auto self = weak.lock()) ((*self).*run)();
  };
  const Duration wait = place_.disk_takes();
  if (wait == Duration{0}) return post(place_.executor, now);
  place_.timers.after(wait, now);
}

void SimulatedBackend::run_one_batch() {
  batch_scheduled_ = false;
  if (!committer_) return;
  // A batch takes all that waits, up to its bound; the rest follows at once.
  while (committer_->run_batch() &&
         waiting_writes_ > static_cast<int>(db::SqliteGroupCommitter::kMaxBatch)) {
    waiting_writes_ -= static_cast<int>(db::SqliteGroupCommitter::kMaxBatch);
  }
  waiting_writes_ = 0;
}

void SimulatedBackend::run_one_read() {
  if (reads_.empty() || !committer_) return;
  auto work = std::move(reads_.front());
  reads_.pop_front();
  committer_->answer_read(db::run_read(*reader_, place_.clock, std::move(work)));
}

void SimulatedBackend::drop() {
  // Dying works destroy frames that may hold this backend.
  const auto self = shared_from_this();
  reads_.clear();
  auto committer = std::move(committer_);
  committer.reset();
  reader_.reset();
  writer_.reset();
}

}  // namespace dunlin::world
