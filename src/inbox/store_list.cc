#include <limits>

#include "inbox/store.h"

namespace dunlin::inbox {
namespace {

using conversations::Conversation;
using conversations::State;
using workspace::Cursor;

#define DUNLIN_PAGE_COLUMNS                                                       \
  "id, account_id, contact_id, state, owner, last_inbound_at, window_opened_at, " \
  "window_opened_by, active_at, assignee_id, snoozed_until, read_through"

/// What every way to a page asks of a conversation; see ListParams.
#define DUNLIN_PAGE_FILTERS                                                                  \
  " AND c.state = $2 AND (c.active_at, c.id) < ($3, $4) AND (c.active_at, c.id) >= ($5, $6)" \
  " AND (CAST($7 AS BIGINT) IS NULL OR c.account_id = $7)"                                   \
  " AND (CAST($8 AS BIGINT) IS NULL OR c.owner = $8)"                                        \
  " AND ($10 = 0 OR $10 = CASE WHEN c.last_inbound_at IS NULL OR"                            \
  " c.read_through >= c.last_inbound_at THEN 2 ELSE 1 END)"                                  \
  " AND (CAST($11 AS BIGINT) IS NULL OR"                                                     \
  " (c.window_opened_at > $11 AND c.window_opened_at <= $12))"                               \
  " AND (CAST($13 AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM conversation_label l"          \
  " WHERE l.workspace_id = $1 AND l.label_id = $13 AND l.conversation_id = c.id))"           \
  " ORDER BY c.active_at DESC, c.id DESC LIMIT $14"

#define DUNLIN_ROWS_OF(page)                                                                    \
  "SELECT c.id, c.account_id, c.contact_id, c.state, c.owner, c.last_inbound_at, "              \
  "c.window_opened_at, c.window_opened_by, c.active_at, c.assignee_id, c.snoozed_until, "       \
  "c.read_through, p.igsid, p.username, p.name, p.picture_url, p.opted_out_at, a.human_agent, " \
  "m.body, m.kind, m.direction, m.source, m.status, m.sent_at, m.deleted_at FROM (" page        \
  ") c JOIN contact p ON p.workspace_id = $1 AND p.id = c.contact_id "                          \
  "JOIN account a ON a.workspace_id = $1 AND a.id = c.account_id "                              \
  "LEFT JOIN message m ON m.workspace_id = $1 AND m.id = (SELECT x.id FROM message x "          \
  "WHERE x.workspace_id = $1 AND x.conversation_id = c.id "                                     \
  "ORDER BY x.sent_at DESC, x.id DESC LIMIT 1) ORDER BY c.active_at DESC, c.id DESC"

/// $9: 0 anybody's, -1 nobody's.
constexpr std::string_view kByActivity = DUNLIN_ROWS_OF(
    "SELECT " DUNLIN_PAGE_COLUMNS
    " FROM conversation c WHERE c.workspace_id = $1"
    " AND c.snoozed_until IS NULL AND ($9 = 0 OR c.assignee_id IS NULL)" DUNLIN_PAGE_FILTERS);
/// $9: whose.
constexpr std::string_view kByAssignee =
    DUNLIN_ROWS_OF("SELECT " DUNLIN_PAGE_COLUMNS
                   " FROM conversation c WHERE c.workspace_id = $1"
                   " AND c.assignee_id = $9 AND c.snoozed_until IS NULL" DUNLIN_PAGE_FILTERS);
/// $9: 0 anybody's, else whose.
constexpr std::string_view kBySnooze = DUNLIN_ROWS_OF(
    "SELECT " DUNLIN_PAGE_COLUMNS
    " FROM conversation c WHERE c.workspace_id = $1"
    " AND c.snoozed_until > 0 AND ($9 = 0 OR c.assignee_id = $9)" DUNLIN_PAGE_FILTERS);
/// $9: 0 anybody's, -1 nobody's, else whose.
constexpr std::string_view kByLabel =
    DUNLIN_ROWS_OF("SELECT " DUNLIN_PAGE_COLUMNS
                   " FROM conversation c WHERE c.workspace_id = $1"
                   " AND c.id IN (SELECT o.conversation_id FROM conversation_label o"
                   " WHERE o.workspace_id = $1 AND o.label_id = $13)"
                   " AND c.snoozed_until IS NULL AND ($9 = 0 OR ($9 = -1 AND c.assignee_id IS NULL)"
                   " OR c.assignee_id = $9)" DUNLIN_PAGE_FILTERS);
constexpr std::string_view kOne = DUNLIN_ROWS_OF("SELECT " DUNLIN_PAGE_COLUMNS
                                                 " FROM conversation c"
                                                 " WHERE c.workspace_id = $1 AND c.id = $2");

constexpr std::int64_t kAnybody = 0;
constexpr std::int64_t kNobody = -1;
/// A label of so few conversations is read from its own end.
constexpr int kFewLabelled = 1'000;

Row row_from(const db::Row& row) {
  Row out;
  Conversation& conversation = out.conversation;
  conversation.id = row.get<ConversationId>(0);
  conversation.account = row.get<AccountId>(1);
  conversation.contact = row.get<ContactId>(2);
  conversation.state = row.get<State>(3);
  conversation.owner = row.get<conversations::Owner>(4);
  conversation.last_inbound_at = row.get<std::optional<Instant>>(5);
  conversation.window = {.opened_at = row.get<std::optional<Instant>>(6),
                         .opened_by = row.get<conversations::OpenedBy>(7)};
  conversation.active_at = row.get<Instant>(8);
  conversation.assignee = row.get<std::optional<PersonId>>(9);
  conversation.snoozed_until = row.get<std::optional<Instant>>(10);
  conversation.read_through = row.get<std::optional<Instant>>(11);
  contacts::Contact& contact = out.contact;
  contact.id = conversation.contact;
  contact.account = conversation.account;
  contact.igsid = row.get<std::string>(12);
  contact.profile.username = row.get<std::string>(13);
  contact.profile.name = row.get<std::string>(14);
  contact.profile.picture_url = row.get<std::string>(15);
  contact.opted_out_at = row.get<std::optional<Instant>>(16);
  out.human_agent = row.get<bool>(17);
  if (row.is_null(19)) return out;
  out.last = LastLine{.text = row.get<std::string>(18),
                      .kind = row.get<conversations::Kind>(19),
                      .direction = row.get<conversations::Direction>(20),
                      .source = row.get<conversations::Source>(21),
                      .status = row.get<conversations::Status>(22),
                      .at = row.get<Instant>(23),
                      .unsent = !row.is_null(24)};
  return out;
}

/// How a page is found.
struct Way {
  std::string_view sql;
  std::int64_t assignee = kAnybody;
  bool floored = false;  ///< looks at kScanned conversations at most
};

State state_of(View view) {
  if (view == View::closed) return State::closed;
  return view == View::archived ? State::archived : State::open;
}

Result<bool> few_have(db::Tx& tx, const Scope& scope, LabelId label) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT COUNT(*) FROM (SELECT 1 AS one FROM conversation_label
                          WHERE workspace_id = $1 AND label_id = $2 LIMIT $3) l)sql",
                                           scope.workspace(), label, kFewLabelled));
  return rows.front().get<int>(0) < kFewLabelled;
}

