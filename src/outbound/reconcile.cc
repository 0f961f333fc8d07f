#include "base/log.h"
#include "outbound/sender_internal.h"
#include "workspace/live_nodes.h"

namespace dunlin::outbound {
namespace {

constexpr int kRecoveredAtOnce = 200;
constexpr int kReadAtOnce = 16;
/// Until then every other node has counted anew.
constexpr Duration kNewcomer = std::chrono::seconds{6};
/// Longer than a read may take, so that no other node reads the same meanwhile.
constexpr Duration kReading = std::chrono::seconds{30};

Task<void> recover_dead(SenderState state) {
  const Instant now = state->now();
  const Duration read_back_first = state->options.read_back_first;
  const auto put_back = [now, read_back_first](db::Tx& tx) {
    return recover(tx, workspace::ScopeMaker::for_node(), now, read_back_first, kRecoveredAtOnce);
  };
  const auto count = co_await state->database.write(put_back);
  if (!count) log::error("outbound.recover_failed", count.error());
  if (count && *count > 0) log::warning("outbound.recovered", {{"intents", *count}});
}

/// The ceilings for a second are the account's, whatever the number of nodes.
Task<void> share_ceilings(SenderState state) {
  if (state->database.engine() == db::Engine::sqlite) co_return;
  const auto count = [](db::Tx& tx) {
    return workspace::count_live_nodes(tx, workspace::ScopeMaker::for_node());
  };
  const auto nodes = co_await state->database.read(count);
  if (!nodes) co_return;
  const Monotonic now = state->monotonic();
  if (!state->known_from) state->known_from = *nodes > 1 ? now + kNewcomer : now;
  const bool known = now >= *state->known_from;
  state->pacer.share(known ? WirePacer::Standing::known : WirePacer::Standing::newcomer, *nodes);
}

Task<void> run_read_back(SenderState state, Intent intent) {
  co_await read_back(state, std::move(intent));
  --state->active;
  state->wake.notify();
}

}  // namespace

Task<void> maintain(SenderState state) {
  co_await share_ceilings(state);
  co_await recover_dead(state);
  co_await state->app.return_expired();
  const Instant now = state->now();
  const auto look = [now](db::Tx& tx) {
    return due_read_backs(tx, workspace::ScopeMaker::for_node(), now, kReading, kReadAtOnce);
  };
  auto due = co_await state->database.write(look);
  if (!due) {
    log::error("outbound.read_back_failed", due.error());
    co_return;
  }
  const auto calls = static_cast<std::int64_t>(due->size());
  co_await state->app.reserve(calls);
  for (Intent& intent : *due) {
    ++state->active;
    spawn(state->seams.executor, run_read_back(state, std::move(intent)));
  }
}

}  // namespace dunlin::outbound
