#include "base/log.h"
#include "outbound/reads.h"
#include "outbound/sender_internal.h"

namespace dunlin::outbound {
namespace {

/// The answer waits for its typing mark no longer than a person would notice.
constexpr Duration kMarkGoesAhead = std::chrono::milliseconds{300};

/// When more than these were due at once, answers matter more than marks.
constexpr std::size_t kCalm = 8;

bool wanted(const Sender::State& state, const Intent& intent) {
  const bool first_try = intent.failures == 0 && intent.waits == 0 && !intent.resent;
  return shows_typing(state) && intent.purpose == Purpose::answer && first_try &&
         intent.recipient.kind == graph::Recipient::Kind::person && !state.stopping();
}

Task<void> send_mark(SenderState state, Scope scope, AccountId account, Begun begun,
                     std::shared_ptr<Signal> gone) {
  const auto answer = co_await state->transport.show_typing(std::move(begun.permit),
                                                            std::move(begun.caller), begun.igsid);
  if (!std::holds_alternative<graph::Sent>(answer.outcome)) log::debug("outbound.typing_not_shown");
  state->pacer.left(account, CallKind::mark, state->monotonic());
  // Whether the mark was seen is of no interest; that the account must wait is.
  co_await heed_answer_apart(state->seams, state->database, scope, account, error_of(answer),
                             answer.usage);
  gone->notify();
}

}  // namespace

bool shows_typing(const Sender::State& state) {
  const bool wire_is_free = state.active * 8 <= state.options.in_flight;
  const bool calm = state.together <= kCalm;
  return state.options.typing_indicator && wire_is_free && calm;
}

Task<void> show_typing(SenderState state, const Intent& intent) {
  if (!wanted(*state, intent)) co_return;
  if (state->pacer.enter(intent.account, CallKind::mark, state->monotonic()) > Duration{0}) {
    co_return;
  }
  if (state->app.take(CallKind::mark)) {
    state->pacer.left(intent.account, CallKind::mark, state->monotonic());
    co_return;
  }
  const Scope scope = workspace::ScopeMaker::for_workspace(intent.workspace, {.id = "outbound"});
  const Beginning beginning = state->beginning(Permit::Leave::mark, std::nullopt);
  const auto ask = [state, scope, intent, beginning](db::Tx& tx) {
    return permit_mark(tx, scope, state->vault, intent, beginning);
  };
  auto permitted = co_await state->database.write(ask);
  if (!permitted || !*permitted) {
    state->app.give_back();
    state->pacer.left(intent.account, CallKind::mark, state->monotonic());
    co_return;
  }
  const auto gone = std::make_shared<Signal>(state->seams.timers);
  spawn(state->seams.executor,
        send_mark(state, scope, intent.account, std::move(**permitted), gone));
  co_await gone->wait(kMarkGoesAhead);
}

}  // namespace dunlin::outbound
