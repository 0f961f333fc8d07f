#include "accounts/accounts.h"
#include "contacts/http_json.h"
#include "inbox/decide_composer.h"
#include "inbox/http_internal.h"
#include "inbox/people.h"
#include "outbound/capability.h"
#include "workspace/workspace.h"

namespace dunlin::inbox {
namespace {

using workspace::Reply;

json::Array media_json() {
  json::Array out;
  for (const auto& row : outbound::media_capabilities()) out.emplace_back(row.name);
  return out;
}

Result<json::Object> composer_json(db::Tx& tx, const Scope& scope, const Row& row, Instant now) {
  DUNLIN_TRY(const auto account, accounts::find(tx, scope, row.conversation.account));
  DUNLIN_TRY(const bool paused, workspace::sending_paused(tx));
  const Composer composer = decide_composer({.contact_name = row.contact.display_name(),
                                             .window = row.conversation.window,
                                             .human_agent = account.human_agent,
                                             .opted_out = row.contact.opted_out_at.has_value(),
                                             .transport = account.transport,
                                             .account_state = account.state,
                                             .sending_paused = paused,
                                             .now = now});
  const auto& can = outbound::capability(account.transport);
  return json::Object{{"state", name(composer.state)},
                      {"closes_at", workspace::time_json(composer.closes_at)},
                      {"reason", composer.reason},
                      {"way_out", composer.way_out},
                      {"transport", can.name},
                      {"text_bytes", can.text_bytes},
                      {"structured", can.structured == outbound::Capability::Structured::yes},
                      {"media", media_json()}};
}

json::Array fired_json(const std::vector<RuleFired>& fired) {
  json::Array out;
  for (const RuleFired& one : fired) {
    out.push_back(json::Object{
        {"rule_id", to_text(one.rule)},
        {"rule_name", one.rule_name},
        {"at", to_rfc3339(one.at)},
        {"activity_id", one.trace ? json::Value(to_text(*one.trace)) : json::Value(nullptr)}});
  }
  return out;
}

json::Value draft_json(const std::optional<Draft>& draft) {
  if (!draft) return nullptr;
  return json::Object{{"text", draft->text},
                      {"is_note", draft->is_note},
                      {"changed_at", to_rfc3339(draft->changed_at)}};
}

Result<Reply> whole(db::Tx& tx, const Scope& scope, ConversationId id, Instant now,
                    json::Array presence) {
  DUNLIN_TRY(const Row row, find_row(tx, scope, id));
  DUNLIN_TRY(const Beside beside, load_beside(tx, scope, row.conversation));
  DUNLIN_TRY(const auto person, contacts::find(tx, scope, row.contact.id));
  DUNLIN_TRY(const auto draft, find_draft(tx, scope, id, self_of(scope)));
  json::Object out = row_json(row, now);
  DUNLIN_TRY(out["consent"], contacts::consent_json(tx, scope, row.contact.id));
  DUNLIN_TRY(out["composer"], composer_json(tx, scope, row, now));
  out["person"] = contacts::contact_json(person);
  out["message_count"] = beside.messages;
  out["more_messages"] = beside.more_messages;
  out["notes_count"] = beside.notes;
  out["answers_waiting"] = beside.answers_waiting;
  out["rules_fired"] = fired_json(beside.fired);
  out["draft"] = draft_json(draft);
  out["presence"] = std::move(presence);
  return workspace::reply_with(std::move(out));
}

}  // namespace

Task<Result<Reply>> get_whole(const HttpContext& context, const workspace::Call& call) {
  const auto id = call.id<ConversationId>();
  if (!id) return workspace::answer(id.error());
  const json::Array presence =
      presence_json(context.presence->others(call.scope.workspace(), *id, self_of(call.scope)));
  return workspace::in_read(
      context.database, [scope = call.scope, id = *id, presence, now = context.seams->clock.now()](
                            db::Tx& tx) { return whole(tx, scope, id, now, presence); });
}

}  // namespace dunlin::inbox
