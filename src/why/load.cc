#include <algorithm>

#include "rules/rules.h"
#include "why/why.h"

namespace dunlin::why {
namespace {

/// So many of the newest messages are looked through for one of the person.
constexpr int kMessages = 200;

Result<std::optional<conversations::Message>> newest_heard(db::Tx& tx, const Scope& scope,
                                                           ConversationId id) {
  DUNLIN_TRY(const auto page,
             conversations::messages(tx, scope, id, {.limit = kMessages, .after = std::nullopt}));
  const auto heard = std::ranges::find(page.items, conversations::Direction::in,
                                       &conversations::Message::direction);
  if (heard == page.items.end()) return std::optional<conversations::Message>();
  return std::optional(*heard);
}

/// What was asked for, as far as it is known.
Status find_subject(db::Tx& tx, const Scope& scope, const Asked& asked, Facts& facts) {
  std::optional<ConversationId> conversation = asked.conversation;
  if (asked.message) {
    DUNLIN_TRY(facts.message, conversations::find_message(tx, scope, *asked.message));
    conversation = facts.message->conversation;
  }
  if (conversation) {
    DUNLIN_TRY(facts.conversation, conversations::find(tx, scope, *conversation));
    DUNLIN_TRY(facts.contact, contacts::find(tx, scope, facts.conversation->contact));
    facts.username = facts.contact->profile.username;
  } else {
    facts.username = asked.username;
    DUNLIN_TRY(const auto known, contacts::find_by_username(tx, scope, asked.username));
    if (known.empty()) return {};
    facts.contact = known.front();
    DUNLIN_TRY(facts.conversation, conversations::find_by_contact(tx, scope, facts.contact->id));
  }
  if (facts.message || !facts.conversation) return {};
  DUNLIN_TRY(facts.message, newest_heard(tx, scope, facts.conversation->id));
  return {};
}

Result<Facts::Send> load_send(db::Tx& tx, const Scope& scope, const outbound::SendSeen& send) {
  Facts::Send out{.send = send};
  const auto row = conversations::find_message(tx, scope, send.message);
  if (!row && row.error().code != Code::not_found) return row.error();
  out.seen = row.ok() && row->status == conversations::Status::seen;
  return out;
}

Status load_sends(db::Tx& tx, const Scope& scope, Facts& facts) {
  std::vector<outbound::SendSeen> sends;
  if (facts.trace) {
    DUNLIN_TRY(sends, outbound::sends_of_trace(tx, scope, facts.trace->id, facts.trace->at));
  } else if (facts.message && facts.message->intent) {
    DUNLIN_TRY(auto send, outbound::look_at_send(tx, scope, *facts.message->intent));
    sends.push_back(std::move(send));
  }
  for (const outbound::SendSeen& send : sends) {
    DUNLIN_TRY(auto one, load_send(tx, scope, send));
    facts.sends.push_back(std::move(one));
  }
  return {};
}

/// What was recorded when the message came, and since.
Status load_record(db::Tx& tx, const Scope& scope, Facts& facts) {
  if (!facts.message) return {};
  const conversations::Message& message = *facts.message;
  if (message.direction == conversations::Direction::in) {
    DUNLIN_TRY(facts.trace, activity::find_by_message(tx, scope, message.conversation, message.id,
                                                      message.received_at));
  }
  DUNLIN_CHECK(load_sends(tx, scope, facts));
  if (!facts.trace) return {};
  DUNLIN_TRY(facts.rules_changed, rules::changed_since(tx, scope, facts.trace->at));
  DUNLIN_TRY(const auto history, contacts::consent_history(tx, scope, facts.contact->id));
  const std::string evidence = to_text(message.id);
  for (const contacts::ConsentEvent& event : history) {
    if (event.source == "message" && event.evidence == evidence) facts.said = event.kind;
  }
  return {};
}

Status load_silence(db::Tx& tx, const Scope& scope, Facts& facts) {
  if (facts.message) return {};
  DUNLIN_TRY(const auto accounts, accounts::list(tx, scope));
  for (const accounts::Account& account : accounts) {
    if (facts.account && facts.account->id != account.id) continue;
    if (account.state == accounts::State::disconnected) continue;
    DUNLIN_TRY(const auto heard_at, activity::last_heard(tx, scope, account.id));
    if (heard_at && facts.now - *heard_at < kLately) continue;
    facts.silent.push_back({.username = account.username, .heard_at = heard_at});
  }
  return {};
}

}  // namespace

Result<Facts> load(db::Tx& tx, const Scope& scope, const Asked& asked, Instant now) {
  Facts facts{.now = now};
  DUNLIN_CHECK(find_subject(tx, scope, asked, facts));
  intake::ParkedFilter filter;
  if (facts.contact) {
    DUNLIN_TRY(facts.account, accounts::find(tx, scope, facts.contact->account));
    filter.account_ig_id = facts.account->ig_id;
  }
  const bool installer = asked.who == workspace::Installer::yes;
  DUNLIN_TRY(const auto parked, intake::count_parked(tx, scope, installer, filter));
  for (const auto& [reason, count] : parked.by_reason) facts.parked += count;
  DUNLIN_CHECK(load_record(tx, scope, facts));
  DUNLIN_CHECK(load_silence(tx, scope, facts));
  DUNLIN_TRY(facts.switches, workspace::load_switches(tx, scope));
  return facts;
}

}  // namespace dunlin::why
