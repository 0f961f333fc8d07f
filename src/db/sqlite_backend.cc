#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "db/open.h"
#include "db/sqlite_group_commit.h"
#include "db/sqlite_read.h"
#include "db/work_queue.h"

namespace dunlin::db {
namespace {

constexpr std::size_t kMaxQueuedReads = 20'000;

void log_and_abort(const Error& error) {
  log::error("db.ends_the_process", error);
  std::abort();
}

class SqliteBackend final : public Backend {
 public:
  SqliteBackend(const SqliteOptions& options, std::unique_ptr<SqliteConnection> writer,
                std::vector<std::unique_ptr<SqliteConnection>> readers)
      : clock_(options.clock),
        writer_(std::move(writer)),
        readers_(std::move(readers)),
        committer_(*writer_, clock_, options.on_fatal ? options.on_fatal : log_and_abort,
                   SqliteGroupCommitter::Syncs::apart) {
    syncs_ = std::thread([this] { sync_until_closed(); });
    threads_.emplace_back([this] { write_until_closed(); });
    for (const auto& reader : readers_) {
      threads_.emplace_back([this, &reader] { read_until_closed(*reader); });
    }
  }
  ~SqliteBackend() override { close(); }

  void submit(std::unique_ptr<Work> work, Mode mode, Priority priority) override {
    if (mode == Mode::write) {
      committer_.enqueue(std::move(work), priority);
    } else {
      reads_.push({.work = std::move(work), .mode = mode, .priority = priority});
    }
  }

  [[nodiscard]] Engine engine() const override { return Engine::sqlite; }

  void close() override {
    committer_.close();
    reads_.close();
    const std::lock_guard lock(closing_);
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    committer_.close_syncs();
    if (syncs_.joinable()) syncs_.join();
    readers_.clear();
    writer_.reset();
  }

 private:
  void write_until_closed() {
    while (committer_.wait()) {
      if (!committer_.run_batch()) return;
    }
  }

  void sync_until_closed() {
    while (committer_.wait_to_sync()) {
      if (!committer_.sync()) return;
    }
  }

  void read_until_closed(SqliteConnection& reader) {
    while (auto waiting = reads_.pop()) {
      committer_.answer_read(run_read(reader, clock_, std::move(waiting->work)));
    }
  }

  const Clock& clock_;
  std::unique_ptr<SqliteConnection> writer_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_;
  SqliteGroupCommitter committer_;
  WorkQueue reads_{kMaxQueuedReads};
  std::mutex closing_;
  std::vector<std::thread> threads_;
  std::thread syncs_;
};

}  // namespace

Result<std::shared_ptr<Backend>> open_sqlite(const SqliteOptions& options) {
  SqliteConnection::Options how{.path = options.path,
                                .clock = options.clock,
                                .vfs = options.vfs,
                                .commit = SqliteConnection::Commit::synced_later};
  DUNLIN_TRY(auto writer, SqliteConnection::open(how));
  how.role = SqliteConnection::Role::reader;
  std::vector<std::unique_ptr<SqliteConnection>> readers;
  for (int i = 0; i < options.readers; ++i) {
    DUNLIN_TRY(auto reader, SqliteConnection::open(how));
    readers.push_back(std::move(reader));
  }
  return std::shared_ptr<Backend>(
      std::make_shared<SqliteBackend>(options, std::move(writer), std::move(readers)));
}

}  // namespace dunlin::db
