#include <algorithm>
#include <limits>

#include "feed/feed.h"
#include "intake/intake.h"
#include "workspace/page.h"

namespace dunlin::intake {
namespace {

/// Where a page of parked events goes on: below this row.
struct Below {
  Instant parked_at = from_us(std::numeric_limits<std::int64_t>::max());
  RawEventId raw;
  int position = 0;
};

constexpr std::string_view kPositionPrefix = "n";

/// Positions begin at -1; public numbers do not know signs.
std::string to_cursor(const ParkedEvent& event) {
  return workspace::to_text(
             workspace::Cursor{.at_us = to_us(event.parked_at), .id = event.raw.value}) +
         "-" + encode_id(kPositionPrefix, event.position + 1);
}

std::optional<Below> parse_below(std::string_view cursor) {
  if (cursor.empty()) return Below{};
  const auto dash = cursor.rfind('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto row = workspace::parse_cursor(cursor.substr(0, dash));
  const auto position = decode_id(kPositionPrefix, cursor.substr(dash + 1));
  if (!row || !position || *position > std::numeric_limits<int>::max()) return std::nullopt;
  return Below{.parked_at = from_us(row->at_us),
               .raw = RawEventId{row->id},
               .position = static_cast<int>(*position) - 1};
}

ParkedEvent read_parked(const db::Row& row) {
  ParkedEvent event;
  std::tie(event.raw, event.position, event.workspace, event.reason, event.kind, event.detail,
           event.parked_at, event.attempts, event.account_ig_id) =
      row.as<RawEventId, int, std::optional<WorkspaceId>, ParkReason, std::string, std::string,
             Instant, int, std::string>();
  return event;
}

#define DUNLIN_PARKED_COLUMNS                                                          \
  "SELECT raw_id, position, workspace_id, reason, kind, detail, parked_at, attempts, " \
  "account_ig_id FROM parked_event "
/// Two texts, and no "or no workspace" that a fault elsewhere could reach.
#define DUNLIN_PARKED_VISIBLE(installer, before, after)                            \
  ((installer) ? before "WHERE (workspace_id = $1 OR workspace_id IS NULL) " after \
               : before "WHERE workspace_id = $1 " after)
#define DUNLIN_PARKED_FITS                           \
  "AND (CAST($2 AS BIGINT) IS NULL OR reason = $2) " \
  "AND (CAST($3 AS TEXT) IS NULL OR account_ig_id = $3) "
#define DUNLIN_PARKED_PAGE                                                                         \
  "AND (parked_at < $4 OR (parked_at = $4 AND (raw_id < $5 OR (raw_id = $5 AND position < $6)))) " \
  "ORDER BY parked_at DESC, raw_id DESC, position DESC LIMIT $7"
#define DUNLIN_PARKED_BODIES "SELECT DISTINCT parked_at, raw_id FROM parked_event "
#define DUNLIN_PARKED_AFTER "AND (parked_at, raw_id) > ($4, $5) ORDER BY parked_at, raw_id LIMIT $6"

std::string_view has_text(bool installer) {
  if (installer) {
    return "SELECT 1 FROM parked_event WHERE raw_id = $1 "
           "AND (workspace_id = $2 OR workspace_id IS NULL) LIMIT 1";
  }
  return "SELECT 1 FROM parked_event WHERE raw_id = $1 AND workspace_id = $2 LIMIT 1";
}

}  // namespace

std::string_view name(ParkReason reason) {
  switch (reason) {
    case ParkReason::undecodable:
      return "undecodable";
    case ParkReason::unknown_account:
      return "unknown_account";
    case ParkReason::processing_failed:
      return "processing_failed";
    case ParkReason::missing_sender:
      return "missing_sender";
    case ParkReason::restored:
      return "restored";
  }
  return "unknown";
}

std::optional<ParkReason> park_reason_named(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(ParkReason::restored); ++i) {
    if (name(static_cast<ParkReason>(i)) == text) return static_cast<ParkReason>(i);
  }
  return std::nullopt;
}

Status park(db::Tx& main, const NodeScope&, const ParkedEvent& event) {
  feed::tell(main, event.workspace.value_or(WorkspaceId{}), feed::Kind::attention);
  return main.run(
      "INSERT INTO parked_event (raw_id, position, workspace_id, reason, kind, detail, parked_at, "
      "attempts, account_ig_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
      "ON CONFLICT (raw_id, position) DO UPDATE SET workspace_id = excluded.workspace_id, "
      "reason = excluded.reason, kind = excluded.kind, detail = excluded.detail, "
      "account_ig_id = excluded.account_ig_id, attempts = parked_event.attempts + 1",
      event.raw, event.position, event.workspace, event.reason, event.kind, event.detail,
      event.parked_at, event.attempts, event.account_ig_id);
}

Result<ParkedPage> list_parked(db::Tx& main, const Scope& scope, bool installer,
                               const ParkedFilter& filter, std::string_view cursor, int limit) {
  const auto below = parse_below(cursor);
  if (!below) {
    return Error(Code::invalid, "api.cursor_invalid", "This cursor did not come from this list.")
        .at("cursor");
  }
  DUNLIN_TRY(const auto rows,
             main.query(DUNLIN_PARKED_VISIBLE(installer, DUNLIN_PARKED_COLUMNS,
                                              DUNLIN_PARKED_FITS DUNLIN_PARKED_PAGE),
                        scope.workspace(), filter.reason, filter.account_ig_id, below->parked_at,
                        below->raw, below->position, limit + 1));
  ParkedPage page;
  for (const db::Row& row : rows) page.items.push_back(read_parked(row));
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.pop_back();
    page.next = to_cursor(page.items.back());
  }
  return page;
}

