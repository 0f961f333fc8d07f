#include <limits>

#include "activity/store_trace.h"

namespace dunlin::activity {
namespace {

/// Which index a list walks.
enum class Base { rule, conversation, rare_outcome, rare_kind, tests, account, time };

/// The outcomes and kinds that the partial indexes leave out (migration `activity`).
bool is_rare(Outcome outcome) {
  return outcome != Outcome::answered && outcome != Outcome::recorded;
}
bool is_rare(std::string_view kind) {
  return kind != "message" && kind != "echo" && kind != "seen";
}

Base base_of(const Filter& filter) {
  if (filter.rule) return Base::rule;
  if (filter.conversation) return Base::conversation;
  if (filter.outcome && is_rare(*filter.outcome)) return Base::rare_outcome;
  if (filter.kind && is_rare(*filter.kind)) return Base::rare_kind;
  if (filter.traffic == Filter::Traffic::test) return Base::tests;
  return filter.account ? Base::account : Base::time;
}

/// What the index of the base is asked for.
db::Param value_of(const Filter& filter, Base base) {
  switch (base) {
    case Base::rule:
      return filter.rule;
    case Base::conversation:
      return filter.conversation;
    case Base::rare_outcome:
      return filter.outcome;
    case Base::rare_kind:
      return filter.kind;
    case Base::account:
      return filter.account;
    case Base::tests:
    case Base::time:
      break;
  }
  return std::nullopt;
}

// The newest after the cursor, by the index of each base. $2, $3: cursor; $4: not before; $5:
// value.
#define DUNLIN_TRACE_SEEN(what, which)                                            \
  "SELECT " what                                                                  \
  " FROM trace t WHERE t.workspace_id = $1 AND (t.at, t.id) < ($2, $3) AND t.at " \
  ">= $4 AND " which " ORDER BY t.at DESC, t.id DESC "
#define DUNLIN_TRACE_OF_RULE(what)                                                              \
  "SELECT " what                                                                                \
  " FROM trace_rule f JOIN trace t ON t.workspace_id = f.workspace_id AND t.id = f.trace_id "   \
  "WHERE f.workspace_id = $1 AND f.rule_id = $5 AND (f.at, f.trace_id) < ($2, $3) AND f.at >= " \
  "$4 ORDER BY f.at DESC, f.trace_id DESC "
#define DUNLIN_TRACE_PAGE(seen)                                           \
  "SELECT " DUNLIN_TRACE_COLUMNS " FROM (" seen                           \
  "LIMIT $6) AS seen WHERE (CAST($7 AS BIGINT) IS NULL OR outcome = $7) " \
  "AND (CAST($8 AS TEXT) IS NULL OR kind = $8) "                          \
  "AND (CAST($9 AS BIGINT) IS NULL OR account_id = $9) "                  \
  "AND (CAST($10 AS BIGINT) IS NULL OR conversation_id = $10) "           \
  "AND (CAST($11 AS BIGINT) IS NULL OR is_test = $11) ORDER BY at DESC, id DESC LIMIT $12"
#define DUNLIN_TRACE_END(seen) seen "LIMIT 1 OFFSET $6"
#define DUNLIN_TRACE_TEXTS(which)                                \
  Texts {                                                        \
    DUNLIN_TRACE_PAGE(DUNLIN_TRACE_SEEN("t.*", which)),          \
        DUNLIN_TRACE_END(DUNLIN_TRACE_SEEN("t.at, t.id", which)) \
  }

struct Texts {
  std::string_view page, end;
};

Texts texts_of(Base base) {
  switch (base) {
    case Base::rule:
      return {DUNLIN_TRACE_PAGE(DUNLIN_TRACE_OF_RULE("t.*")),
              DUNLIN_TRACE_END(DUNLIN_TRACE_OF_RULE("f.at, f.trace_id"))};
    case Base::conversation:
      return DUNLIN_TRACE_TEXTS("t.conversation_id = $5");
    case Base::rare_outcome:
      return DUNLIN_TRACE_TEXTS("t.outcome = $5 AND t.outcome <> 0 AND t.outcome <> 3");
    case Base::rare_kind:
      return DUNLIN_TRACE_TEXTS(
          "t.kind = $5 AND t.kind <> 'message' AND t.kind <> 'echo' AND t.kind <> 'seen'");
    case Base::tests:
      return DUNLIN_TRACE_TEXTS("t.is_test = 1 AND CAST($5 AS BIGINT) IS NULL");
    case Base::account:
      return DUNLIN_TRACE_TEXTS("t.account_id = $5");
    case Base::time:
      break;
  }
  return DUNLIN_TRACE_TEXTS("CAST($5 AS BIGINT) IS NULL");
}

std::optional<int> test_mark(Filter::Traffic traffic) {
  if (traffic == Filter::Traffic::any) return std::nullopt;
  return traffic == Filter::Traffic::test ? 1 : 0;
}

/// Later than every cursor and every trace.
constexpr auto kLast = std::numeric_limits<std::int64_t>::max();

/// The newest that is asked for: after the cursor, and before `before`.
workspace::Cursor start_of(const Filter& filter, const workspace::PageAsked& asked) {
  workspace::Cursor start = asked.after.value_or(workspace::Cursor{.at_us = kLast, .id = kLast});
  if (!filter.before) return start;
  return std::min(start, workspace::Cursor{.at_us = to_us(*filter.before), .id = 0});
}

workspace::Cursor cursor_of(const Trace& trace) {
  return {.at_us = to_us(trace.at), .id = trace.id.value};
}

}  // namespace

Result<workspace::Page<Trace>> list(db::Tx& tx, const Scope& scope, const Filter& filter,
                                    const workspace::PageAsked& asked) {
  const Base base = base_of(filter);
  const Texts texts = texts_of(base);
  const workspace::Cursor start = start_of(filter, asked);
  const Instant from = filter.from.value_or(from_us(std::numeric_limits<std::int64_t>::min()));
  const db::Param value = value_of(filter, base);
  DUNLIN_TRY(const db::Rows rows,
             tx.query(texts.page, scope.workspace(), start.at_us, start.id, from, value, kScanned,
                      filter.outcome, filter.kind, filter.account, filter.conversation,
                      test_mark(filter.traffic), asked.limit + 1));
  std::vector<Trace> found;
  for (const db::Row& row : rows) found.push_back(trace_from(row));
  auto page = workspace::Page<Trace>::cut(std::move(found), asked.limit, cursor_of);
  if (page.next) return page;
  // Too little was found: where the walk stopped, if it did not come to the end.
  DUNLIN_TRY(const db::Rows end, tx.query(texts.end, scope.workspace(), start.at_us, start.id, from,
                                          value, kScanned - 1));
  if (!end.empty()) {
    page.next = workspace::Cursor{.at_us = end.front().get<std::int64_t>(0),
                                  .id = end.front().get<std::int64_t>(1)};
  }
  return page;
}

}  // namespace dunlin::activity
