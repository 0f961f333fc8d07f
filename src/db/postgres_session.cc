#include "db/postgres_session.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/log.h"
#include "db/errors.h"
#include "db/postgres_errors.h"
#include "db/postgres_statistics.h"
#include "db/postgres_tx.h"

namespace dunlin::db {
namespace {

using std::chrono::milliseconds;

bool wants_another_run(const Error& error) {
  return error.id == kSerialization || error.id == kConnectionLost;
}

Error outcome_unknown() {
  return Error(
             Code::outcome_unknown, kOutcomeUnknown,
             "The connection was lost while a change was being committed, and the database cannot "
             "say whether it was")
      .retrying(Retry::after_settling);
}

}  // namespace

PostgresSession::PostgresSession(const PostgresOptions& options, Pause& pause,
                                 std::unique_ptr<PostgresConnection> connection)
    : options_(options),
      pause_(pause),
      connection_(std::move(connection)),
      reconnecting_(options.random, milliseconds{50}, milliseconds{5000}),
      retrying_(options.random, milliseconds{2}, milliseconds{100}) {}

Settled PostgresSession::run(Waiting waiting) {
  Settled item{.work = std::move(waiting.work), .effects = {}};
  const bool connected = connection_ && !connection_->lost();
  give_up_at_ = (connected ? options_.clock.monotonic() : waiting.since) + kGiveUp;
  retrying_.reset();
  for (int run = 0; run <= kMaxRetries; ++run) {
    const Status ready = reconnect();
    if (!ready.ok()) {
      item.work->fail(unavailable(ready.error().message));
      return item;
    }
    if (try_once(item, waiting.mode) == Next::answer) return item;
    log::info("db.retried", {{"run", run}});
    pause_.wait(retrying_.next());
  }
  item.work->fail(unavailable(fmt::format("it failed {} times in a row", kMaxRetries + 1)));
  return item;
}

void PostgresSession::keep_statistics() {
  if (!connection_ || connection_->lost()) return;
  const Status kept = db::keep_statistics(*connection_);
  if (!kept.ok()) log::warning("db.statistics_failed", {{"reason", kept.error().message}});
}

PostgresSession::Next PostgresSession::try_once(Settled& item, Mode mode) {
  connection_->begin(mode);
  PostgresTx tx(*connection_);
  const bool good = run_closure(*item.work, tx);
  if (!good || tx.failure()) {
    connection_->roll_back();
    return tx.failure() && wants_another_run(*tx.failure()) ? Next::retry : Next::answer;
  }
#ifdef DUNLIN_BUG_ack_before_commit
  post_answer({.work = std::exchange(item.work, nullptr), .effects = tx.take_effects()});
  (void)connection_->commit();
  return Next::answer;
#endif
  const Status ended = mode == Mode::read ? connection_->end_read() : connection_->commit();
  if (!ended.ok()) return settle_commit(item, ended.error());
  item.effects = tx.take_effects();
  return Next::answer;
}

PostgresSession::Next PostgresSession::settle_commit(Settled& item, const Error& error) {
  if (error.id == kConnectionLost && !connection_->transaction_id().empty()) {
    return ask_what_became_of_it(item);
  }
  connection_->roll_back();
  if (wants_another_run(error)) return Next::retry;
  item.work->fail(error);
  return Next::answer;
}

PostgresSession::Next PostgresSession::ask_what_became_of_it(Settled& item) {
  const std::string transaction_id = connection_->transaction_id();
  const std::string server_run = connection_->server_run();
  while (reconnect().ok()) {
    const auto status = transaction_status(transaction_id);
    if (!status.ok() && connection_->lost()) continue;
    if (!status.ok()) break;
    if (*status == "aborted") return Next::retry;
    // Another run of a server may have given the number to somebody else's transaction.
    if (connection_->server_run() != server_run) break;
    if (*status == "committed") return Next::answer;
    if (*status != "in progress") break;
    pause_.wait(milliseconds{20});
    if (options_.clock.monotonic() >= give_up_at_) break;
  }
  item.work->fail(outcome_unknown());
  return Next::answer;
}

Result<std::string> PostgresSession::transaction_status(const std::string& transaction_id) {
  const std::array params{Param(transaction_id)};
  DUNLIN_TRY(
      const Rows rows,
      connection_->query("SELECT coalesce(pg_xact_status(CAST($1 AS xid8)), 'forgotten')", params));
  return rows[0].get<std::string>(0);
}

Status PostgresSession::reconnect() {
  while (!connection_ || connection_->lost()) {
    connection_.reset();
    auto made = PostgresConnection::connect(
        {.url = options_.url, .statement_timeout = options_.statement_timeout});
    if (made.ok()) {
      connection_ = std::move(made).value();
      reconnecting_.reset();
      return {};
    }
    log::warning("db.out_of_reach", {{"reason", made.error().message}});
    const Duration delay = reconnecting_.next();
    if (options_.clock.monotonic() + delay >= give_up_at_) return made.error();
    pause_.wait(delay);
  }
  return {};
}

}  // namespace dunlin::db
