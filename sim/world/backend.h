#pragma once

#include <deque>
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
  static Result<std::shared_ptr<SimulatedBackend>> open(const std::string& path, const Clock& clock,
                                                        Executor executor, db::OnFatal on_fatal);
  void submit(std::unique_ptr<db::Work> work, db::Mode mode, db::Priority priority) override;
  [[nodiscard]] db::Engine engine() const override { return db::Engine::sqlite; }
  void close() override {}
  /// A crash: what waits is gone without an answer, then the connections.
  void drop();
  [[nodiscard]] bool idle() const { return waiting_writes_ == 0 && reads_.empty(); }

 private:
  SimulatedBackend(const Clock& clock, Executor executor)
      : clock_(clock), executor_(std::move(executor)) {}
  void run_one_batch();
  void run_one_read();

  const Clock& clock_;
  Executor executor_;
  std::unique_ptr<db::SqliteConnection> writer_, reader_;
  std::unique_ptr<db::SqliteGroupCommitter> committer_;
  std::deque<std::unique_ptr<db::Work>> reads_;
  int waiting_writes_ = 0;
  bool batch_scheduled_ = false;
};

}  // namespace dunlin::world
