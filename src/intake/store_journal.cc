#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "intake/intake.h"
#include "intake/store_ids.h"

namespace dunlin::intake {
namespace {

constexpr int kColumns = 5;
/// Rows of one statement, largest first; a batch is cut into these.
constexpr std::array<std::size_t, 4> kRowCounts = {64, 16, 4, 1};

std::string insert_text(std::size_t rows) {
  std::string values;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t first = row * kColumns;
    values += fmt::format("{}(${}, ${}, ${}, ${}, ${})", row == 0 ? "" : ", ", first + 1, first + 2,
                          first + 3, first + 4, first + 5);
  }
  return fmt::format(
      "INSERT INTO raw_event (id, received_at, origin, secret_index, body) VALUES {} "
      "ON CONFLICT (id) DO NOTHING",
      values);
}

/// A few fixed texts, so that connections can keep them prepared.
std::string_view insert_of(std::size_t size_index) {
  static const std::array<std::string, kRowCounts.size()> texts = {
      insert_text(kRowCounts[0]), insert_text(kRowCounts[1]), insert_text(kRowCounts[2]),
      insert_text(kRowCounts[3])};
  return texts[size_index];
}

RawEvent read_raw(const db::Row& row) {
  auto [id, received_at, origin, secret_index, body] =
      row.as<RawEventId, Instant, Origin, int, std::string>();
  return {.id = id,
          .received_at = received_at,
          .origin = origin,
          .secret_index = secret_index,
          .body = std::move(body)};
}

}  // namespace

Status append_raw(db::Tx& journal, const NodeScope&, const RawEvent& raw) {
  return journal.run(insert_of(kRowCounts.size() - 1), raw.id, raw.received_at, raw.origin,
                     raw.secret_index, db::Blob{raw.body});
}

Status append_raw(db::Tx& journal, const NodeScope&, std::span<const RawEvent* const> raws) {
  std::vector<db::Param> params;
  for (std::size_t size = 0; !raws.empty();) {
    if (raws.size() < kRowCounts[size]) {
      ++size;
      continue;
    }
    params.clear();
    for (const RawEvent* raw : raws.first(kRowCounts[size])) {
      params.insert(params.end(),
                    {db::Param(raw->id), db::Param(raw->received_at), db::Param(raw->origin),
                     db::Param(raw->secret_index), db::Param(db::Blob{raw->body})});
    }
    DUNLIN_CHECK(journal.run_span(insert_of(size), params));
    raws = raws.subspan(kRowCounts[size]);
  }
  return {};
}

Result<std::vector<RawEvent>> raw_after(db::Tx& journal, const NodeScope&, RawEventId after,
                                        int limit) {
  DUNLIN_TRY(const auto rows,
             journal.query("SELECT id, received_at, origin, secret_index, body FROM raw_event "
                           "WHERE id > $1 ORDER BY id LIMIT $2",
                           after, limit));
  std::vector<RawEvent> raws;
  raws.reserve(rows.size());
  for (const db::Row& row : rows) raws.push_back(read_raw(row));
  return raws;
}

Result<std::optional<RawEvent>> find_raw(db::Tx& journal, const NodeScope&, RawEventId id) {
  DUNLIN_TRY(const auto rows,
             journal.query("SELECT id, received_at, origin, secret_index, body FROM raw_event "
                           "WHERE id = $1",
                           id));
  std::optional<RawEvent> found;
  if (!rows.empty()) found = read_raw(rows.front());
  return found;
}

Result<int> prune_raw(db::Tx& journal, const NodeScope&, const std::vector<RawEventId>& decoded) {
  DUNLIN_TRY(
      const auto gone,
      query_by_ids(journal, "DELETE FROM raw_event WHERE id IN (" DUNLIN_TEN_IDS ") RETURNING id",
                   decoded));
  return static_cast<int>(gone.size());
}

}  // namespace dunlin::intake
