#include <algorithm>

#include "workspace/live_nodes.h"
#include "workspace/workspace.h"

namespace dunlin::workspace {
namespace {

#ifdef DUNLIN_BUG_number_without_lease
#define DUNLIN_IS_FREE "leased_until IS NOT NULL"
#else
#define DUNLIN_IS_FREE "leased_until < dunlin_now_us()"
#endif

/// Takes over the lowest number whose lease has ended. Its ids go on from where any node's can have
/// been: a crash and a clock that is set back must not put what comes later first.
Result<std::optional<Node>> take_over(db::Tx& tx, std::string_view process_name, Instant now) {
  DUNLIN_TRY(const db::Rows free, tx.query(R"sql(
    SELECT number, (SELECT MAX(o.renewed_at) FROM node o) FROM node
    WHERE )sql" DUNLIN_IS_FREE " ORDER BY number LIMIT 1 {skip_locked}"));
  if (free.empty()) return std::optional<Node>();
  const auto [number, renewed_at] = free.front().as<int, Instant>();
  const Instant ids_not_before = renewed_at + kNodeLease;
  DUNLIN_TRY(const db::Rows taken,
             tx.query(R"sql(
    UPDATE node SET process_name = $2, epoch = epoch + 1,
                    leased_until = dunlin_now_us() + CAST($3 AS BIGINT), renewed_at = $4
    WHERE number = $1 RETURNING epoch)sql",
                      number, process_name, kNodeLease.count(), std::max(now, ids_not_before)));
  if (taken.empty()) return std::optional<Node>();
  return std::optional<Node>(Node{.number = number,
                                  .epoch = taken.front().get<std::int64_t>(0),
                                  .ids_not_before = ids_not_before});
}

}  // namespace

Result<Node> lease_node(db::Tx& tx, const NodeScope&, std::string_view process_name, Instant now) {
  constexpr int kNumbers = 1024;
  DUNLIN_TRY(const auto reused, take_over(tx, process_name, now));
  if (reused) return *reused;
  // Of two processes that start at once both may see the same highest number: the slower one looks
  // again.
  for (int attempt = 0; attempt < 8; ++attempt) {
    DUNLIN_TRY(
        const db::Rows highest,
        tx.query("SELECT COALESCE(MAX(number) + 1, 0), COALESCE(MAX(renewed_at), 0) FROM node"));
    const auto [number, renewed_at] = highest.front().as<int, Instant>();
    if (number >= kNumbers) break;
    const Instant ids_not_before = number == 0 ? now : std::max(now, renewed_at + kNodeLease);
    DUNLIN_TRY(const db::Rows made,
               tx.query(R"sql(
      INSERT INTO node (number, process_name, epoch, leased_until, renewed_at)
      VALUES ($1, $2, 1, dunlin_now_us() + CAST($3 AS BIGINT), $4)
      ON CONFLICT (number) DO NOTHING RETURNING number)sql",
                        number, process_name, kNodeLease.count(), ids_not_before));
    if (!made.empty()) return Node{.number = number, .epoch = 1, .ids_not_before = ids_not_before};
  }
  return Error(Code::unavailable, "node.none_free", "All 1024 node numbers are taken")
      .hinting("Each process gives its number back a minute after it ends; try again then.");
}

Status renew_node(db::Tx& tx, const NodeScope&, const Node& node, Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    UPDATE node SET leased_until = dunlin_now_us() + CAST($3 AS BIGINT),
                    renewed_at = CASE WHEN renewed_at < $4 THEN $4 ELSE renewed_at END
    WHERE number = $1 AND epoch = $2 RETURNING number)sql",
                                           node.number, node.epoch, kNodeLease.count(), now));
  if (rows.empty()) {
    return Error(Code::conflict, "node.lease_lost", "Another process holds this node's number")
        .hinting("Start this process again; it takes a number of its own.");
  }
  return {};
}

Status release_node(db::Tx& tx, const NodeScope&, const Node& node) {
  return tx.run("UPDATE node SET leased_until = 0 WHERE number = $1 AND epoch = $2", node.number,
                node.epoch);
}

Result<int> count_live_nodes(db::Tx& tx, const NodeScope&) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT COUNT(*) FROM node WHERE leased_until >= dunlin_now_us()"));
  return rows.front().get<int>(0);
}

Result<std::optional<int>> live_node(db::Tx& tx, const NodeScope&) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT number FROM node WHERE leased_until >= dunlin_now_us() ORDER BY number LIMIT 1)sql"));
  if (rows.empty()) return std::optional<int>();
  return std::optional(rows.front().get<int>(0));
}

}  // namespace dunlin::workspace
