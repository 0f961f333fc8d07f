#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "db/param.h"
#include "db/row.h"
#include "db/watcher.h"

namespace dunlin::db {

enum class Engine { sqlite, postgres };

/// One transaction, handed to a closure of Database::write or read. Statements are the one SQL text
/// described in README.md: `$1…`, the fragments of sql_text.h, `dunlin_now_us()`. They are prepared
/// once a connection and kept: pass string literals, not built text. Any failed statement makes the
/// whole transaction fail, even if the closure swallows the error.
class Tx {
 public:
  virtual ~Tx() = default;

  /// No rows wanted; PostgreSQL may send it pipelined, so a fault may show at the next query or at
  /// COMMIT.
  template <class... Args>
  Status run(std::string_view sql, const Args&... args) {
    const std::array<Param, sizeof...(Args)> params{Param(args)...};
    return do_run(sql, params);
  }
  template <class... Args>
  Result<Rows> query(std::string_view sql, const Args&... args) {
    const std::array<Param, sizeof...(Args)> params{Param(args)...};
    return do_query(sql, params);
  }
  /// How many rows it wrote or deleted. For a RETURNING that only asks whether, SQLite would keep a
  /// table and a journal of its own.
  template <class... Args>
  Result<std::int64_t> change(std::string_view sql, const Args&... args) {
    const std::array<Param, sizeof...(Args)> params{Param(args)...};
    return do_change(sql, params);
  }
  /// An `INSERT … VALUES ($1, …)` of one row, at most with `ON CONFLICT … DO NOTHING`, that nothing
  /// in this transaction reads: PostgreSQL writes those of one text together before COMMIT, so that
  /// a fault shows there.
  template <class... Args>
  Status run_later(std::string_view sql, const Args&... args) {
    const std::array<Param, sizeof...(Args)> params{Param(args)...};
    return do_run_later(sql, params);
  }
  /// The first three for lists whose length is known only at run time.
  Status run_span(std::string_view sql, std::span<const Param> params) {
    return do_run(sql, params);
  }
  Result<Rows> query_span(std::string_view sql, std::span<const Param> params) {
    return do_query(sql, params);
  }
  Result<std::int64_t> change_span(std::string_view sql, std::span<const Param> params) {
    return do_change(sql, params);
  }

  /// Runs on the caller's executor after the commit, before the caller is answered; not at all when
  /// it fails. The only way out of a transaction: waking a worker, publishing a snapshot.
  virtual void after_commit(std::function<void()> effect) = 0;
  /// Tells who watches the database, after the commit. Costs nothing when nobody does.
  void changed(const Change& change) {
    if (!watcher_) return;
    after_commit([watcher = watcher_, change] { watcher->changed(change); });
  }
  void set_watcher(std::shared_ptr<Watcher> watcher) { watcher_ = std::move(watcher); }
  [[nodiscard]] virtual Engine engine() const = 0;

 protected:
  virtual Status do_run(std::string_view sql, std::span<const Param> params) = 0;
  virtual Status do_run_later(std::string_view sql, std::span<const Param> params) {
    return do_run(sql, params);
  }
  virtual Result<Rows> do_query(std::string_view sql, std::span<const Param> params) = 0;
  virtual Result<std::int64_t> do_change(std::string_view sql, std::span<const Param> params) = 0;

 private:
  std::shared_ptr<Watcher> watcher_;
};

}  // namespace dunlin::db
