#include "conversations/http_json.h"

#include <map>

#include "accounts/accounts.h"
#include "contacts/contacts.h"

namespace dunlin::conversations {
namespace {

using workspace::time_json;

std::string_view name(WindowAnswer::Leave leave) {
  switch (leave) {
    case WindowAnswer::Leave::open:
      return "open";
    case WindowAnswer::Leave::with_human_agent_tag:
      return "with_human_agent_tag";
    case WindowAnswer::Leave::closed:
      return "closed";
  }
  return "closed";
}

json::Value to_json(const WindowAnswer& answer) {
  json::Object out;
  out["leave"] = name(answer.leave);
  out["closes_at"] = time_json(answer.closes_at);
  out["reason"] = answer.reason;
  return out;
}

json::Object to_json(const Conversation& one) {
  json::Object out;
  out["id"] = to_text(one.id);
  out["account_id"] = to_text(one.account);
  out["contact_id"] = to_text(one.contact);
  out["state"] = name(one.state);
  out["owner"] = name(one.owner);
  out["episode"] = one.episode;
  out["last_message_at"] = time_json(one.last_message_at);
  out["last_inbound_at"] = time_json(one.last_inbound_at);
  return out;
}

json::Object to_json(const Message& message) {
  json::Object out;
  out["id"] = to_text(message.id);
  out["conversation_id"] = to_text(message.conversation);
  out["mid"] = message.mid;
  out["direction"] = name(message.direction);
  out["kind"] = name(message.kind);
  out["source"] = name(message.source);
  out["status"] = name(message.status);
  out["reason"] = message.reason;
  out["text"] = message.text;
  out["reply_to_mid"] = message.reply_to_mid;
  out["story_id"] = message.story_id;
  out["payload"] = message.payload;
  out["sent_at"] = to_rfc3339(message.sent_at);
  out["received_at"] = to_rfc3339(message.received_at);
  out["edits"] = message.edits;
  out["deleted_at"] = time_json(message.deleted_at);
  out["seen_at"] = time_json(message.seen_at);
  out["send_id"] = message.intent ? json::Value(to_text(*message.intent)) : json::Value();
  return out;
}

Result<std::map<AccountId, bool>> human_agent_of(db::Tx& tx, const Scope& scope,
                                                 const std::vector<Conversation>& items) {
  std::map<AccountId, bool> granted;
  for (const Conversation& one : items) {
    if (granted.contains(one.account)) continue;
    DUNLIN_TRY(const auto account, accounts::find(tx, scope, one.account));
    granted[one.account] = account.human_agent;
  }
  return granted;
}

Result<std::map<ContactId, std::string>> names_of(db::Tx& tx, const Scope& scope,
                                                  const std::vector<Conversation>& items) {
  std::vector<ContactId> ids;
  ids.reserve(items.size());
  for (const Conversation& one : items) ids.push_back(one.contact);
  DUNLIN_TRY(const auto found, contacts::find_all(tx, scope, ids));
  std::map<ContactId, std::string> names;
  for (const contacts::Contact& contact : found) names[contact.id] = contact.display_name();
  return names;
}

}  // namespace

json::Object window_json(const WindowFacts& facts, bool human_agent, Instant now) {
  return {{"automation", to_json(window(facts, Answerer::automation, human_agent, now))},
          {"person", to_json(window(facts, Answerer::person, human_agent, now))}};
}

Result<json::Array> conversations_json(db::Tx& tx, const Scope& scope,
                                       const std::vector<Conversation>& items, Instant now) {
  DUNLIN_TRY(const auto granted, human_agent_of(tx, scope, items));
  DUNLIN_TRY(auto names, names_of(tx, scope, items));
  json::Array out;
  for (const Conversation& one : items) {
    json::Object object = to_json(one);
    object["contact_name"] = names[one.contact];
    object["window"] = window_json(one.window, granted.at(one.account), now);
    out.push_back(std::move(object));
  }
  return out;
}

Result<json::Array> messages_json(db::Tx& tx, const Scope& scope, ConversationId id,
                                  const std::vector<Message>& items) {
  json::Array out;
  if (items.empty()) return out;
  DUNLIN_TRY(const auto standing,
             reactions(tx, scope, id, items.back().sent_at, items.front().sent_at));
  for (const Message& message : items) {
    json::Object object = to_json(message);
    object["attachments"] = json::Array();
    if (!message.attachments.empty()) {
      DUNLIN_TRY(object["attachments"], json::parse(message.attachments));
    }
    json::Array on_it;
    for (const Reaction& one : standing) {
      if (one.mid != message.mid) continue;
      on_it.push_back(
          json::Object{{"emoji", one.emoji}, {"sender", one.sender}, {"at", to_rfc3339(one.at)}});
    }
    object["reactions"] = std::move(on_it);
    out.push_back(std::move(object));
  }
  return out;
}

}  // namespace dunlin::conversations
