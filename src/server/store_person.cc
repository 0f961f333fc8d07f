#include "server/store_person.h"

#include <algorithm>

#include "conversations/conversations.h"
#include "feed/feed.h"
#include "search/search.h"

namespace dunlin::server {
namespace {

constexpr int kAtOnce = 200;

Error busy() {
  return Error(Code::conflict, "contact.busy", "A message to this person is on its way")
      .hinting("Try again in a minute, when its outcome is known.")
      .retrying(Retry::later);
}

/// Who they are now; nobody changes it before the transaction ends. The contact before the
/// conversation, as intake takes them.
Result<PersonFacts> lock_person(db::Tx& tx, const Scope& scope, ContactId id) {
  DUNLIN_TRY(const db::Rows contact, tx.query(R"sql(
    SELECT id FROM contact WHERE workspace_id = $1 AND id = $2 {for_update})sql",
                                              scope.workspace(), id));
  DUNLIN_TRY(PersonFacts person, load_person(tx, scope, id));
  if (person.conversation) {
    DUNLIN_TRY(const db::Rows conversation, tx.query(R"sql(
      SELECT id FROM conversation WHERE workspace_id = $1 AND id = $2 {for_update})sql",
                                                     scope.workspace(), *person.conversation));
  }
  return person;
}

/// Waiting sends must not leave any more, so they are locked; what is under way must be settled
/// first.
Status check_not_busy(db::Tx& tx, const Scope& scope, ConversationId conversation) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT state FROM intent
    WHERE workspace_id = $1 AND conversation_id = $2 AND state IN (0, 1, 2) {for_update})sql",
                                           scope.workspace(), conversation));
  const auto under_way = [](const db::Row& row) { return row.get<int>(0) != 0; };
  return std::ranges::any_of(rows, under_way) ? Status(busy()) : Status();
}

template <class... Args>
Status erase(db::Tx& tx, Erased& erased, std::string_view table, std::string_view sql,
             const Args&... args) {
  DUNLIN_TRY(const std::int64_t gone, tx.change(sql, args...));
  erased[std::string(table)] += gone;
  return {};
}

/// Returns how many messages went.
Result<std::size_t> erase_messages(db::Tx& tx, const Scope& scope, ConversationId conversation,
                                   Erased& erased) {
  const WorkspaceId workspace = scope.workspace();
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT id, account_id, mid, intent_id FROM message
    WHERE workspace_id = $1 AND conversation_id = $2 LIMIT $3)sql",
                                           workspace, conversation, kAtOnce));
  for (const db::Row& row : rows) {
    const auto id = row.get<MessageId>(0);
    DUNLIN_CHECK(search::forget(tx, scope, search::What::messages, id.value));
    DUNLIN_CHECK(erase(tx, erased, "reaction", R"sql(
      DELETE FROM reaction WHERE workspace_id = $1 AND account_id = $2 AND mid = $3)sql",
                       workspace, row.get<AccountId>(1),
                       row.get<std::optional<std::string>>(2).value_or("")));
    if (const auto intent = row.get<std::optional<IntentId>>(3)) {
      DUNLIN_CHECK(erase(tx, erased, "intent",
                         "DELETE FROM intent WHERE workspace_id = $1 AND id = $2", workspace,
                         *intent));
    }
    DUNLIN_CHECK(erase(tx, erased, "message",
                       "DELETE FROM message WHERE workspace_id = $1 AND id = $2", workspace, id));
  }
  return rows.size();
}

Result<std::size_t> erase_traces(db::Tx& tx, const Scope& scope, ConversationId conversation,
                                 Erased& erased) {
  DUNLIN_TRY(const db::Rows rows, tx.query(R"sql(
    SELECT id FROM trace WHERE workspace_id = $1 AND conversation_id = $2 LIMIT $3)sql",
                                           scope.workspace(), conversation, kAtOnce));
  for (const db::Row& row : rows) {
    const auto id = row.get<TraceId>(0);
    DUNLIN_CHECK(erase(tx, erased, "send_step",
                       "DELETE FROM send_step WHERE workspace_id = $1 AND trace_id = $2",
                       scope.workspace(), id));
    DUNLIN_CHECK(erase(tx, erased, "trace_rule",
                       "DELETE FROM trace_rule WHERE workspace_id = $1 AND trace_id = $2",
                       scope.workspace(), id));
    DUNLIN_CHECK(erase(tx, erased, "trace", "DELETE FROM trace WHERE workspace_id = $1 AND id = $2",
                       scope.workspace(), id));
  }
  return rows.size();
}

/// What was answered to those who wrote to them, for a day.
Status erase_kept_answers(db::Tx& tx, const Scope& scope, ConversationId conversation,
                          Erased& erased) {
  return erase(tx, erased, "idempotency_record", R"sql(
    DELETE FROM idempotency_record WHERE workspace_id = $1 AND route = $2)sql",
               scope.workspace(),
               "POST /api/v1/conversations/" + to_text(conversation) + "/messages");
}

