#include "db/many.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <string>
#include <vector>

#include "db/sql_text.h"

namespace dunlin::db {
namespace {

constexpr std::size_t kMostKeys = 64;

struct Part {
  std::string sql;
  std::vector<Param> params;
};

std::vector<Part> parts_of(std::string_view sql, std::size_t columns, std::span<const Param> keys) {
  std::vector<Part> out;
  while (!keys.empty()) {
    const std::size_t count = std::min(keys.size() / columns, kMostKeys);
    const auto these = keys.first(count * columns);
    Part part{.sql = for_rows(sql, std::bit_ceil(count)), .params = {these.begin(), these.end()}};
    const auto last = these.last(columns);
    while (part.params.size() < std::bit_ceil(count) * columns) {
      part.params.insert(part.params.end(), last.begin(), last.end());
    }
    out.push_back(std::move(part));
    keys = keys.subspan(count * columns);
  }
  return out;
}

}  // namespace

Result<Rows> query_many(Tx& tx, std::string_view sql, std::size_t columns,
                        std::span<const Param> keys) {
  Rows out;
  for (const Part& part : parts_of(sql, columns, keys)) {
    DUNLIN_TRY(Rows rows, tx.query_span(part.sql, part.params));
    std::ranges::move(rows, std::back_inserter(out));
  }
  return out;
}

Result<std::int64_t> change_many(Tx& tx, std::string_view sql, std::size_t columns,
                                 std::span<const Param> keys) {
  std::int64_t out = 0;
  for (const Part& part : parts_of(sql, columns, keys)) {
    DUNLIN_TRY(const std::int64_t changed, tx.change_span(part.sql, part.params));
    out += changed;
  }
  return out;
}

}  // namespace dunlin::db
