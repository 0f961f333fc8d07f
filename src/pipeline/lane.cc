#include "base/log.h"
#include "pipeline/state.h"

namespace dunlin::pipeline {

using namespace std::chrono_literals;

Task<void> Pipeline::State::run_lane(std::string key) {
  while (!stopping_) {
    std::vector<Arrival> arrivals = lanes_.take(key, options_.events_per_transaction);
    if (arrivals.empty()) break;
    co_await handle_all(std::move(arrivals));
  }
  if (stopping_) co_return;
  auto next = lanes_.next_waiting();
  if (next) start_lane(std::move(*next));
}

Task<void> Pipeline::State::handle_all(std::vector<Arrival> arrivals) {
  const Monotonic started = seams_.clock.monotonic();
  co_await complete_edits(arrivals);
  if (arrivals.empty()) co_return;
  const bool good = co_await try_batch(make_batch(arrivals));
  if (!good && !stopping_) {
    // One of them is poison: each alone, so that its neighbours go on.
    for (Arrival& arrival : arrivals) co_await handle_alone(arrival);
  }
  const Duration took = seams_.clock.monotonic() - started;
  if (took > options_.slow_warning) {
    log::warning("pipeline.slow", {{"milliseconds", took / 1ms}, {"events", arrivals.size()}});
  }
}

/// What was announced and cannot be read is set aside: a replay reads it later.
Task<void> Pipeline::State::complete_edits(std::vector<Arrival>& arrivals) {
  std::vector<Arrival> whole;
  for (Arrival& arrival : arrivals) {
    const Completed completed = co_await complete_edit(arrival);
    if (stopping_) break;
    if (completed == Completed::whole) {
      whole.push_back(std::move(arrival));
      continue;
    }
    const std::vector<Arrival> one{arrival};
    const Parking why{
        intake::ParkReason::processing_failed,
        "Instagram announced a new message that could not be read from it. Replay it later.",
        std::nullopt};
    co_await park(make_batch(one), why);
  }
  arrivals = std::move(whole);
}

Task<void> Pipeline::State::handle_alone(Arrival& arrival) {
  const std::vector<Arrival> one{arrival};
  const bool good = co_await try_batch(make_batch(one));
  if (good || stopping_) co_return;
  const Parking why{
      intake::ParkReason::processing_failed,
      "Processing failed; the log has the error. Replay it after the cause is mended.",
      std::nullopt};
  co_await park(make_batch(one), why);
}

Task<void> Pipeline::State::pause_after_failure(const Error& error) {
  log::warning("pipeline.waiting", {{"error", error.id}});
  co_await sleep(seams_.timers, 250ms);
}

}  // namespace dunlin::pipeline