Status erase_conversation(db::Tx& tx, const Scope& scope, ConversationId id, Erased& erased) {
  const WorkspaceId workspace = scope.workspace();
  DUNLIN_CHECK(erase_kept_answers(tx, scope, id, erased));
  DUNLIN_CHECK(erase(tx, erased, "note",
                     "DELETE FROM note WHERE workspace_id = $1 AND conversation_id = $2", workspace,
                     id));
  DUNLIN_CHECK(
      erase(tx, erased, "conversation_label",
            "DELETE FROM conversation_label WHERE workspace_id = $1 AND conversation_id = $2",
            workspace, id));
  DUNLIN_CHECK(erase(tx, erased, "draft",
                     "DELETE FROM draft WHERE workspace_id = $1 AND conversation_id = $2",
                     workspace, id));
  feed::tell(tx, workspace, feed::Kind::conversation, id);
  return erase(tx, erased, "conversation",
               "DELETE FROM conversation WHERE workspace_id = $1 AND id = $2", workspace, id);
}

Status keep_opt_out(db::Tx& tx, const Scope& scope, const PersonFacts& person) {
  const std::string hash = contacts::person_hash(scope.workspace(), person.account, person.igsid);
  if (!person.opted_out_at) {
    return tx.run("DELETE FROM opt_out_kept WHERE workspace_id = $1 AND person_hash = $2",
                  scope.workspace(), hash);
  }
  return tx.run(R"sql(
    INSERT INTO opt_out_kept (workspace_id, person_hash, at) VALUES ($1, $2, $3)
    ON CONFLICT (workspace_id, person_hash) DO UPDATE SET at = excluded.at)sql",
                scope.workspace(), hash, person.opted_out_at);
}

/// Who changed what stays, of something that is there no more; how it was goes.
Status forget_in_audit(db::Tx& tx, const Scope& scope, std::string_view object) {
  return tx.run(R"sql(
    UPDATE audit_entry SET before_json = 'null', after_json = 'null'
    WHERE workspace_id = $1 AND object = $2)sql",
                scope.workspace(), object);
}

Status erase_contact(db::Tx& tx, const Scope& scope, const PersonFacts& person, Erased& erased) {
  const WorkspaceId workspace = scope.workspace();
  // Statistics of rules count on; whose firing it was is not known any more.
  DUNLIN_CHECK(erase(tx, erased, "rule_firing", R"sql(
    UPDATE rule_firing SET contact_id = 0, message_id = NULL
    WHERE workspace_id = $1 AND contact_id = $2)sql",
                     workspace, person.contact));
  DUNLIN_CHECK(erase(tx, erased, "rule_last_fired",
                     "DELETE FROM rule_last_fired WHERE workspace_id = $1 AND contact_id = $2",
                     workspace, person.contact));
  DUNLIN_CHECK(erase(tx, erased, "contact_tag",
                     "DELETE FROM contact_tag WHERE workspace_id = $1 AND contact_id = $2",
                     workspace, person.contact));
  DUNLIN_CHECK(erase(tx, erased, "consent_event",
                     "DELETE FROM consent_event WHERE workspace_id = $1 AND contact_id = $2",
                     workspace, person.contact));
  DUNLIN_CHECK(forget_in_audit(tx, scope, to_text(person.contact)));
  if (person.conversation) {
    DUNLIN_CHECK(forget_in_audit(tx, scope, to_text(*person.conversation)));
  }
  DUNLIN_CHECK(search::forget(tx, scope, search::What::contacts, person.contact.value));
  feed::tell(tx, workspace, feed::Kind::contact, person.contact);
  return erase(tx, erased, "contact", "DELETE FROM contact WHERE workspace_id = $1 AND id = $2",
               workspace, person.contact);
}

}  // namespace

Result<PersonFacts> load_person(db::Tx& tx, const Scope& scope, ContactId id) {
  DUNLIN_TRY(const contacts::Contact contact, contacts::find(tx, scope, id));
  DUNLIN_TRY(const auto conversation, conversations::find_by_contact(tx, scope, id));
  PersonFacts facts{.contact = id,
                    .account = contact.account,
                    .igsid = contact.igsid,
                    .conversation = std::nullopt,
                    .opted_out_at = contact.opted_out_at};
  if (conversation) facts.conversation = conversation->id;
  return facts;
}

Result<ErasedPart> erase_some(db::Tx& tx, const Scope& scope, ContactId id) {
  ErasedPart part;
  DUNLIN_TRY(const PersonFacts person, lock_person(tx, scope, id));
  part.done = !person.conversation;
  if (part.done) return part;
  DUNLIN_CHECK(check_not_busy(tx, scope, *person.conversation));
  DUNLIN_TRY(const std::size_t messages,
             erase_messages(tx, scope, *person.conversation, part.rows));
  if (messages > 0) return part;
  DUNLIN_TRY(const std::size_t traces, erase_traces(tx, scope, *person.conversation, part.rows));
  part.done = traces == 0;
  return part;
}

Result<ErasedPart> erase_rest(db::Tx& tx, const Scope& scope, ContactId id) {
  ErasedPart part;
  DUNLIN_TRY(const PersonFacts person, lock_person(tx, scope, id));
  if (person.conversation) {
    DUNLIN_TRY(const db::Rows more, tx.query(R"sql(
      SELECT id FROM message WHERE workspace_id = $1 AND conversation_id = $2 LIMIT 1)sql",
                                             scope.workspace(), *person.conversation));
    if (!more.empty()) return part;
    DUNLIN_CHECK(erase_conversation(tx, scope, *person.conversation, part.rows));
  }
  DUNLIN_CHECK(keep_opt_out(tx, scope, person));
  DUNLIN_CHECK(erase_contact(tx, scope, person, part.rows));
  part.opt_out_kept = person.opted_out_at.has_value();
  part.done = true;
  return part;
}

}  // namespace dunlin::server
