#include "server/store_demo.h"

#include "search/search.h"
#include "text/fold.h"
#include "workspace/roles.h"

namespace dunlin::server {
namespace {

ConversationId conversation_id(const DemoPlace& place, std::int64_t number) {
  return ConversationId{place.first_id + number};
}
ContactId contact_id(const DemoPlace& place, std::int64_t number) {
  return ContactId{place.first_id + number};
}

Status add_person(db::Tx& tx, const Scope& scope, const DemoPlace& place,
                  const DemoConversation& one) {
  const ContactId contact = contact_id(place, one.number);
  DUNLIN_CHECK(tx.run(R"sql(
    INSERT INTO contact (workspace_id, id, account_id, igsid, username, name, language, is_test,
                         created_at, last_inbound_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $8))sql",
                      scope.workspace(), contact, place.account, one.person.igsid,
                      one.person.username, one.person.name, one.person.language, one.created_at));
  DUNLIN_CHECK(
      search::put(tx, scope, search::What::contacts,
                  {.id = contact.value,
                   .tokens = search::tokens_of(one.person.username + " " + one.person.name)}));
  return tx.run(R"sql(
    INSERT INTO conversation (workspace_id, id, account_id, contact_id, state, owner, episode,
                              last_message_at, window_opened_by, created_at, active_at)
    VALUES ($1, $2, $3, $4, 0, $5, 1, $6, 0, $6, $6))sql",
                scope.workspace(), conversation_id(place, one.number), place.account, contact,
                one.owner, one.created_at);
}

Status add_message(db::Tx& tx, const Scope& scope, const DemoPlace& place, const DemoRow& row) {
  const DemoMessage& message = row.message;
  const bool inbound = message.direction == conversations::Direction::in;
  DUNLIN_CHECK(tx.run(R"sql(
    INSERT INTO message (workspace_id, id, conversation_id, account_id, mid, direction, kind, source,
                         status, reason, body, attachments, reply_to_mid, story_id, payload, sent_at,
                         received_at, edits)
    VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, '', $9, '', '', '', '', $10, $10, 0))sql",
                      scope.workspace(), row.id, conversation_id(place, message.conversation),
                      place.account, "demo." + std::to_string(row.id.value), message.direction,
                      message.source,
                      inbound ? conversations::Status::received : conversations::Status::sent,
                      message.text, message.sent_at));
  return search::put(tx, scope, search::What::messages, {.id = row.id.value, .tokens = row.tokens});
}

}  // namespace

Status mark_demo(db::Tx& tx, const NodeScope&, WorkspaceId workspace, std::int64_t messages_wanted,
                 Instant now) {
  return tx.run(R"sql(
    INSERT INTO demo_workspace (workspace_id, created_at, state, messages_wanted, messages_done,
                                updated_at)
    VALUES ($1, $2, $3, $4, 0, $2))sql",
                workspace, now, DemoState::filling, messages_wanted);
}

Status hold_demo(db::Tx& tx, const Scope& scope, std::int64_t messages_done, Instant now) {
  DUNLIN_TRY(const std::int64_t wanted,
             tx.change(R"sql(
    UPDATE demo_workspace SET messages_done = $2, updated_at = $3
    WHERE workspace_id = $1 AND state = $4)sql",
                       scope.workspace(), messages_done, now, DemoState::filling));
  if (wanted == 1) return {};
  return Error(Code::conflict, "demo.removed", "The demo workspace was removed meanwhile.");
}

Status end_filling(db::Tx& tx, const Scope& scope, Instant now) {
  return tx.run(R"sql(
    UPDATE demo_workspace SET state = $2, updated_at = $3 WHERE workspace_id = $1 AND state = $4)sql",
                scope.workspace(), DemoState::ready, now, DemoState::filling);
}

Result<std::int64_t> mark_removal(db::Tx& tx, const NodeScope&, Instant now) {
  DUNLIN_TRY(
      const std::int64_t marked,
      tx.change("UPDATE demo_workspace SET state = $1, updated_at = $2", DemoState::removing, now));
  DUNLIN_CHECK(tx.run(R"sql(
    UPDATE workspace SET removal_begun_at = $1
    WHERE removal_begun_at IS NULL AND id IN (SELECT workspace_id FROM demo_workspace))sql",
                      now));
  return marked;
}

