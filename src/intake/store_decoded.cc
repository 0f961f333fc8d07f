#include "intake/intake.h"
#include "intake/store_ids.h"
#include "net/signature.h"

namespace dunlin::intake {

#define DUNLIN_MARK_DECODED \
  "INSERT INTO decoded (raw_id, decoded_at) VALUES ($1, $2) ON CONFLICT (raw_id) DO NOTHING"

Status mark_decoded(db::Tx& main, const NodeScope&, RawEventId id, Instant now) {
  return main.run_later(DUNLIN_MARK_DECODED, id, now);
}

Result<bool> was_decoded(db::Tx& main, const NodeScope&, RawEventId id, Instant now) {
  DUNLIN_TRY(const std::int64_t marked, main.change(DUNLIN_MARK_DECODED, id, now));
  return marked == 0;
}

Result<std::vector<RawEventId>> decoded_among(db::Tx& main, const NodeScope&,
                                              const std::vector<RawEventId>& ids) {
  return query_by_ids(main, "SELECT raw_id FROM decoded WHERE raw_id IN (" DUNLIN_TEN_IDS ")", ids);
}

#ifdef DUNLIN_BUG_prunes_parked_bodies
#define DUNLIN_IS_PARKED "parked_event.raw_id = decoded.raw_id AND parked_event.raw_id < 0"
#else
#define DUNLIN_IS_PARKED "parked_event.raw_id = decoded.raw_id"
#endif

Result<std::vector<RawEventId>> prunable(db::Tx& main, const NodeScope&, int limit) {
  DUNLIN_TRY(const auto rows,
             main.query("SELECT raw_id FROM decoded WHERE NOT EXISTS (SELECT 1 FROM parked_event "
                        "WHERE " DUNLIN_IS_PARKED ") ORDER BY raw_id LIMIT $1",
                        limit));
  std::vector<RawEventId> ids;
  ids.reserve(rows.size());
  for (const db::Row& row : rows) ids.push_back(row.get<RawEventId>(0));
  return ids;
}

Status forget_decoded(db::Tx& main, const NodeScope&, const std::vector<RawEventId>& ids) {
  DUNLIN_CHECK(query_by_ids(
      main, "DELETE FROM decoded WHERE raw_id IN (" DUNLIN_TEN_IDS ") RETURNING raw_id", ids));
  return {};
}

Result<bool> first_sight(db::Tx& main, const Scope& scope, AccountId account, std::string_view key,
                         Instant now) {
  const net::Sha256 hash = net::sha256(key);
  const db::Blob hash_bytes{{reinterpret_cast<const char*>(hash.data()), hash.size()}};
  DUNLIN_TRY(const std::int64_t noted,
             main.change("INSERT INTO event_seen (workspace_id, account_id, key_hash, seen_at) "
                         "VALUES ($1, $2, $3, $4) "
                         "ON CONFLICT (workspace_id, account_id, key_hash) DO NOTHING",
                         scope.workspace(), account, hash_bytes, now));
#ifdef DUNLIN_BUG_no_event_key
  return true;
#endif
  return noted > 0;
}

Result<int> prune_keys(db::Tx& main, const NodeScope&, Instant before, int limit) {
  DUNLIN_TRY(const auto rows,
             main.query("DELETE FROM event_seen WHERE (workspace_id, account_id, key_hash) IN "
                        "(SELECT workspace_id, account_id, key_hash FROM event_seen "
                        "WHERE seen_at < $1 ORDER BY seen_at LIMIT $2) RETURNING seen_at",
                        before, limit));
  return static_cast<int>(rows.size());
}

}  // namespace dunlin::intake
