#pragma once

#include <memory>

#include "base/seams.h"
#include "db/answers.h"
#include "db/open.h"
#include "db/postgres_backoff.h"
#include "db/postgres_connection.h"
#include "db/work_queue.h"

namespace dunlin::db {

/// One thread's connection, and how a work is brought to an end on it whatever happens to the
/// connection.
class PostgresSession {
 public:
  static constexpr int kMaxRetries = 5;
  /// How long a work waits for a server that is out of reach.
  static constexpr Duration kGiveUp{5'000'000};

  PostgresSession(const PostgresOptions& options, Pause& pause,
                  std::unique_ptr<PostgresConnection> connection);

  /// Returns the work with its answer in it.
  Settled run(Waiting waiting);
  /// Between two works.
  void keep_statistics();

 private:
  enum class Next { answer, retry };
  Next try_once(Settled& item, Mode mode);
  Next settle_commit(Settled& item, const Error& error);
  Next ask_what_became_of_it(Settled& item);
  Result<std::string> transaction_status(const std::string& transaction_id);
  Status reconnect();

  const PostgresOptions& options_;
  Pause& pause_;
  std::unique_ptr<PostgresConnection> connection_;
  Backoff reconnecting_;
  Backoff retrying_;
  Monotonic give_up_at_;
};

}  // namespace dunlin::db
