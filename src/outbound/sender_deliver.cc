#include <array>

#include "base/log.h"
#include "outbound/sender_internal.h"

namespace dunlin::outbound {
namespace {

constexpr Duration kAtOnce{0};
constexpr Duration kAfterFault = std::chrono::seconds{5};
constexpr Duration kTellAgain = std::chrono::milliseconds{200};

Scope scope_of(const Intent& intent) {
  return workspace::ScopeMaker::for_workspace(intent.workspace, {.id = "outbound"});
}

Task<void> give_back(SenderState state, const Intent& intent, Duration later) {
  const Scope scope = scope_of(intent);
  const Claimer claimer = state->claimer;
  const Instant next_at = state->now() + later;
  const auto put_back = [scope, intent, claimer, next_at](db::Tx& tx) {
    return release(tx, scope, intent, claimer, next_at);
  };
  const auto done = co_await state->database.write(put_back);
  if (!done) log::error("outbound.release_failed", done.error(), {{"intent", to_text(intent.id)}});
}

Task<Result<BeginAnswer>> begin(SenderState state, const Intent& intent,
                                std::optional<UsedUp> app_budget) {
  const bool taken = !app_budget;
  const auto one = std::make_shared<const ToBegin>(
      ToBegin{.intent = intent, .beginning = state->beginning(std::move(app_budget))});
  const auto alone = [state, one](db::Tx& tx) {
    const std::array members{one.get()};
    return begin_together(tx, state->vault, members, state->claimer, state->listeners);
  };
  auto answers = co_await state->database.write(alone);
  const bool leaves = answers.ok() && std::holds_alternative<Begun>(answers->front());
  if (taken && !leaves) state->app.give_back();
  if (!answers) co_return answers.error();
  co_return std::move(answers->front());
}

/// The outcome must not be lost while it can be kept: what is not kept is taken for unknown later.
Task<void> keep_outcome(SenderState state, const Intent& intent, Settlement settlement,
                        Monotonic until) {
  const Scope scope = scope_of(intent);
  const Instant now = state->now();
  const auto keep = [state, scope, intent, settlement, now](db::Tx& tx) {
    return finish(tx, scope, intent, state->claimer, settlement, now, state->listeners);
  };
  for (;;) {
    const auto kept = co_await state->database.write(keep, db::Priority::shared);
    if (kept) co_return;
    log::error("outbound.finish_failed", kept.error(), {{"intent", to_text(intent.id)}});
    if (state->monotonic() >= until) co_return;
    co_await sleep(state->seams.timers, kTellAgain);
  }
}

void report(const Intent& intent, const Settlement& settlement) {
  log::info("outbound.attempt", {{"intent", to_text(intent.id)},
                                 {"account", to_text(intent.account)},
                                 {"outcome", name(settlement.state)},
                                 {"detail", settlement.detail},
                                 {"test", intent.is_test}});
}

graph::SendAnswer too_late() {
  return {
      .outcome = graph::NotSent{"outbound.late", "The server was too busy to send this in time."},
      .usage = {}};
}

Task<void> wait_for_room(SenderState state, const Intent& intent, CallKind kind) {
  for (;;) {
    const Duration wait = state->pacer.enter(intent.account, kind, state->monotonic());
    if (wait <= Duration{0}) co_return;
    co_await sleep(state->seams.timers, wait);
  }
}

Task<graph::SendAnswer> put_on_the_wire(SenderState state, const Intent& intent, Begun begun) {
  Outgoing outgoing{
      .caller = std::move(begun.caller), .recipient = intent.recipient, .content = intent.content};
  co_return co_await state->transport.deliver(std::move(begun.permit), std::move(outgoing));
}

/// The wall clock is asked too: it goes on while the machine sleeps, and the gate's leave grows
/// old.
bool is_late(const Sender::State& state, const Begun& begun, Monotonic began_at) {
  const bool slow = state.monotonic() >= began_at + state.options.graph.deadline;
  return slow || state.now() >= begun.deadline;
}

/// What took too long to get to the wire does not leave.
Task<graph::SendAnswer> put_on_the_wire_in_time(SenderState state, const Intent& intent,
                                                Begun begun, Monotonic began_at) {
  const CallKind kind = call_kind(intent.recipient, intent.content);
  co_await wait_for_room(state, intent, kind);
#ifdef DUNLIN_BUG_sends_late
  begun.deadline = Instant::max();
  began_at = state->monotonic();
#endif
  if (is_late(*state, begun, began_at)) {
    state->pacer.left(intent.account, kind, state->monotonic());
    co_return too_late();
  }
  auto answer = co_await put_on_the_wire(state, intent, std::move(begun));
  state->pacer.left(intent.account, kind, state->monotonic());
  co_return answer;
}

Task<graph::SendAnswer> leave(SenderState state, const Intent& intent, Begun begun,
                              Monotonic began_at) {
  if (begun.mark && !is_late(*state, begun, began_at)) {
    auto stopped = co_await show_typing(state, intent, begun);
    if (stopped) co_return *std::move(stopped);
  }
  co_return co_await put_on_the_wire_in_time(state, intent, std::move(begun), began_at);
}

}  // namespace

Task<void> send(SenderState state, Intent intent, Begun begun, Monotonic began_at) {
  Attempt attempt;
  attempt.deadline = begun.deadline;
  attempt.source = intent.source;
  attempt.failures = intent.failures;
  attempt.waits = intent.waits;
  attempt.read_back_first = state->options.read_back_first;
  const auto answer = co_await leave(state, intent, std::move(begun), began_at);
  attempt.now = state->now();
  attempt.jitter = state->seams.random.unit();
#ifdef DUNLIN_BUG_chance_from_address
  attempt.jitter = static_cast<double>(reinterpret_cast<std::uintptr_t>(&attempt) / 16 % 997) / 997;
#endif
  Settlement settlement = decide_outcome(answer, attempt);
  report(intent, settlement);
  co_await keep_outcome(state, intent, std::move(settlement), began_at + state->options.lease);
}

Task<void> deliver(SenderState state, Intent intent, Monotonic claimed_at,
                   std::optional<UsedUp> app_budget) {
  const bool stopping = state->stopping();
  // Another worker may have it soon: recovery puts it back.
  const bool late = state->monotonic() - claimed_at >= state->lease_to_use();
  if ((stopping || late) && !app_budget) state->app.give_back();
  if (stopping) co_await give_back(state, intent, kAtOnce);
  if (stopping || late) co_return;
  const Monotonic began_at = state->monotonic();
  auto answer = co_await begin(state, intent, std::move(app_budget));
  if (!answer) {
    log::error("outbound.begin_failed", answer.error(), {{"intent", to_text(intent.id)}});
    co_await give_back(state, intent, kAfterFault);
    co_return;
  }
  auto* begun = std::get_if<Begun>(&*answer);
  if (!begun) co_return;
  co_await send(state, intent, std::move(*begun), began_at);
}

}  // namespace dunlin::outbound
