#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/param.h"

namespace dunlin::db {

/// The rows that a transaction writes at its end, by the text of their INSERT. Of one connection,
/// because the texts for several rows are kept.
class PostgresLater {
 public:
  /// Keeps copies of the values; `sql` is a literal.
  void add(std::string_view sql, std::span<const Param> params);
  void forget();
  [[nodiscard]] bool empty() const { return waiting_.empty(); }

  /// So many rows at once as powers of two fit, at most kMostRows, in the order in which their
  /// texts came first.
  struct Part {
    std::string_view sql;
    std::span<const Param> params;
    std::size_t columns;
  };
  Status write(const std::function<Status(const Part&)>& each);

 private:
  static constexpr std::size_t kPowers = 6;
  static constexpr std::size_t kMostRows = 1U << (kPowers - 1);
  struct Rows {
    std::string_view sql;
    std::size_t columns = 0;
    std::vector<Param> params;
  };
  Status write(const Rows& rows, const std::function<Status(const Part&)>& each);
  std::string_view text(std::string_view sql, std::size_t power);

  std::vector<Rows> waiting_;
  std::deque<std::string> values_;
  std::map<std::string_view, std::array<std::string, kPowers>> texts_;
};

}  // namespace dunlin::db
