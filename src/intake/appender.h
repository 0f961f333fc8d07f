#pragma once

#include <memory>

#include "base/seams.h"
#include "db/db.h"
#include "intake/intake.h"

namespace dunlin::intake {

/// Makes bodies durable in the order in which they come. On PostgreSQL, bodies that wait while an
/// insert runs go together into the next (DESIGN §4): one statement and one commit for up to
/// kMaxBatchRows or kMaxBatchBytes, measured at ten times the rate of one by one. SQLite's writer
/// gathers commits itself, and there each body goes alone: batches in front of it cost a third of
/// the rate, because the disk waits while an answer comes back and the next batch sets out. On one
/// executor only.
class Appender {
 public:
  Appender(db::Database journal, NodeScope node);
  /// Appends that wait are never answered.
  ~Appender();

  /// Ok once it is committed. Otherwise the error of the engine, for every body of its batch.
  Task<Status> append(std::shared_ptr<const RawEvent> raw);

  static constexpr std::size_t kMaxBatchRows = 64;
  static constexpr std::size_t kMaxBatchBytes = 4 << 20;

 private:
  struct State;
  static Task<void> drain(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace dunlin::intake
