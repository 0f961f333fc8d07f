#include <algorithm>

#include "base/log.h"
#include "outbound/sender_internal.h"

namespace dunlin::outbound {
namespace {

/// Rows of dead processes and due read-backs are looked for this often; both are matters of many
/// seconds.
constexpr Duration kMaintainEvery = std::chrono::seconds{5};

Task<void> run_delivery(SenderState state, Intent intent, Monotonic claimed_at) {
  co_await deliver(state, std::move(intent), claimed_at);
  --state->active;
  state->wake.notify();
}

/// Claims what fits on the wire and sets it going. Returns how long there is nothing to do.
Task<Duration> claim_and_start(SenderState state) {
  const std::size_t room =
      state->options.in_flight - std::min(state->active, state->options.in_flight);
  if (room == 0) co_return state->options.poll;
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
  // A mark may go before each message.
  const auto calls = static_cast<std::int64_t>(2 * batch->intents.size());
  co_await state->app.reserve(calls);
  for (Intent& intent : batch->intents) {
    ++state->active;
    spawn(state->seams.executor, run_delivery(state, std::move(intent), claimed_at));
  }
  if (!batch->next_due) co_return state->options.poll;
  co_return std::clamp(Duration{*batch->next_due - state->now()}, Duration{0}, state->options.poll);
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
    const Duration pause = co_await claim_and_start(state);
    if (state->stopping()) break;
    co_await state->wake.wait(pause);
  }
  while (state->active > 0) co_await state->wake.wait(state->options.poll);
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
      begins(seams, this->database, vault, claimer, this->listeners),
      app(this->database, options.budgets, seams.clock),
      wake(seams.timers) {}

Beginning Sender::State::beginning(Permit::Leave leave, std::optional<UsedUp> app_budget) const {
  return {.now = now(),
          .call_deadline = options.graph.deadline,
          .leave = leave,
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
