#include "db/postgres_connection.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include "db/errors.h"
#include "db/postgres_errors.h"
#include "db/sql_text.h"

namespace dunlin::db {
namespace {

constexpr int kOldestServer = 140'000;
/// How much longer than the server's own statement timeout an answer may take.
constexpr Duration kAnswerSlack{10'000'000};
/// What a transaction holds while its process is stopped or cut off is free again after that.
constexpr int kIdleInTransaction_ms = 10'000;
/// What writes has an index for every statement. Where statistics lag behind a table that fills,
/// plans that read it whole, or keep a copy of it, look cheaper and took seconds. They stay
/// possible where there is no other. What reads is left to the planner: a search depends on what is
/// searched for.
constexpr const char* kPlanWrites =
    "SELECT set_config('plan_cache_mode', 'force_generic_plan', false), "
    "set_config('enable_seqscan', 'off', false), set_config('enable_bitmapscan', 'off', false), "
    "set_config('enable_hashjoin', 'off', false), set_config('enable_mergejoin', 'off', false), "
    "set_config('enable_material', 'off', false)";
constexpr const char* kPlanReads =
    "SELECT set_config('plan_cache_mode', 'auto', false), "
    "set_config('enable_seqscan', 'on', false), set_config('enable_bitmapscan', 'on', false), "
    "set_config('enable_hashjoin', 'on', false), set_config('enable_mergejoin', 'on', false), "
    "set_config('enable_material', 'on', false)";
/// A plan made for a table that was nearly empty takes any index for as good as the right one. The
/// planner knows how large a table is without statistics, so plans are made anew as statements run:
/// after kFirstReplan, then after twice as many, up to the last.
constexpr std::int64_t kLastReplan = 1'000'000;
constexpr const char* kTransactionId = "SELECT CAST(pg_current_xact_id() AS TEXT)";

int poll_ms(Duration duration) {
  return static_cast<int>((duration.count() + 999) / 1000);
}

PGconn* connect_to(const std::string& url, Duration statement_timeout) {
  // What kPlanWrites avoids is dear on paper: that must not begin to compile. Statistics made here
  // are of a table that grows quickly: rough ones at once, PostgreSQL makes better ones by itself.
  const std::string settings = fmt::format(
      "-c statement_timeout={} -c idle_in_transaction_session_timeout={} -c jit=off "
      "-c default_statistics_target=10",
      statement_timeout.count() / 1000, kIdleInTransaction_ms);
  // A setting of the URL wins over ours: libpq keeps the last.
  const std::array<const char*, 11> names{"client_encoding",
                                          "application_name",
                                          "connect_timeout",
                                          "keepalives_idle",
                                          "keepalives_interval",
                                          "keepalives_count",
                                          "tcp_user_timeout",
                                          "target_session_attrs",
                                          "options",
                                          "dbname",
                                          nullptr};
  const std::array<const char*, 11> values{
      "UTF8",       "dunlin",         "5",         "10",   "5", "3", "15000",
      "read-write", settings.c_str(), url.c_str(), nullptr};
  return PQconnectdbParams(names.data(), values.data(), 1);
}

}  // namespace

void PostgresConnection::Clear::operator()(pg_result* result) const {
  PQclear(result);
}

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::connect(const Options& options) {
  std::unique_ptr<PostgresConnection> self(
      new PostgresConnection(options.statement_timeout + kAnswerSlack));
  self->connection_ = connect_to(options.url.reveal(), options.statement_timeout);
  if (PQstatus(self->connection_) != CONNECTION_OK) return self->lose();
  if (PQserverVersion(self->connection_) < kOldestServer) {
    return Error(Code::unavailable, "db.old_server", "Dunlin needs PostgreSQL 14 or newer");
  }
  PQsetNoticeProcessor(self->connection_, [](void*, const char*) {}, nullptr);
  if (PQenterPipelineMode(self->connection_) != 1) return self->lose();
  DUNLIN_CHECK(self->greet());
  return self;
}

PostgresConnection::~PostgresConnection() {
  PQfinish(connection_);
}

Status PostgresConnection::greet() {
  // An answered write has reached the disk, whatever the server's default is.
  DUNLIN_CHECK(
      send("SELECT set_config('synchronous_commit', 'on', false) "
           "WHERE current_setting('synchronous_commit') = 'off'"));
  DUNLIN_TRY(
      const Rows rows,
      query("SELECT CAST(pg_postmaster_start_time() AS TEXT), "
            "coalesce(CAST(inet_server_addr() AS TEXT), ''), coalesce(inet_server_port(), 0)"));
  server_run_ = fmt::format("{}|{}|{}", rows[0].get<std::string>(0), rows[0].get<std::string>(1),
                            rows[0].get<int>(2));
  return {};
}

int PostgresConnection::backend_pid() const {
  return PQbackendPID(connection_);
}

void PostgresConnection::begin(Mode mode) {
  transaction_id_.clear();
  later_.forget();
  tidy_up();
  (void)queue_plain(mode == Mode::read ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                       : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
  if (plans_for_ != mode) {
    (void)send(mode == Mode::read ? kPlanReads : kPlanWrites);
    plans_for_ = mode;
  }
  if (mode == Mode::write) {
    (void)queue(kTransactionId, PostgresParams({}), Pending::What::transaction_id);
  }
}

/// In a transaction of its own: BEGIN takes no isolation level once another statement has run.
void PostgresConnection::tidy_up() {
  if (prepared_count_ >= kMaxStatements) {
    (void)queue_plain("DEALLOCATE ALL");
    statements_.clear();
    prepared_count_ = 0;
  }
  if (run_since_planned_ >= replan_after_) {
    (void)queue_plain("DISCARD PLANS");
    replan_after_ = std::min(2 * replan_after_, kLastReplan);
    run_since_planned_ = 0;
  }
  (void)flush();
}

Status PostgresConnection::write_later() {
  return later_.write([this](const PostgresLater::Part& part) -> Status {
    if (pending_.size() >= kMaxPipelined) DUNLIN_CHECK(flush());
    return queue(part.sql, PostgresParams(part.params, part.columns), Pending::What::command);
  });
}

Status PostgresConnection::commit() {
  DUNLIN_CHECK(write_later());
  // What is pending must not share its fate with COMMIT before the transaction's id is here.
  if (transaction_id_.empty()) DUNLIN_CHECK(flush());
  DUNLIN_CHECK(queue_plain("COMMIT"));
  DUNLIN_CHECK(flush());
  if (command_tag_ == "COMMIT") return {};
  return bad_statement("the transaction was over before its end", command_tag_);
}

Status PostgresConnection::end_read() {
  DUNLIN_CHECK(queue_plain("COMMIT"));
  return flush();
}

void PostgresConnection::roll_back() {
  if (lost_) return;
  plans_for_.reset();
  const Status drained = flush();
  if (lost_) return;
  (void)queue_plain("ROLLBACK");
  const Status ended = flush();
  if (!ended.ok()) lost_ = true;
}

Status PostgresConnection::send(std::string_view sql, std::span<const Param> params) {
  if (pending_.size() >= kMaxPipelined) DUNLIN_CHECK(flush());
  return queue(sql, PostgresParams(params), Pending::What::command);
}

Result<Rows> PostgresConnection::query(std::string_view sql, std::span<const Param> params) {
  DUNLIN_CHECK(queue(sql, PostgresParams(params), Pending::What::command));
  DUNLIN_TRY(const ResultPtr result, collect());
  return read_rows(result.get(), sql);
}

Result<std::int64_t> PostgresConnection::change(std::string_view sql,
                                                std::span<const Param> params) {
  DUNLIN_CHECK(queue(sql, PostgresParams(params), Pending::What::command));
  DUNLIN_TRY(const ResultPtr result, collect());
  return std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
}

Status PostgresConnection::flush() {
  if (pending_.empty()) return {};
  DUNLIN_CHECK(collect());
  return {};
}

Status PostgresConnection::run_script(const std::string& sql) {
  if (PQexitPipelineMode(connection_) != 1) return lose();
  const ResultPtr result(PQexec(connection_, sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    Error error = postgres_error(connection_, result.get(), sql);
    lost_ = error.id == kConnectionLost;
    if (PQenterPipelineMode(connection_) != 1) lost_ = true;
    return error;
  }
  if (PQenterPipelineMode(connection_) != 1) return lose();
  return {};
}

Result<PostgresConnection::Prepared> PostgresConnection::prepared(std::string_view sql,
                                                                  const PostgresParams& params) {
  const int expected = count_parameters(sql);
  if (expected != params.count()) {
    return bad_statement(fmt::format("it takes {} parameters and got {}", expected, params.count()),
                         sql);
  }
  auto known = statements_.find(sql);
  if (known == statements_.end()) known = statements_.emplace(std::string(sql), Variants{}).first;
  for (const Variant& variant : known->second) {
    if (params.fit(variant.types)) return Prepared{.sql = known->first, .name = variant.name};
  }
  return prepare(known->first, known->second, params);
}

Result<PostgresConnection::Prepared> PostgresConnection::prepare(std::string_view sql,
                                                                 Variants& variants,
                                                                 const PostgresParams& params) {
  const std::string name = fmt::format("s{}", ++prepared_count_);
  const std::string text = expand_fragments(sql, Engine::postgres);
  if (PQsendPrepare(connection_, name.c_str(), text.c_str(), params.count(),
                    params.types().data()) != 1) {
    return lose();
  }
  variants.push_back({.types = params.types(), .name = name});
  pending_.push_back({.what = Pending::What::prepare, .sql = sql, .statement = name});
  return Prepared{.sql = sql, .name = name};
}

Status PostgresConnection::queue(std::string_view sql, const PostgresParams& params,
                                 Pending::What what) {
  if (lost_) return connection_lost(connection_);
  DUNLIN_TRY(const Prepared statement, prepared(sql, params));
  if (PQsendQueryPrepared(connection_, statement.name.c_str(), params.count(), params.values(),
                          params.lengths(), params.formats(), 1) != 1) {
    return lose();
  }
  pending_.push_back({.what = what, .sql = statement.sql, .statement = {}});
  ++run_since_planned_;
  return {};
}

Status PostgresConnection::queue_plain(const char* sql) {
  if (lost_) return connection_lost(connection_);
  if (PQsendQueryParams(connection_, sql, 0, nullptr, nullptr, nullptr, nullptr, 1) != 1) {
    return lose();
  }
  pending_.push_back({.what = Pending::What::command, .sql = sql, .statement = {}});
  return {};
}

Result<PostgresConnection::ResultPtr> PostgresConnection::collect() {
  if (lost_) return connection_lost(connection_);
  if (PQpipelineSync(connection_) != 1) return lose();
  std::optional<Error> first_error;
  ResultPtr last;
  for (const Pending& pending : std::exchange(pending_, {})) {
    DUNLIN_TRY(last, next_result());
    take(pending, last.get(), first_error);
    if (lost_) return *first_error;
    DUNLIN_TRY(const ResultPtr end, next_result());
  }
  DUNLIN_CHECK(read_sync());
  if (first_error) return *std::move(first_error);
  return last;
}

void PostgresConnection::take(const Pending& pending, const pg_result* result,
                              std::optional<Error>& first_error) {
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
      command_tag_ = PQcmdStatus(const_cast<PGresult*>(result));
      return;
    case PGRES_TUPLES_OK:
      if (pending.what == Pending::What::transaction_id) {
        transaction_id_.assign(PQgetvalue(result, 0, 0),
                               static_cast<std::size_t>(PQgetlength(result, 0, 0)));
      }
      return;
    case PGRES_PIPELINE_ABORTED:
      break;
    default:
      if (!first_error) first_error = postgres_error(connection_, result, pending.sql);
      lost_ = lost_ || first_error->id == kConnectionLost;
  }
  if (pending.what == Pending::What::prepare) forget(pending);
}

void PostgresConnection::forget(const Pending& failed) {
  const auto known = statements_.find(failed.sql);
  if (known == statements_.end()) return;
  std::erase_if(known->second,
                [&](const Variant& variant) { return variant.name == failed.statement; });
}

Result<PostgresConnection::ResultPtr> PostgresConnection::next_result() {
  while (PQisBusy(connection_) != 0) {
    pollfd readable{.fd = PQsocket(connection_), .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, poll_ms(answer_timeout_)) == 0) {
      return lose(Error(Code::unavailable, kConnectionLost, "the server does not answer"));
    }
    if (PQconsumeInput(connection_) != 1) return lose();
  }
  return ResultPtr(PQgetResult(connection_));
}

Status PostgresConnection::read_sync() {
  DUNLIN_TRY(const ResultPtr sync, next_result());
  if (PQresultStatus(sync.get()) == PGRES_PIPELINE_SYNC) return {};
  return lose();
}

Error PostgresConnection::lose() {
  return lose(connection_lost(connection_));
}

Error PostgresConnection::lose(Error error) {
  lost_ = true;
  pending_.clear();
  return error;
}

Result<std::vector<Notice>> PostgresConnection::wait_for_notices(int wake_descriptor,
                                                                 Duration at_most) {
  std::array<pollfd, 2> readable{
      pollfd{.fd = PQsocket(connection_), .events = POLLIN, .revents = 0},
      pollfd{.fd = wake_descriptor, .events = POLLIN, .revents = 0}};
  ::poll(readable.data(), readable.size(), poll_ms(at_most));
  if (PQconsumeInput(connection_) != 1) return lose();
  std::vector<Notice> notices;
  while (PGnotify* notice = PQnotifies(connection_)) {
    notices.push_back({.channel = notice->relname, .word = notice->extra});
    PQfreemem(notice);
  }
  return notices;
}

}  // namespace dunlin::db
