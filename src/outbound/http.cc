#include <fmt/format.h>

#include "json/reader.h"
#include "outbound/http_json.h"
#include "outbound/http_message.h"

namespace dunlin::outbound {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::Reply;
using workspace::reply_with;

Result<std::optional<IntentState>> read_state(const Call& call) {
  const auto text = call.parameter("state");
  if (!text) return std::optional<IntentState>();
  for (int i = 0; i <= static_cast<int>(IntentState::dropped); ++i) {
    const auto state = static_cast<IntentState>(i);
    if (name(state) == *text) return std::optional(state);
  }
  return Error(Code::invalid, "send.state_unknown",
               "`state` is one of queued, claimed, sending, sent, unknown, held, refused, failed, "
               "dropped")
      .at("state");
}

Task<Result<Reply>> get_sends(const HttpContext& context, const Call& call) {
  const auto asked = call.page();
  if (!asked) return workspace::answer(asked.error());
  const auto state = read_state(call);
  if (!state) return workspace::answer(state.error());
  return in_read(context.database,
                 [scope = call.scope, asked = *asked, state = *state](db::Tx& tx) -> Result<Reply> {
                   DUNLIN_TRY(const auto page, list_intents(tx, scope, state, asked));
                   json::Array items;
                   for (const Intent& intent : page.items) items.push_back(send_json(intent));
                   return reply_with(workspace::page_json(std::move(items), page.next));
                 });
}

Task<Result<Reply>> get_send(const HttpContext& context, const Call& call) {
  const auto id = call.id<IntentId>();
  if (!id) return workspace::answer(id.error());
  return in_read(context.database, [scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const Intent intent, find_intent(tx, scope, id));
    return reply_with(send_json(intent));
  });
}

Result<std::optional<HeldFor>> read_task_kind(const Call& call) {
  const auto text = call.parameter("transport");
  if (!text) return std::optional<HeldFor>();
  for (const HeldFor kind : {HeldFor::by_hand, HeldFor::device}) {
    if (name(kind) == *text) return std::optional(kind);
  }
  return Error(Code::invalid, "send.transport_unknown", "`transport` is by_hand or device")
      .at("transport");
}

Task<Result<Reply>> get_tasks(const HttpContext& context, const Call& call) {
  const auto asked = call.page();
  if (!asked) return workspace::answer(asked.error());
  const auto kind = read_task_kind(call);
  if (!kind) return workspace::answer(kind.error());
  return in_read(context.database,
                 [scope = call.scope, asked = *asked, kind = *kind](db::Tx& tx) -> Result<Reply> {
                   DUNLIN_TRY(const auto page, list_tasks(tx, scope, kind, asked));
                   json::Array items;
                   for (const Intent& intent : page.items) {
                     DUNLIN_TRY(const auto contact, contacts::find(tx, scope, intent.contact));
                     items.push_back(task_json(intent, contact));
                   }
                   return reply_with(workspace::page_json(std::move(items), page.next));
                 });
}

enum class Found { sent, not_sent, send_again };

Settlement as_found(const Intent& intent, Found found, Instant now) {
  Settlement out;
  out.failures = intent.failures;
  out.detail = "settled by hand";
  switch (found) {
    case Found::sent:
      out.state = IntentState::sent;
      break;
    case Found::not_sent:
      out.state = IntentState::failed;
      out.reason = "It was not sent, as a person found.";
      break;
    case Found::send_again:
      out.state = IntentState::queued;
      out.reason = "A person found that it had not arrived; it is sent again.";
      out.next_at = now;
      break;
  }
  return out;
}

Result<Reply> settle_held(db::Tx& tx, const Scope& scope, IntentId id, Found found, Instant now,
                          const HttpContext& context) {
  DUNLIN_TRY(const Intent intent, find_intent(tx, scope, id));
  if (intent.state != IntentState::held) {
    return Error(Code::conflict, "send.not_held",
                 fmt::format("This send is {}: nobody is asked about it", name(intent.state)))
        .hinting("Only sends that are held are settled: GET /api/v1/sends?state=held lists them.");
  }
  if (found == Found::send_again && intent.held_for != HeldFor::unknown_outcome) {
    return Error(Code::conflict, "send.is_task", "This is a task: it is not sent again by itself")
        .hinting("Perform it and report the outcome `sent`, or `not_sent` alone.");
  }
  const Change change{.settlement = as_found(intent, found, now), .step = "settled_by_hand"};
  DUNLIN_TRY(const bool settled,
             settle(tx, scope, intent, Guard::state, "", change, now, context.listeners));
  if (!settled)
    return Error(Code::conflict, "send.changed", "This send was settled meanwhile")
        .hinting("Read it again.");
  if (found == Found::send_again && context.wake) tx.after_commit(context.wake);
  DUNLIN_TRY(const Intent after, find_intent(tx, scope, id));
  Reply reply = reply_with(send_json(after));
  reply.changed = {.before = json::Object{{"state", name(intent.state)}},
                   .after = json::Object{{"state", name(after.state)}}};
  return reply;
}

Task<Result<Reply>> post_settle(const HttpContext& context, const Call& call) {
  const auto id = call.id<IntentId>();
  if (!id) return workspace::answer(id.error());
  json::Reader in(call.body);
  const std::string outcome = in.choice("outcome", {"sent", "not_sent"});
  const bool again = in.optional_flag("send_again").value_or(false);
  if (again && outcome == "sent")
    in.fault("send_again", "send.sent_already", "What was sent is not sent again");
  if (auto status = in.finish(); !status) return workspace::answer(std::move(status).error());
  const Found found = outcome == "sent" ? Found::sent : again ? Found::send_again : Found::not_sent;
  const Instant now = context.seams->clock.now();
  return in_write(context.database, call,
                  [scope = call.scope, id = *id, found, now, context](db::Tx& tx) {
                    return settle_held(tx, scope, id, found, now, context);
                  });
}

}  // namespace

std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams,
                                           std::function<void()> wake,
                                           std::vector<SettleListener> listeners) {
  const HttpContext context{std::move(database), &seams, std::move(wake), std::move(listeners)};
  return {
      message_endpoint(context),
      retry_endpoint(context),
      endpoint("GET", "/api/v1/sends", Access::read,
               [context](const Call& call) { return get_sends(context, call); }),
      endpoint("GET", "/api/v1/sends/{id}", Access::read,
               [context](const Call& call) { return get_send(context, call); }),
      workspace::changing("POST", "/api/v1/sends/{id}/settle", Access::inbox, "send.settle",
                          [context](const Call& call) { return post_settle(context, call); }),
      endpoint("GET", "/api/v1/tasks", Access::read,
               [context](const Call& call) { return get_tasks(context, call); }),
      endpoint("GET", "/api/v1/capabilities", Access::read,
               [](const Call&) { return workspace::answer(reply_with(capabilities_json())); }),
  };
}

}  // namespace dunlin::outbound
