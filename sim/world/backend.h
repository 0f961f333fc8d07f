#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "db/db.h"
#include "db/sqlite_group_commit.h"

namespace dunlin::world {

/// What a node has of a database.
class NodeBackend : public db::Backend {
 public:
  void close() final {}
  /// The node's death: what waits is gone without an answer.
  virtual void drop() = 0;
  [[nodiscard]] virtual bool idle() const = 0;
};

/// One SQLite file as production drives it, but when a batch or a read runs is the scheduler's
/// choice.
class SimulatedBackend final : public NodeBackend,
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
  /// What waits, then the connections.
  void drop() override;
  [[nodiscard]] bool idle() const override { return waiting_writes_ == 0 && reads_.empty(); }

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
