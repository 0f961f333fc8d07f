#include "db/postgres_later.h"

#include <algorithm>
#include <bit>
#include <variant>

#include "db/sql_text.h"

namespace dunlin::db {

void PostgresLater::add(std::string_view sql, std::span<const Param> params) {
  auto rows =
      std::ranges::find(waiting_, sql.data(), [](const Rows& one) { return one.sql.data(); });
  if (rows == waiting_.end()) {
    waiting_.push_back({.sql = sql, .columns = params.size(), .params = {}});
    rows = std::prev(waiting_.end());
  }
  for (const Param& param : params) {
    if (const auto* text = std::get_if<std::string_view>(&param.value())) {
      rows->params.emplace_back(values_.emplace_back(*text));
    } else if (const auto* blob = std::get_if<Blob>(&param.value())) {
      rows->params.emplace_back(Blob{values_.emplace_back(blob->bytes)});
    } else {
      rows->params.push_back(param);
    }
  }
}

void PostgresLater::forget() {
  waiting_.clear();
  values_.clear();
}

Status PostgresLater::write(const std::function<Status(const Part&)>& each) {
  for (const Rows& rows : waiting_) DUNLIN_CHECK(write(rows, each));
  forget();
  return {};
}

Status PostgresLater::write(const Rows& rows, const std::function<Status(const Part&)>& each) {
  const std::span<const Param> params(rows.params);
  for (std::size_t first = 0; first < params.size();) {
    const std::size_t left = (params.size() - first) / rows.columns;
    const std::size_t count = std::bit_floor(std::min(left, kMostRows));
    const auto power = static_cast<std::size_t>(std::countr_zero(count));
    DUNLIN_CHECK(each({.sql = text(rows.sql, power),
                       .params = params.subspan(first, count * rows.columns),
                       .columns = rows.columns}));
    first += count * rows.columns;
  }
  return {};
}

std::string_view PostgresLater::text(std::string_view sql, std::size_t power) {
  if (power == 0) return sql;
  std::string& kept = texts_[sql].at(power);
  if (kept.empty()) kept = for_rows(sql, std::size_t{1} << power);
  return kept;
}

}  // namespace dunlin::db
