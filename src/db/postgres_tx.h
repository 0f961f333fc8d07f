#pragma once

#include "db/postgres_connection.h"
#include "db/tx_base.h"

namespace dunlin::db {

class PostgresTx final : public TxBase {
 public:
  explicit PostgresTx(PostgresConnection& connection) : connection_(connection) {}
  [[nodiscard]] Engine engine() const override { return Engine::postgres; }

 protected:
  Status do_run(std::string_view sql, std::span<const Param> params) override {
    if (failure()) return *failure();
    Status sent = connection_.send(sql, params);
    if (!sent.ok()) return fail(std::move(sent).error());
    return {};
  }
  Status do_run_later(std::string_view sql, std::span<const Param> params) override {
    if (failure()) return *failure();
    connection_.later(sql, params);
    return {};
  }
  Result<Rows> do_query(std::string_view sql, std::span<const Param> params) override {
    if (failure()) return *failure();
    auto rows = connection_.query(sql, params);
    if (!rows.ok()) return fail(std::move(rows).error());
    return rows;
  }
  Result<std::int64_t> do_change(std::string_view sql, std::span<const Param> params) override {
    if (failure()) return *failure();
    const auto changed = connection_.change(sql, params);
    if (!changed.ok()) return fail(changed.error());
    return *changed;
  }

 private:
  PostgresConnection& connection_;
};

}  // namespace dunlin::db
