#include "intake/store_ids.h"

#include <algorithm>
#include <span>

namespace dunlin::intake {

Result<std::vector<RawEventId>> query_by_ids(db::Tx& tx, std::string_view sql,
                                             const std::vector<RawEventId>& ids) {
  constexpr std::size_t kPlaces = 10;
  std::vector<RawEventId> found;
  for (std::span<const RawEventId> left = ids; !left.empty();) {
    const std::size_t taken = std::min(left.size(), kPlaces);
    std::vector<db::Param> params(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(taken));
    params.resize(kPlaces, params.back());
    DUNLIN_TRY(const auto rows, tx.query_span(sql, params));
    for (const db::Row& row : rows) found.push_back(row.get<RawEventId>(0));
    left = left.subspan(taken);
  }
  return found;
}

}  // namespace dunlin::intake
