#include <algorithm>

#include "base/log.h"
#include "outbound/sender_internal.h"

namespace dunlin::outbound {
namespace {

/// Rows of dead processes and due read-backs are looked for this often; both are matters of many
/// seconds.
constexpr Duration kMaintainEvery = std::chrono::seconds{5};

/// Begun in one transaction at most; more would keep what else writes waiting.
constexpr std::size_t kTogether = 64;
constexpr std::size_t kHelpers = 1;
/// A transaction that has a conversation is over soon.
constexpr Duration kAfterBusy = std::chrono::milliseconds{5};

/// Runs one send to its end and makes its room free.
Task<void> run(SenderState state, Task<void> sending) {
  co_await std::move(sending);
  --state->active;
  state->wake.notify();
}

void start(const SenderState& state, Task<void> sending) {
  ++state->active;
  spawn(state->seams.executor, run(state, std::move(sending)));
}

Duration until_next(const Sender::State& state, std::optional<Instant> next_due) {
  if (!next_due) return state.options.poll;
  return std::clamp(Duration{*next_due - state.now()}, Duration{0}, state.options.poll);
}

/// Claims what fits on the wire and sets it going. Returns how long there is nothing to do.
Task<Duration> claim_and_start(SenderState state, std::size_t room) {
  const Monotonic claimed_at = state->monotonic();
  const Instant now = state->now();
  const Claimer claimer = state->claimer;
  const auto take = [claimer, now, room](db::Tx& tx) {
    return claim(tx, workspace::ScopeMaker::for_node(), claimer, now, room);
  };
  auto batch = co_await state->database.write(take);
  if (!batch) {
    log::error("outbound.claim_failed", batch.error());
    co_return state->options.poll;
  }
  const std::size_t count = batch->intents.size();
  co_await state->app.reserve(static_cast<std::int64_t>(count));
  const AppBudget::Taken taken = state->app.take_many(count);
  state->together = std::clamp<std::size_t>(count, 1, kTogether);
  for (std::size_t i = 0; i < count; ++i) {
    const auto app_budget = i < taken.calls ? std::nullopt : taken.used_up;
    start(state, deliver(state, std::move(batch->intents[i]), claimed_at, app_budget));
  }
  const bool full = count == room;
  co_return full ? Duration{0} : until_next(*state, batch->next_due);
}

std::size_t calls_of(const BeginAnswer& answer) {
  const auto* begun = std::get_if<Begun>(&answer);
  if (!begun) return 0;
  return begun->mark ? 2 : 1;
}

Task<Result<DueBatch>> begin_what_is_due(SenderState state, std::size_t limit,
                                         AppBudget::Taken taken) {
  const std::size_t marks = take_marks(*state, taken.calls);
  const DueAsked asked{.beginning = state->beginning(std::move(taken.used_up)),
                       .limit = limit,
                       .app_calls = taken.calls,
                       .app_marks = marks};
  const auto begin = [state, asked](db::Tx& tx) {
    return begin_due(tx, workspace::ScopeMaker::for_node(), state->vault, asked, state->claimer,
                     state->listeners);
  };
  auto batch = co_await state->database.write(begin);
  std::size_t used = 0;
  if (batch) {
    for (const DueBatch::One& one : batch->sends) used += calls_of(one.answer);
  }
  const std::size_t ahead = taken.calls + marks;
  state->app.give_back(ahead - std::min(ahead, used));
  co_return std::move(batch);
}

std::size_t room_on_the_wire(const Sender::State& state) {
  return state.options.in_flight - std::min(state.active, state.options.in_flight);
}

Task<void> help(SenderState state);

/// What is due begins at once and without a claim, several in one transaction. Returns how long
/// there is nothing to do. While as many come as fit, helpers do so too, because each waits for its
/// commit.
Task<Duration> begin_and_start(SenderState state, std::size_t limit, AppBudget::Taken taken) {
  const Monotonic began_at = state->monotonic();
  state->active += limit;
  auto batch = co_await begin_what_is_due(state, limit, std::move(taken));
  state->active -= limit;
  if (!batch) {
    // One that cannot begin holds up all of them: each goes alone this time.
    log::error("outbound.begin_failed", batch.error());
    co_return co_await claim_and_start(state, limit);
  }
  for (DueBatch::One& one : batch->sends) {
    auto* begun = std::get_if<Begun>(&one.answer);
    if (!begun) continue;
    start(state, send(state, std::move(one.intent), std::move(*begun), began_at));
  }
  const bool full = batch->sends.size() + batch->busy == limit;
  state->together = std::clamp<std::size_t>(full ? 2 * limit : batch->sends.size(), 1, kTogether);
  const Duration next = batch->busy > 0 ? kAfterBusy : until_next(*state, batch->next_due);
  if (full && state->together == kTogether && state->helpers < kHelpers) {
    ++state->helpers;
    spawn(state->seams.executor, help(state));
  }
  co_return full && batch->busy == 0 ? Duration{0} : next;
}

/// Only the first takes calls of the app ahead, for all.
Task<void> help(SenderState state) {
  while (!state->stopping()) {
    const std::size_t fits = std::min(room_on_the_wire(*state), state->together);
    auto taken = state->app.take_many(fits);
    const std::size_t limit = taken.calls;
    if (limit == 0) break;
    const Duration pause = co_await begin_and_start(state, limit, std::move(taken));
    if (pause > Duration{0}) break;
  }
  --state->helpers;
  state->wake.notify();
}

Task<Duration> start_what_is_due(SenderState state) {
  if (room_on_the_wire(*state) == 0) co_return state->options.poll;
  const std::size_t fits = std::min(room_on_the_wire(*state), state->together);
  // The rest is for helpers, and for marks and read-backs.
  const std::size_t ahead = fits == kTogether ? 2 * (1 + kHelpers) * fits : 2 * fits;
  co_await state->app.reserve(static_cast<std::int64_t>(ahead));
  auto taken = state->app.take_many(fits);
  const std::size_t limit = taken.calls == 0 ? fits : taken.calls;
  co_return co_await begin_and_start(state, limit, std::move(taken));
}

Task<void> maintain_when_due(SenderState state) {
  const Monotonic now = state->monotonic();
  if (state->maintained && now - *state->maintained < kMaintainEvery) co_return;
  state->maintained = now;
  co_await maintain(state);
}

Task<void> work(SenderState state) {
  while (!state->stopping()) {
    co_await maintain_when_due(state);
    const Duration pause = co_await start_what_is_due(state);
    if (state->stopping()) break;
    co_await state->wake.wait(pause);
  }
  while (state->active + state->helpers > 0) co_await state->wake.wait(state->options.poll);
}

}  // namespace

Sender::State::State(Seams& seams, db::Database database, net::Client& client,
                     const accounts::Vault& vault, Options options_given, ListenerList listeners)
    : seams(seams),
      database(std::move(database)),
      vault(vault),
      options(std::move(options_given)),
      listeners(std::move(listeners)),
      graph(client, options.graph),
      transport(graph),
      claimer{.owner = seams.random.hex(16), .lease = options.lease},
      app(this->database, options.budgets, seams.clock),
      wake(seams.timers) {}

Beginning Sender::State::beginning(std::optional<UsedUp> app_budget) const {
  return {.now = now(),
          .call_deadline = options.graph.deadline,
          .app_budget = std::move(app_budget),
          .budgets = options.budgets};
}

Sender::Sender(Seams& seams, db::Database database, net::Client& client,
               const accounts::Vault& vault, Options options, std::vector<SettleListener> listeners)
    : state_(std::make_shared<State>(seams, std::move(database), client, vault, std::move(options),
                                     std::move(listeners))) {}

Sender::~Sender() {
  state_->phase = State::Phase::stopping;
}

Task<void> Sender::run() {
  return work(state_);
}

void Sender::wake() {
  state_->wake.notify();
}

void Sender::stop() {
  state_->phase = State::Phase::stopping;
  state_->wake.notify();
}

bool Sender::idle() const {
  return state_->active == 0;
}

}  // namespace dunlin::outbound
