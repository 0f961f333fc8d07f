#pragma once

#include <memory>
#include <optional>
#include <vector>

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

  /// Runs them in one transaction; when one of several fails, each in its own. Returns the works
  /// with their answers in them.
  std::vector<Settled> run(std::vector<Waiting> waiting);
  /// Between two works.
  void keep_statistics();

 private:
  using Items = std::vector<Settled>;
  /// `apart`: one of several failed, and none has an answer yet.
  enum class Next { answer, retry, apart };
  Items run_apart(Items items, Mode mode);
  Next try_once(Items& items, Mode mode);
  Next after_failure(Items& items, const std::optional<Error>& failure);
  Next settle_commit(Items& items, const Error& error);
  Next ask_what_became_of_it(Items& items);
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
