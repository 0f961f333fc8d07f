#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "db/db.h"
#include "db/sqlite_group_commit.h"

namespace dunlin::world {

/// One SQLite file as production drives it, but when a batch or a read runs is the scheduler's
/// choice.
class SimulatedBackend final : public db::Backend,
                               public std::enable_shared_from_this<SimulatedBackend> {
 public:
  /// `disk_takes` says how long a batch or a read waits before it runs.
  struct Place {
    const Clock& clock;
    Executor executor;
    Timers& timers;
    std::function<Duration()> disk_takes;
  };
  static Result<std::shared_ptr<SimulatedBackend>> open(const std::string& path, const Place& place,
                                                        db::OnFatal on_fatal);
  void submit(std::unique_ptr<db::Work> work, db::Mode mode, db::Priority priority) override;
  [[nodiscard]] db::Engine engine() const override { return db::Engine::sqlite; }
  void close() override {}
  /// A crash: what waits is gone without an answer, then the connections.
  void drop();
  [[nodiscard]] bool idle() const { return waiting_writes_ == 0 && reads_.empty(); }

 private:
  explicit SimulatedBackend(const Place& place) : place_(place) {}
  void soon(void (SimulatedBackend::*run)());
  void run_one_batch();
  void run_one_read();

  const Place place_;
  std::unique_ptr<db::SqliteConnection> writer_, reader_;
  std::unique_ptr<db::SqliteGroupCommitter> committer_;
  std::deque<std::unique_ptr<db::Work>> reads_;
  int waiting_writes_ = 0;
  bool batch_scheduled_ = false;
};

}  // namespace dunlin::world
