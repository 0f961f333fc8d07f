#include <atomic>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "db/open.h"
#include "db/postgres_session.h"
#include "db/postgres_statistics.h"
#include "db/work_queue.h"

namespace dunlin::db {
namespace {

constexpr std::size_t kMaxQueued = 10'000;
/// In one transaction. A person who writes to one of its conversations waits for all of it.
constexpr std::size_t kMostShared = 16;

class PostgresBackend final : public Backend {
 public:
  PostgresBackend(PostgresOptions options, std::unique_ptr<PostgresConnection> first)
      : options_(std::move(options)) {
    for (int i = 0; i < options_.connections; ++i) {
      sessions_.push_back(std::make_unique<PostgresSession>(options_, pause_, std::move(first)));
    }
    for (const auto& session : sessions_) {
      threads_.emplace_back([this, &session] { run_until_closed(*session); });
    }
  }
  ~PostgresBackend() override { close(); }

  void submit(std::unique_ptr<Work> work, Mode mode, Priority priority) override {
    queue_.push({.work = std::move(work),
                 .mode = mode,
                 .priority = priority,
                 .since = options_.clock.monotonic()});
  }

  [[nodiscard]] Engine engine() const override { return Engine::postgres; }

  void close() override {
    queue_.close();
    pause_.end();
    const std::lock_guard lock(closing_);
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    sessions_.clear();
  }

 private:
  void run_until_closed(PostgresSession& session) {
    for (;;) {
      auto waiting = queue_.pop_shared(kMostShared, sessions_.size());
      if (waiting.empty()) return;
      post_answers(session.run(std::move(waiting)));
      if (statistics_are_due()) session.keep_statistics();
    }
  }

  bool statistics_are_due() {
    if (options_.statistics == PostgresOptions::Statistics::left_alone) return false;
    const Monotonic now = options_.clock.monotonic();
    Monotonic due = statistics_due_.load();
    return now >= due && statistics_due_.compare_exchange_strong(due, now + kBetweenStatistics);
  }

  const PostgresOptions options_;
  Pause pause_;
  WorkQueue queue_{kMaxQueued};
  std::atomic<Monotonic> statistics_due_ = options_.clock.monotonic() + kBetweenStatistics;
  std::mutex closing_;
  std::vector<std::unique_ptr<PostgresSession>> sessions_;
  std::vector<std::thread> threads_;
};

}  // namespace

Result<std::shared_ptr<Backend>> open_postgres(PostgresOptions options) {
  DUNLIN_TRY(auto first, PostgresConnection::connect(
                             {.url = options.url, .statement_timeout = options.statement_timeout}));
  return std::shared_ptr<Backend>(
      std::make_shared<PostgresBackend>(std::move(options), std::move(first)));
}

}  // namespace dunlin::db