Result<std::optional<DemoNow>> find_demo(db::Tx& tx, const NodeScope&) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT workspace_id, state, messages_wanted, messages_done, created_at, updated_at
    FROM demo_workspace ORDER BY workspace_id DESC LIMIT 1)sql"));
  if (rows.empty()) return std::optional<DemoNow>();
  const db::Row& row = rows.front();
  return std::optional(DemoNow{.workspace = row.get<WorkspaceId>(0),
                               .state = row.get<DemoState>(1),
                               .messages_wanted = row.get<std::int64_t>(2),
                               .messages_done = row.get<std::int64_t>(3),
                               .created_at = row.get<Instant>(4),
                               .updated_at = row.get<Instant>(5)});
}

Status add_demo_account(db::Tx& tx, const Scope& scope, AccountId account, Instant now) {
  const std::string ig_id = "1784140" + std::to_string(account.value);
  DUNLIN_CHECK(tx.run(R"sql(
    INSERT INTO account (workspace_id, id, ig_id, username, state, state_reason, transport,
                         automation_paused, human_agent, created_at)
    VALUES ($1, $2, $3, 'demo.boutique', 0, '', 3, 0, 1, $4))sql",
                      scope.workspace(), account, ig_id, now));
  return tx.run(
      "INSERT INTO account_directory (ig_id, workspace_id, account_id) VALUES ($1, $2, $3)", ig_id,
      scope.workspace(), account);
}

Status add_demo_label(db::Tx& tx, const Scope& scope, LabelId id, const DemoLabel& label) {
  return tx.run(R"sql(
    INSERT INTO label (workspace_id, id, name, folded_name, colour) VALUES ($1, $2, $3, $4, $5))sql",
                scope.workspace(), id, label.name, text::fold(label.name).text, label.colour);
}

Result<std::optional<PersonId>> let_installers_in(db::Tx& tx, const NodeScope&, WorkspaceId demo,
                                                  Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    INSERT INTO member (workspace_id, person_id, role, created_at)
    SELECT CAST($1 AS BIGINT), p.id, CAST($2 AS INTEGER), CAST($3 AS BIGINT) FROM person p
    WHERE p.installer = 1 AND p.disabled_at IS NULL RETURNING person_id)sql",
                                           demo, workspace::Role::owner, now));
  std::optional<PersonId> first;
  for (const db::Row& row : rows) {
    const auto person = row.get<PersonId>(0);
    if (!first || person < *first) first = person;
  }
  return first;
}

Result<std::vector<WorkspaceId>> demo_workspaces(db::Tx& tx, const NodeScope&) {
  DUNLIN_TRY(const db::Rows rows,
             tx.query("SELECT workspace_id FROM demo_workspace ORDER BY workspace_id"));
  std::vector<WorkspaceId> ids;
  for (const db::Row& row : rows) ids.push_back(row.get<WorkspaceId>(0));
  return ids;
}

Status add_demo_rows(db::Tx& tx, const Scope& scope, const DemoPlace& place,
                     std::span<const DemoRow> rows, std::span<const DemoConversation> all) {
  for (const DemoRow& row : rows) {
    if (row.message.begins_it) {
      const auto position = static_cast<std::size_t>(row.message.conversation - 1);
      DUNLIN_CHECK(add_person(tx, scope, place, all[position]));
    }
    DUNLIN_CHECK(add_message(tx, scope, place, row));
  }
  return {};
}

Status settle_demo(db::Tx& tx, const Scope& scope, const DemoPlace& place,
                   std::span<const DemoConversation> some) {
  for (const DemoConversation& one : some) {
    std::optional<PersonId> assignee;
    if (one.mine) assignee = place.me;
    if (one.a_colleagues) assignee = place.colleague;
    std::optional<Instant> read_through;
    if (one.read) read_through = one.last_inbound_at;
    DUNLIN_CHECK(tx.run(R"sql(
      UPDATE conversation SET last_message_at = $3, active_at = $3, last_inbound_at = $4,
        window_opened_at = $4, state = $5, owner = $6, assignee_id = $7, read_through = $8
      WHERE workspace_id = $1 AND id = $2)sql",
                        scope.workspace(), conversation_id(place, one.number), one.last_message_at,
                        one.last_inbound_at,
                        one.closed ? conversations::State::closed : conversations::State::open,
                        one.owner, assignee, read_through));
    for (const int label : one.labels) {
      DUNLIN_CHECK(tx.run(R"sql(
        INSERT INTO conversation_label (workspace_id, label_id, conversation_id)
        VALUES ($1, $2, $3) ON CONFLICT (workspace_id, label_id, conversation_id) DO NOTHING)sql",
                          scope.workspace(), place.labels.at(static_cast<std::size_t>(label)),
                          conversation_id(place, one.number)));
    }
  }
  return {};
}

}  // namespace dunlin::server
