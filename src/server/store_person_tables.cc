#include <algorithm>
#include <array>

#include "server/store_person.h"

namespace dunlin::server {
namespace {

using Key = PersonTable::Key;

#define DUNLIN_PERSON_TABLE(table, key, columns, condition)                              \
  PersonTable{table, columns, Key::key,                                                  \
              "SELECT " columns " FROM " table " WHERE workspace_id = $1 AND " condition \
              " LIMIT $3"}

constexpr std::array kTables{
    DUNLIN_PERSON_TABLE("contact", contact,
                        "workspace_id, id, account_id, igsid, username, name, language, "
                        "opted_out_at, last_inbound_at, is_test, profile_read_at, created_at, "
                        "picture_url, follower_count, follows_account, followed_by_account, "
                        "verified, profile_due_at, profile_failures",
                        "id = $2"),
    DUNLIN_PERSON_TABLE("contact_tag", contact, "workspace_id, contact_id, tag", "contact_id = $2"),
    DUNLIN_PERSON_TABLE("consent_event", contact,
                        "workspace_id, contact_id, position, kind, source, evidence, at",
                        "contact_id = $2"),
    DUNLIN_PERSON_TABLE("conversation", contact,
                        "workspace_id, id, account_id, contact_id, state, owner, episode, "
                        "last_message_at, last_inbound_at, window_opened_at, window_opened_by, "
                        "seen_through, seen_at, created_at, active_at, assignee_id, snoozed_until, "
                        "read_through",
                        "contact_id = $2"),
    DUNLIN_PERSON_TABLE("message", conversation,
                        "workspace_id, id, conversation_id, account_id, mid, direction, kind, "
                        "source, status, reason, body, attachments, reply_to_mid, story_id, "
                        "payload, sent_at, received_at, edits, deleted_at, seen_at, intent_id",
                        "conversation_id = $2"),
    DUNLIN_PERSON_TABLE("reaction", conversation,
                        "workspace_id, account_id, mid, sender, emoji, removed, at",
                        "(account_id, mid) IN (SELECT m.account_id, m.mid FROM message m "
                        "WHERE m.workspace_id = $1 AND m.conversation_id = $2)"),
    DUNLIN_PERSON_TABLE("intent", conversation,
                        "workspace_id, id, effect_key, account_id, conversation_id, contact_id, "
                        "message_id, position, recipient_kind, recipient_id, content, echo_hash, "
                        "echo_shape, source, purpose, policy, cause, step, trace_id, rule_id, "
                        "rule_version, variant, episode, is_test, created_at, state, state_at, "
                        "reason, held_for, next_at, failures, waits, looks, resent, owner, epoch, "
                        "lease_until, sending_at, deadline_at, body_hash, mid",
                        "id IN (SELECT m.intent_id FROM message m WHERE m.workspace_id = $1 "
                        "AND m.conversation_id = $2 AND m.intent_id IS NOT NULL)"),
    DUNLIN_PERSON_TABLE("note", conversation,
                        "workspace_id, id, conversation_id, author_id, body, created_at, edited_at",
                        "conversation_id = $2"),
    DUNLIN_PERSON_TABLE("conversation_label", conversation,
                        "workspace_id, label_id, conversation_id", "conversation_id = $2"),
    DUNLIN_PERSON_TABLE("draft", conversation,
                        "workspace_id, conversation_id, author_id, body, is_note, changed_at",
                        "conversation_id = $2"),
    DUNLIN_PERSON_TABLE("trace", conversation,
                        "workspace_id, id, account_id, conversation_id, contact_id, message_id, "
                        "raw_id, position, kind, outcome, summary, at, is_test, detail",
                        "conversation_id = $2"),
    DUNLIN_PERSON_TABLE("trace_rule", conversation, "workspace_id, trace_id, rule_id, at",
                        "trace_id IN (SELECT t.id FROM trace t WHERE t.workspace_id = $1 "
                        "AND t.conversation_id = $2)"),
    DUNLIN_PERSON_TABLE("send_step", conversation,
                        "workspace_id, trace_id, id, intent_id, step, detail, at",
                        "trace_id IN (SELECT t.id FROM trace t WHERE t.workspace_id = $1 "
                        "AND t.conversation_id = $2)"),
    DUNLIN_PERSON_TABLE("rule_firing", contact,
                        "workspace_id, contact_id, id, rule_id, version, variant, message_id, "
                        "fired_at, is_test",
                        "contact_id = $2"),
    DUNLIN_PERSON_TABLE("rule_last_fired", contact, "workspace_id, contact_id, rule_id, fired_at",
                        "contact_id = $2"),
};

bool is_instant(std::string_view column) {
  return column == "at" || column.ends_with("_at") || column.ends_with("_until") ||
         column.ends_with("_through");
}

json::Value cell_json(const db::Row& row, std::size_t at, std::string_view column) {
  if (row.is_null(at)) return nullptr;
  if (is_instant(column)) return json::Value(to_rfc3339(row.get<Instant>(at)));
  return row.holds_text(at) ? json::Value(row.get<std::string>(at))
                            : json::Value(row.get<std::int64_t>(at));
}

std::vector<std::string_view> split(std::string_view columns) {
  std::vector<std::string_view> out;
  while (!columns.empty()) {
    const auto comma = std::min(columns.find(", "), columns.size());
    out.push_back(columns.substr(0, comma));
    columns.remove_prefix(std::min(comma + 2, columns.size()));
  }
  return out;
}

}  // namespace

std::span<const PersonTable> person_tables() {
  return kTables;
}

Result<json::Array> export_table(db::Tx& tx, const Scope& scope, const PersonFacts& person,
                                 const PersonTable& table) {
  const std::int64_t key = table.key == Key::contact
                               ? person.contact.value
                               : person.conversation.value_or(ConversationId{}).value;
  DUNLIN_TRY(const db::Rows rows, tx.query(table.select, scope.workspace(), key, kMostExported));
  const auto columns = split(table.columns);
  json::Array out;
  for (const db::Row& row : rows) {
    json::Object object;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      object[columns[i]] = cell_json(row, i, columns[i]);
    }
    out.push_back(std::move(object));
  }
  return out;
}

}  // namespace dunlin::server
