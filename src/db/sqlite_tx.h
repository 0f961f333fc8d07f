#pragma once

#include "db/sqlite_connection.h"
#include "db/tx_base.h"

namespace dunlin::db {

/// A closure's view of a connection on which a transaction is open.
class SqliteTx final : public TxBase {
 public:
  explicit SqliteTx(SqliteConnection& connection) : connection_(connection) {}
  [[nodiscard]] Engine engine() const override { return Engine::sqlite; }

 protected:
  Status do_run(std::string_view sql, std::span<const Param> params) override {
    DUNLIN_CHECK(do_query(sql, params));
    return {};
  }
  Result<Rows> do_query(std::string_view sql, std::span<const Param> params) override {
    if (failure()) return *failure();
    auto rows = connection_.query(sql, params);
    if (!rows.ok()) return fail(std::move(rows).error());
    return rows;
  }
  Result<std::int64_t> do_change(std::string_view sql, std::span<const Param> params) override {
    DUNLIN_CHECK(do_query(sql, params));
    return connection_.changed_by_last();
  }

 private:
  SqliteConnection& connection_;
};

}  // namespace dunlin::db