Result<Way> way_of(db::Tx& tx, const Scope& scope, const ListAsked& asked) {
  const Filter& filter = asked.filter;
  std::int64_t whose = kAnybody;
  if (filter.view == View::unassigned) whose = kNobody;
  if (filter.assignee) whose = filter.assignee->value;
  if (filter.view == View::mine) whose = asked.self.value;
  if (filter.view == View::snoozed) return Way{.sql = kBySnooze, .assignee = whose};
  if (filter.label) {
    DUNLIN_TRY(const bool few, few_have(tx, scope, *filter.label));
    if (few) return Way{.sql = kByLabel, .assignee = whose};
  }
  if (whose > 0) return Way{.sql = kByAssignee, .assignee = whose};
  const bool passes_over = whose == kNobody || filter.account || filter.label || filter.owner ||
                           filter.read_state != ReadState::any || filter.closing_within_hours;
  return Way{.sql = kByActivity, .assignee = whose, .floored = passes_over};
}

constexpr auto kLast = std::numeric_limits<std::int64_t>::max();

/// The last conversation that a page from `after` looks at, when there are more behind it.
Result<std::optional<Cursor>> floor_of(db::Tx& tx, const Scope& scope, State state, Cursor after) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query(R"sql(
    SELECT active_at, id FROM conversation
    WHERE workspace_id = $1 AND state = $2 AND (active_at, id) < ($3, $4)
    ORDER BY active_at DESC, id DESC LIMIT 1 OFFSET $5)sql",
                      scope.workspace(), state, after.at_us, after.id, kScanned - 1));
  if (rows.empty()) return std::optional<Cursor>();
  return std::optional(
      Cursor{.at_us = rows.front().get<std::int64_t>(0), .id = rows.front().get<std::int64_t>(1)});
}

struct Closing {
  std::optional<Instant> after, until;  ///< when the window was opened
};

Closing closing_of(const ListAsked& asked) {
  if (!asked.filter.closing_within_hours) return {};
  const Duration standard = conversations::WindowPolicy{}.standard;
  return {.after = asked.now - standard,
          .until = asked.now - standard + std::chrono::hours{*asked.filter.closing_within_hours}};
}

}  // namespace

Result<workspace::Page<Row>> list_rows(db::Tx& tx, const Scope& scope, const ListAsked& asked) {
  const Filter& filter = asked.filter;
  const Cursor after = asked.page.after.value_or(Cursor{.at_us = kLast, .id = kLast});
  const State state = state_of(filter.view);
  DUNLIN_TRY(const Way way, way_of(tx, scope, asked));
  std::optional<Cursor> floor;
  if (way.floored) {
    DUNLIN_TRY(floor, floor_of(tx, scope, state, after));
  }
  const Closing closing = closing_of(asked);
  DUNLIN_TRY(const db::Rows rows,
             tx.query(way.sql, scope.workspace(), state, after.at_us, after.id,
                      floor ? floor->at_us : std::int64_t{-1}, floor ? floor->id : std::int64_t{0},
                      filter.account, filter.owner, way.assignee, filter.read_state, closing.after,
                      closing.until, filter.label, asked.page.limit + 1));
  std::vector<Row> found;
  for (const db::Row& row : rows) found.push_back(row_from(row));
  auto page = workspace::Page<Row>::cut(std::move(found), asked.page.limit, [](const Row& last) {
    return Cursor{.at_us = to_us(last.conversation.active_at), .id = last.conversation.id.value};
  });
  if (!page.next) page.next = floor;
  DUNLIN_CHECK(load_labels(tx, scope, page.items));
  return page;
}

Result<Row> find_row(db::Tx& tx, const Scope& scope, ConversationId id) {
  DUNLIN_TRY(const db::Rows rows, tx.query(kOne, scope.workspace(), id));
  if (rows.empty()) {
    return Error(Code::not_found, "conversation.not_found", "There is no such conversation");
  }
  std::vector<Row> one{row_from(rows.front())};
  DUNLIN_CHECK(load_labels(tx, scope, one));
  return std::move(one.front());
}

}  // namespace dunlin::inbox
