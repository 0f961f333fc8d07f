#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "db/db.h"
#include "db/postgres_later.h"
#include "db/postgres_values.h"
#include "db/text_hash.h"

struct pg_conn;
struct pg_result;

namespace dunlin::db {

/// A NOTIFY: its channel and its payload, which may be empty.
struct Notice {
  std::string channel, word;
};

/// One blocking connection in pipeline mode: what send() queues leaves with the next query() or
/// flush(). For one thread at a time. After db.connection_lost it is of no more use.
class PostgresConnection {
 public:
  struct Options {
    const Secret<>& url;  ///< libpq's form, several hosts allowed
    Duration statement_timeout{};
  };
  static Result<std::unique_ptr<PostgresConnection>> connect(const Options& options);
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  /// Queued. A write notes its transaction's id, for the case that the connection is lost at
  /// COMMIT.
  void begin(Mode mode);
  /// After db.connection_lost the outcome is unknown, unless transaction_id() is empty: then COMMIT
  /// was never sent.
  Status commit();
  Status end_read();
  void roll_back();

  /// One statement of the one SQL text whose rows nobody wants.
  Status send(std::string_view sql, std::span<const Param> params = {});
  /// One row of an INSERT, written before COMMIT together with others of the same text.
  void later(std::string_view sql, std::span<const Param> params) { later_.add(sql, params); }
  Result<Rows> query(std::string_view sql, std::span<const Param> params = {});
  /// How many rows it wrote or deleted.
  Result<std::int64_t> change(std::string_view sql, std::span<const Param> params = {});
  Status flush();
  /// Any number of statements without parameters, outside the pipeline.
  Status run_script(const std::string& sql);

  [[nodiscard]] bool lost() const { return lost_; }
  /// Of the transaction begun last; empty when the server has not said.
  [[nodiscard]] const std::string& transaction_id() const { return transaction_id_; }
  /// Which run of which server this is: transaction ids mean something within one only.
  [[nodiscard]] const std::string& server_run() const { return server_run_; }
  [[nodiscard]] int backend_pid() const;

  /// What has come in by NOTIFY; waits at most `at_most`, or until `wake` is readable.
  Result<std::vector<Notice>> wait_for_notices(int wake_descriptor, Duration at_most);

 private:
  struct Variant {
    std::vector<Oid> types;
    std::string name;
  };
  using Variants = std::vector<Variant>;
  struct Prepared {
    std::string_view sql;  ///< the key of statements_
    std::string name;
  };
  struct Pending {
    enum class What { prepare, transaction_id, command } what;
    std::string_view sql;   ///< a literal or a key of statements_
    std::string statement;  ///< prepare: the name that the server knows once it succeeded
  };
  struct Clear {
    void operator()(pg_result* result) const;
  };
  using ResultPtr = std::unique_ptr<pg_result, Clear>;

  explicit PostgresConnection(Duration answer_timeout) : answer_timeout_(answer_timeout) {}
  Status greet();
  void tidy_up();
  Status write_later();
  Result<Prepared> prepared(std::string_view sql, const PostgresParams& params);
  Result<Prepared> prepare(std::string_view sql, Variants& variants, const PostgresParams& params);
  Status queue(std::string_view sql, const PostgresParams& params, Pending::What what);
  Status queue_plain(const char* sql);
  void forget(const Pending& failed);
  Result<ResultPtr> collect();
  Result<ResultPtr> next_result();
  void take(const Pending& pending, const pg_result* result, std::optional<Error>& first_error);
  Status read_sync();
  Error lose(Error error);
  Error lose();

  static constexpr std::int64_t kFirstReplan = 256;
  static constexpr std::size_t kMaxPipelined = 64;
  static constexpr std::size_t kMaxStatements = 1000;

  Duration answer_timeout_;
  pg_conn* connection_ = nullptr;
  bool lost_ = false;
  std::string transaction_id_;
  std::string server_run_;
  std::string command_tag_;
  std::vector<Pending> pending_;
  std::unordered_map<std::string, Variants, TextHash, std::equal_to<>> statements_;
  std::size_t prepared_count_ = 0;
  std::int64_t run_since_planned_ = 0;
  std::int64_t replan_after_ = kFirstReplan;
  std::optional<Mode> plans_for_;  ///< unknown after a rollback, which may undo it
  PostgresLater later_;
};

}  // namespace dunlin::db