Result<ParkedCount> count_parked(db::Tx& main, const Scope& scope, bool installer,
                                 const ParkedFilter& filter) {
  DUNLIN_TRY(
      const auto rows,
      main.query(DUNLIN_PARKED_VISIBLE(
                     installer, "SELECT reason, COUNT(*) FROM (SELECT reason FROM parked_event ",
                     DUNLIN_PARKED_FITS "LIMIT $4) AS seen GROUP BY reason"),
                 scope.workspace(), filter.reason, filter.account_ig_id, kMostCounted + 1));
  ParkedCount out;
  std::int64_t all = 0;
  for (const db::Row& row : rows) {
    const auto [reason, count] = row.as<ParkReason, std::int64_t>();
    out.by_reason[reason] = count;
    all += count;
  }
  out.more = all > kMostCounted;
  if (out.more)
    --std::ranges::max_element(out.by_reason, {}, [](const auto& one) {
        return one.second;
      })->second;
  return out;
}

Result<std::vector<ParkedBody>> parked_bodies(db::Tx& main, const Scope& scope, bool installer,
                                              const ParkedFilter& filter,
                                              const workspace::Cursor& after, int limit) {
  DUNLIN_TRY(const auto rows,
             main.query(DUNLIN_PARKED_VISIBLE(installer, DUNLIN_PARKED_BODIES,
                                              DUNLIN_PARKED_FITS DUNLIN_PARKED_AFTER),
                        scope.workspace(), filter.reason, filter.account_ig_id, after.at_us,
                        after.id, limit));
  std::vector<ParkedBody> out;
  for (const db::Row& row : rows) {
    const auto [parked_at, raw] = row.as<Instant, RawEventId>();
    out.push_back({.parked_at = parked_at, .raw = raw});
  }
  return out;
}

Result<std::int64_t> count_bodies(db::Tx& main, const Scope& scope, bool installer,
                                  const ParkedFilter& filter, const workspace::Cursor& after) {
  DUNLIN_TRY(
      const auto rows,
      main.query(DUNLIN_PARKED_VISIBLE(installer, "SELECT COUNT(*) FROM (" DUNLIN_PARKED_BODIES,
                                       DUNLIN_PARKED_FITS DUNLIN_PARKED_AFTER ") AS waiting"),
                 scope.workspace(), filter.reason, filter.account_ig_id, after.at_us, after.id,
                 kMostCounted));
  return rows.front().get<std::int64_t>(0);
}

Result<std::int64_t> count_parked(db::Tx& main, const NodeScope&) {
  DUNLIN_TRY(const auto rows, main.query("SELECT COUNT(*) FROM parked_event"));
  return rows.front().get<std::int64_t>(0);
}

Result<bool> has_parked(db::Tx& main, const Scope& scope, bool installer, RawEventId raw) {
  DUNLIN_TRY(const auto rows, main.query(has_text(installer), raw, scope.workspace()));
  return !rows.empty();
}

Result<bool> unpark(db::Tx& main, const NodeScope&, RawEventId raw, int position) {
  DUNLIN_TRY(const auto rows,
             main.query("DELETE FROM parked_event WHERE raw_id = $1 AND position = $2 "
                        "RETURNING raw_id",
                        raw, position));
  return !rows.empty();
}

Result<int> forget_parked(db::Tx& main, const Scope& scope, Instant before, int limit) {
  DUNLIN_TRY(const std::int64_t gone, main.change(R"sql(
    DELETE FROM parked_event WHERE (raw_id, position) IN (
      SELECT raw_id, position FROM parked_event
      WHERE workspace_id = $1 AND parked_at < $2 ORDER BY parked_at LIMIT $3))sql",
                                                  scope.workspace(), before, limit));
  return static_cast<int>(gone);
}

}  // namespace dunlin::intake
