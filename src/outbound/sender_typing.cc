#include "base/log.h"
#include "outbound/reads.h"
#include "outbound/sender_internal.h"

namespace dunlin::outbound {
namespace {

/// The answer waits for its typing mark no longer than a person would notice.
constexpr Duration kMarkGoesAhead = std::chrono::milliseconds{300};

/// When more than these were due at once, answers matter more than marks.
constexpr std::size_t kCalm = 8;

bool shows_typing(const Sender::State& state) {
  const bool wire_is_free = state.active * 8 <= state.options.in_flight;
  const bool calm = state.together <= kCalm;
  return state.options.typing_indicator && wire_is_free && calm && !state.stopping();
}

struct Mark {
  explicit Mark(Timers& timers) : gone(timers) {}
  Signal gone;
  std::optional<graph::SendAnswer> answer;
};

Task<void> send_mark(SenderState state, Scope scope, AccountId account, graph::Caller caller,
                     Permit permit, std::string igsid, std::shared_ptr<Mark> mark) {
  auto answer =
      co_await state->transport.show_typing(std::move(permit), std::move(caller), std::move(igsid));
  if (!std::holds_alternative<graph::Sent>(answer.outcome)) log::debug("outbound.typing_not_shown");
  state->pacer.left(account, CallKind::mark, state->monotonic());
  const auto error = error_of(answer);
  const graph::Usage usage = answer.usage;
  mark->answer.emplace(std::move(answer));
  mark->gone.notify();
  // Whether the mark was seen is of no interest; that the account must wait is.
  co_await heed_answer_apart(state->seams, state->database, scope, account, error, usage);
}

/// Nothing when the message may leave.
std::optional<graph::SendAnswer> stops(std::optional<graph::SendAnswer> mark, Instant now) {
  if (!mark) return std::nullopt;
  const graph::GraphError error = error_of(*mark).value_or(graph::GraphError{});
  const bool by_error = account_change(error, {}, now).kind != AccountChange::Kind::none;
  if (by_error) return mark;
  const AccountChange change = account_change(error, mark->usage, now);
  if (change.kind == AccountChange::Kind::none) return std::nullopt;
  return graph::SendAnswer{.outcome = graph::NotSent{"graph.usage", change.reason}, .usage = {}};
}

}  // namespace

std::size_t take_marks(Sender::State& state, std::size_t messages) {
  if (!shows_typing(state)) return 0;
  std::size_t taken = 0;
  while (taken < messages && !state.app.take(CallKind::mark)) ++taken;
  return taken;
}

Task<std::optional<graph::SendAnswer>> show_typing(SenderState state, const Intent& intent,
                                                   Begun& begun) {
  Permit permit = *std::exchange(begun.mark, std::nullopt);
  if (state->pacer.enter(intent.account, CallKind::mark, state->monotonic()) > Duration{0}) {
    state->app.give_back();
    co_return std::nullopt;
  }
  const Scope scope = workspace::ScopeMaker::for_workspace(intent.workspace, {.id = "outbound"});
  const auto mark = std::make_shared<Mark>(state->seams.timers);
  spawn(state->seams.executor, send_mark(state, scope, intent.account, begun.caller,
                                         std::move(permit), begun.igsid, mark));
  co_await mark->gone.wait(kMarkGoesAhead);
  co_return stops(mark->answer, state->now());
}

}  // namespace dunlin::outbound
