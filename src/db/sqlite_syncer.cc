#include "db/sqlite_syncer.h"

#include <utility>

namespace dunlin::db {

void SqliteSyncer::announce() {
  const std::lock_guard lock(mutex_);
  ++announced_;
}

void SqliteSyncer::add(std::vector<Settled> batch) {
  std::vector<Settled> answered;
  {
    const std::lock_guard lock(mutex_);
    over_ = announced_;
    written_ = writer_.commits();
    for (Settled& each : batch) held_.push_back({.commit = over_, .settled = std::move(each)});
    if (written_ == synced_ && !syncing_) {
      on_disk_ = over_;
      answered = take_covered();
    }
  }
  changed_.notify_all();
  post_answers(std::move(answered));
}

void SqliteSyncer::add_read(Settled read) {
  {
    const std::lock_guard lock(mutex_);
    if (on_disk_ < announced_) {
      held_.push_back({.commit = announced_, .settled = std::move(read)});
      return;
    }
  }
  post_answer(std::move(read));
}

std::vector<Settled> SqliteSyncer::take_covered() {
  std::vector<Settled> covered;
  std::vector<Held> rest;
  for (Held& held : held_) {
    if (held.commit <= on_disk_) {
      covered.push_back(std::move(held.settled));
    } else {
      rest.push_back(std::move(held));
    }
  }
  held_ = std::move(rest);
  return covered;
}

Status SqliteSyncer::sync() {
  std::unique_lock lock(mutex_);
  if (state_ == State::failed) return {};
  const std::int64_t over = over_;
  const std::int64_t written = written_;
  const bool needed = written != synced_;
  syncing_ = true;
  lock.unlock();
  Status done = needed ? writer_.sync_wal() : Status();
#ifdef DUNLIN_BUG_goes_on_after_failed_sync
  done = {};
#endif
  lock.lock();
  syncing_ = false;
  std::vector<Settled> answered;
  if (done.ok()) {
    synced_ = written;
    on_disk_ = over;
    answered = take_covered();
  } else {
    state_ = State::failed;
  }
  lock.unlock();
  changed_.notify_all();
  post_answers(std::move(answered));
  return done;
}

bool SqliteSyncer::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return state_ != State::open || on_disk_ < over_; });
  return state_ != State::failed && on_disk_ < over_;
}

bool SqliteSyncer::busy() const {
  const std::lock_guard lock(mutex_);
  return syncing_;
}

void SqliteSyncer::wait_for_room() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return state_ == State::failed || held_.size() < kMaxWaiting; });
}

void SqliteSyncer::close() {
  {
    const std::lock_guard lock(mutex_);
    if (state_ == State::open) state_ = State::closed;
  }
  changed_.notify_all();
}

}  // namespace dunlin::db
