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

void forget_effects(std::vector<Settled>& items) {
  for (Settled& item : items) item.effects.clear();
}

void fail_all(std::vector<Settled>& items, const Error& error) {
  forget_effects(items);
  for (Settled& item : items) item.work->fail(error);
}

}  // namespace

PostgresSession::PostgresSession(const PostgresOptions& options, Pause& pause,
                                 std::unique_ptr<PostgresConnection> connection)
    : options_(options),
      pause_(pause),
      connection_(std::move(connection)),
      reconnecting_(options.random, milliseconds{50}, milliseconds{5000}),
      retrying_(options.random, milliseconds{2}, milliseconds{100}) {}

std::vector<Settled> PostgresSession::run(std::vector<Waiting> waiting) {
  const Mode mode = waiting.front().mode;
  const bool connected = connection_ && !connection_->lost();
  give_up_at_ = (connected ? options_.clock.monotonic() : waiting.front().since) + kGiveUp;
  retrying_.reset();
  Items items;
  for (Waiting& one : waiting) items.push_back({.work = std::move(one.work), .effects = {}});
  for (int run = 0; run <= kMaxRetries; ++run) {
    const Status ready = reconnect();
    if (!ready.ok()) {
      fail_all(items, unavailable(ready.error().message));
      return items;
    }
    const Next next = try_once(items, mode);
    if (next == Next::answer) return items;
    if (next == Next::apart) return run_apart(std::move(items), mode);
    log::info("db.retried", {{"run", run}});
    pause_.wait(retrying_.next());
  }
  fail_all(items, unavailable(fmt::format("it failed {} times in a row", kMaxRetries + 1)));
  return items;
}

PostgresSession::Items PostgresSession::run_apart(Items items, Mode mode) {
  log::info("db.run_apart", {{"works", items.size()}});
  Items out;
  for (Settled& one : items) {
    std::vector<Waiting> alone(1);
    alone.front() = {
        .work = std::move(one.work), .mode = mode, .since = options_.clock.monotonic()};
    for (Settled& settled : run(std::move(alone))) out.push_back(std::move(settled));
  }
  return out;
}

void PostgresSession::keep_statistics() {
  if (!connection_ || connection_->lost()) return;
  const Status kept = db::keep_statistics(*connection_);
  if (!kept.ok()) log::warning("db.statistics_failed", {{"reason", kept.error().message}});
}

PostgresSession::Next PostgresSession::try_once(Items& items, Mode mode) {
  connection_->begin(mode);
  for (Settled& item : items) {
    PostgresTx tx(*connection_);
    if (!run_closure(*item.work, tx)) return after_failure(items, tx.failure());
    item.effects = tx.take_effects();
  }
#ifdef DUNLIN_BUG_ack_before_commit
  post_answers(std::exchange(items, {}));
  (void)connection_->commit();
  return Next::answer;
#endif
  const Status ended = mode == Mode::read ? connection_->end_read() : connection_->commit();
  return ended.ok() ? Next::answer : settle_commit(items, ended.error());
}

PostgresSession::Next PostgresSession::after_failure(Items& items,
                                                     const std::optional<Error>& failure) {
  connection_->roll_back();
  forget_effects(items);
  if (items.size() > 1) return Next::apart;
  return failure && wants_another_run(*failure) ? Next::retry : Next::answer;
}

PostgresSession::Next PostgresSession::settle_commit(Items& items, const Error& error) {
  if (error.id == kConnectionLost && !connection_->transaction_id().empty()) {
    return ask_what_became_of_it(items);
  }
  const Next next = after_failure(items, error);
  if (next == Next::answer) fail_all(items, error);
  return next;
}

PostgresSession::Next PostgresSession::ask_what_became_of_it(Items& items) {
  const std::string transaction_id = connection_->transaction_id();
  const std::string server_run = connection_->server_run();
  while (reconnect().ok()) {
    const auto status = transaction_status(transaction_id);
    if (!status.ok() && connection_->lost()) continue;
    if (!status.ok()) break;
    if (*status == "aborted") {
      forget_effects(items);
      return Next::retry;
    }
    // Another run of a server may have given the number to somebody else's transaction.
    if (connection_->server_run() != server_run) break;
    if (*status == "committed") return Next::answer;
    if (*status != "in progress") break;
    pause_.wait(milliseconds{20});
    if (options_.clock.monotonic() >= give_up_at_) break;
  }
  fail_all(items, outcome_unknown());
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
