#include "outbound/fingerprint.h"
#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

bool looks_like(const Intent& intent, const EchoSeen& echo, const std::string& hash) {
  if (intent.echo_hash == hash) return true;
  return intent.has_attachment_shape && echo.has_attachments && echo.text.empty();
}

/// What an echo can settle: it may be on its way or gone, somebody was to do it by hand, or it was
/// about to be sent again.
bool may_have_left(const Intent& intent) {
  switch (intent.state) {
    case IntentState::sending:
    case IntentState::unknown:
    case IntentState::held:
      return true;
    case IntentState::queued:
    case IntentState::claimed:
      return intent.resent;
    case IntentState::sent:
    case IntentState::refused:
    case IntentState::failed:
    case IntentState::dropped:
      return false;
  }
  return false;
}

Status doubt_if_sent_again(db::Tx& tx, const Scope& scope,
                           const conversations::Conversation& conversation, const EchoSeen& echo,
                           const std::string& hash, Instant now) {
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_INTENT_COLUMNS R"sql( FROM intent
    WHERE workspace_id = $1 AND conversation_id = $2 AND resent = 1 AND state = 3
    ORDER BY position DESC LIMIT 20)sql",
                                           scope.workspace(), conversation.id));
  DUNLIN_TRY(const auto intents, intents_from(rows));
  for (const Intent& intent : intents) {
    if (looks_like(intent, echo, hash))
      return accounts::set_doubted(tx, scope, intent.account, now);
  }
  return {};
}

}  // namespace

Result<bool> settle_by_echo(db::Tx& tx, const Scope& scope,
                            const conversations::Conversation& conversation, const EchoSeen& echo,
                            Instant now, Listeners listeners) {
  DUNLIN_TRY(const auto known,
             conversations::find_by_mid(tx, scope, conversation.account, echo.mid));
  if (known) return known->intent.has_value();
#ifdef DUNLIN_BUG_echo_needs_mid
  return false;
#endif
  DUNLIN_TRY(const db::Rows rows, tx.query("SELECT " DUNLIN_INTENT_COLUMNS R"sql( FROM intent
    WHERE workspace_id = $1 AND conversation_id = $2 AND state IN (0, 1, 2, 4, 5)
    ORDER BY position {for_update})sql",
                                           scope.workspace(), conversation.id));
  DUNLIN_TRY(const auto intents, intents_from(rows));
  const std::string hash = echo_hash(echo.text);
  for (const Intent& intent : intents) {
    if (!may_have_left(intent) || !looks_like(intent, echo, hash)) continue;
    Settlement settlement;
    settlement.state = IntentState::sent;
    settlement.mid = echo.mid;
    settlement.failures = intent.failures;
    const Change change{.settlement = settlement, .step = "settled_by_echo", .sent_at = echo.at};
    DUNLIN_TRY(const bool settled,
               settle(tx, scope, intent, Guard::state, "", change, now, listeners));
    check(settled, "a locked row stays as it was read");
    const bool about_to_repeat =
        intent.state == IntentState::queued || intent.state == IntentState::claimed;
    if (about_to_repeat) DUNLIN_CHECK(accounts::set_doubted(tx, scope, intent.account, now));
    return true;
  }
  DUNLIN_CHECK(doubt_if_sent_again(tx, scope, conversation, echo, hash, now));
  return false;
}

}  // namespace dunlin::outbound
