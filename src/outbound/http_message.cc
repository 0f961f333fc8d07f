#include "outbound/http_message.h"

#include <fmt/format.h>

#include "contacts/contacts.h"
#include "outbound/capability.h"
#include "outbound/content_json.h"
#include "outbound/http_json.h"

namespace dunlin::outbound {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::Reply;

/// What a member wishes to send, before it is a row.
struct Wished {
  NewIntent intent;
  Instant now;
};

Intent as_asked_of_the_gate(const NewIntent& wished) {
  Intent out;
  out.id = wished.id;
  out.account = wished.account;
  out.conversation = wished.conversation;
  out.contact = wished.contact;
  out.recipient = wished.recipient;
  out.content = wished.content;
  out.source = wished.source;
  out.purpose = wished.purpose;
  return out;
}

/// What the member can do about it.
std::string_view advice(Refusal why) {
  switch (why) {
    case Refusal::opted_out:
      return "Only the person can lift it, by writing a word such as START.";
    case Refusal::window_closed:
      return "Wait until the person writes again.";
    case Refusal::no_consent_basis:
      return "Record the person's consent first, with POST /api/v1/contacts/{id}/consent.";
    case Refusal::account_gone:
      return "Connect the account again under Settings, Accounts.";
    case Refusal::out_of_credits:
      return "Buy credits, then send it again.";
    default:
      return "Read the conversation again and decide anew.";
  }
}

/// A refusal that is certain now is told now; what is only a wait is queued.
Status ask_the_gate(db::Tx& tx, const Scope& scope, const Intent& intent, Instant now,
                    const conversations::Conversation& conversation) {
  Beginning beginning;
  beginning.now = now;
  DUNLIN_TRY(const SenderFacts sender, load_sender(tx, scope, intent.account));
  DUNLIN_TRY(const auto recipient, contacts::find_recipient(tx, scope, intent.contact));
  DUNLIN_TRY(const SendFacts facts,
             load_facts(tx, scope, intent, beginning, conversation, recipient, sender));
  DUNLIN_CHECK(validate(intent.content, sender.sender.account.transport));
  const Decision decision = decide(facts.gate);
  const auto* refused = std::get_if<Refused>(&decision);
  if (!refused) return {};
  return Error(Code::refused, fmt::format("send.{}", name(refused->why)), refused->reason)
      .hinting(advice(refused->why));
}

Result<Reply> enqueue_answer(db::Tx& tx, const Scope& scope, Wished wished,
                             const std::function<void()>& wake) {
  NewIntent& intent = wished.intent;
  DUNLIN_TRY(const auto known, conversations::find(tx, scope, intent.conversation));
  DUNLIN_TRY(const auto opened, conversations::open(tx, scope, known.account, known.contact,
                                                    known.id, wished.now, false));
  DUNLIN_TRY(const auto contact, contacts::find(tx, scope, known.contact));
  intent.account = known.account;
  intent.contact = known.contact;
  intent.recipient = {.kind = graph::Recipient::Kind::person, .id = contact.igsid};
  DUNLIN_CHECK(
      ask_the_gate(tx, scope, as_asked_of_the_gate(intent), wished.now, opened.conversation));
  DUNLIN_TRY(const bool unsettled, has_unsettled(tx, scope, known.id));
  DUNLIN_CHECK(conversations::set_owner(tx, scope, known.id, conversations::Owner::person));
  DUNLIN_CHECK(conversations::set_read(tx, scope, known.id, conversations::Read::yes));
  DUNLIN_TRY(const Enqueued enqueued,
             enqueue(tx, scope, opened.conversation, intent, wished.now, wake));
  DUNLIN_TRY(const Intent stored, find_intent(tx, scope, enqueued.id));
  json::Object out = send_json(stored);
  // The last message may or may not have arrived: the person who writes now should know.
  out["unsettled_before"] = unsettled;
  workspace::Reply reply = workspace::reply_with(std::move(out), 202);
  reply.changed = {.object = to_text(stored.id),
                   .after = json::Object{{"conversation_id", to_text(intent.conversation)}}};
  return reply;
}

Task<Result<Reply>> post_message(const HttpContext& context, const Call& call) {
  const auto id = call.id<ConversationId>();
  if (!id) return workspace::answer(id.error());
  auto content = content_from_json(call.body);
  if (!content) return workspace::answer(std::move(content).error());
  Wished wished;
  wished.now = context.seams->clock.now();
  NewIntent& intent = wished.intent;
  intent.id = context.seams->ids.next<IntentId>();
  intent.message = context.seams->ids.next<MessageId>();
  intent.conversation = *id;
  intent.content = *std::move(content);
  intent.source = Source::person;
  intent.purpose = Purpose::person;
  intent.cause = fmt::format("key {} {}", call.scope.actor().id, call.idempotency_key);
  return workspace::in_write(context.database, call,
                             [scope = call.scope, wished, wake = context.wake](db::Tx& tx) {
                               return enqueue_answer(tx, scope, wished, wake);
                             });
}

/// Why a second one might arrive beside the first.
Error not_safe(const Intent& intent) {
  const bool unclear =
      intent.state == IntentState::unknown || intent.held_for == HeldFor::unknown_outcome;
  return Error(Code::conflict, "send.not_safe_to_retry",
               unclear ? std::string("It is not known whether this arrived, so sending it again "
                                     "could make it arrive twice")
                       : fmt::format("This send is {}: only what surely did not arrive is sent "
                                     "again",
                                     name(intent.state)))
      .hinting(unclear ? "Look into Instagram and settle it: POST /api/v1/sends/{id}/settle."
                       : "Read it again; it may be on its way.");
}

Result<Reply> retry(db::Tx& tx, const Scope& scope, IntentId id, Instant now,
                    const HttpContext& context) {
  DUNLIN_TRY(const Intent intent, find_intent(tx, scope, id));
  const bool surely_not_there = intent.state == IntentState::failed ||
                                intent.state == IntentState::refused ||
                                intent.state == IntentState::dropped;
  if (!surely_not_there) return not_safe(intent);
  DUNLIN_TRY(const auto opened, conversations::open(tx, scope, intent.account, intent.contact,
                                                    intent.conversation, now, false));
  DUNLIN_CHECK(ask_the_gate(tx, scope, intent, now, opened.conversation));
  Settlement again;
  again.state = IntentState::queued;
  again.next_at = now;
  const Change change{.settlement = again, .step = "retried"};
  DUNLIN_TRY(const bool settled,
             settle(tx, scope, intent, Guard::state, "", change, now, context.listeners));
  if (!settled) return not_safe(intent);
  if (context.wake) tx.after_commit(context.wake);
  DUNLIN_TRY(const Intent after, find_intent(tx, scope, id));
  Reply reply = workspace::reply_with(send_json(after), 202);
  reply.changed = {.before = json::Object{{"state", name(intent.state)}},
                   .after = json::Object{{"state", name(after.state)}}};
  return reply;
}

Task<Result<Reply>> post_retry(const HttpContext& context, const Call& call) {
  const auto id = call.id<IntentId>();
  if (!id) return workspace::answer(id.error());
  return workspace::in_write(
      context.database, call,
      [scope = call.scope, id = *id, context, now = context.seams->clock.now()](db::Tx& tx) {
        return retry(tx, scope, id, now, context);
      });
}

}  // namespace

workspace::Endpoint retry_endpoint(const HttpContext& context) {
  return workspace::changing("POST", "/api/v1/sends/{id}/retry", Access::inbox, "send.retry",
                             [context](const Call& call) { return post_retry(context, call); });
}

workspace::Endpoint message_endpoint(const HttpContext& context) {
  auto out = workspace::changing(
      "POST", "/api/v1/conversations/{id}/messages", Access::inbox, "send.queue",
      [context](const Call& call) { return post_message(context, call); });
  out.idempotency = workspace::Endpoint::Idempotency::required;
  return out;
}

}  // namespace dunlin::outbound
