#include "alerts/tell.h"

#include <algorithm>

#include "alerts/alert_json.h"
#include "workspace/workspace.h"

namespace dunlin::alerts {
namespace {

mail::Letter letter_to(const Reader& reader, const Alert& alert, std::string_view address) {
  const Sentences words = sentences(alert.kind, alert.facts, reader.language);
  mail::Letter letter;
  letter.to = reader.email;
  letter.subject = "Dunlin: " + words.title;
  letter.text = words.says + "\n\n" + words.todo + "\n";
  if (!address.empty()) letter.text += "\n" + std::string(address) + "\n";
  return letter;
}

Result<std::vector<Reader>> load_members(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const auto members, workspace::list_members(tx, scope));
  std::vector<Reader> out;
  for (const workspace::Member& member : members) {
    out.push_back({.person = member.person,
                   .email = member.email,
                   .language = member.language,
                   .role = member.role});
  }
  return out;
}

Status post_letters(db::Tx& tx, const Scope& scope, const Needs& needs, const Alert& alert,
                    Instant now) {
  if (!needs.post) return {};
  DUNLIN_TRY(const auto members, load_members(tx, scope));
  DUNLIN_TRY(const auto wishes, load_wishes(tx, scope));
  for (const Reader& reader : told_by_mail(members, wishes)) {
    DUNLIN_CHECK(needs.post(tx, letter_to(reader, alert, needs.address), now));
  }
  return {};
}

}  // namespace

std::vector<Reader> told_by_mail(const std::vector<Reader>& members,
                                 const std::vector<MailWish>& wishes) {
  std::vector<Reader> out;
  for (const Reader& member : members) {
    const auto wish = std::ranges::find(wishes, member.person, &MailWish::person);
    const bool by_role =
        member.role == workspace::Role::owner || member.role == workspace::Role::admin;
    if (wish == wishes.end() ? by_role : wish->wished) out.push_back(member);
  }
  return out;
}

std::string call_body(Style style, const Alert& alert, std::string_view language, Instant now) {
  // What ended at once was never open: a test is told as raised.
  const bool over = alert.over_at && alert.kind != Kind::test;
  if (style == Style::slack) {
    const Sentences words = sentences(alert.kind, alert.facts, language);
    const std::string text = over ? "✓ " + words.title : words.title + "\n" + words.says;
    return json::print(json::Object{{"text", over ? text : text + "\n" + words.todo}});
  }
  return json::print(json::Object{{"type", over ? "alert.over" : "alert.raised"},
                                  {"timestamp", to_rfc3339(now)},
                                  {"data", to_json(alert)}});
}

Status tell(db::Tx& tx, const Scope& scope, const Needs& needs, const Alert& alert, Instant now) {
  const bool over = alert.over_at && alert.kind != Kind::test;
  if (!over) DUNLIN_CHECK(post_letters(tx, scope, needs, alert, now));
  DUNLIN_TRY(const auto webhook, load_webhook(tx, scope));
  if (!webhook) return {};
  DUNLIN_TRY(const workspace::Workspace workspace, workspace::load_workspace(tx, scope));
  if (needs.wake) tx.after_commit(needs.wake);
  return queue_call(tx, scope, needs.seams->ids.next_value(),
                    call_body(webhook->style, alert, workspace.language, now), now);
}

}  // namespace dunlin::alerts
