#include "base/log.h"
#include "pipeline/state.h"

namespace dunlin::pipeline {

using namespace std::chrono_literals;

Task<void> Pipeline::State::run_lane(std::string key) {
  while (!stopping_) {
    std::vector<Arrival> arrivals = lanes_.take(key, options_.events_per_transaction);
    if (arrivals.empty()) break;
    co_await handle_all(std::move(arrivals));
    if (!rounds_.pouring(seams_.clock.monotonic())) continue;
    lanes_.step_back(key);
    break;
  }
  if (stopping_) co_return;
  const Monotonic now = seams_.clock.monotonic();
  if (!rounds_.pouring(now)) co_return start_lanes(now);
  if (lanes_.running() > 0) co_return;
  rounds_.ended(now);
  wake_.notify();
}

void Pipeline::State::start_lanes(Monotonic now) {
  // A round is whole before the next begins.
  if (rounds_.pouring(now) && lanes_.running() > 0) return;
  const std::size_t limit = rounds_.limit(options_.conversations_in_flight, now);
  rounds_.began(now);
  while (auto key = lanes_.next(limit)) {
    spawn(seams_.executor, keep_alive(shared_from_this(), run_lane(std::move(*key))));
  }
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
        "Instagram announced a new message that could not be read from it. Replay it later."};
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
      "Processing failed; the log has the error. Replay it after the cause is mended."};
  co_await park(make_batch(one), why);
}

Task<void> Pipeline::State::pause_after_failure(const Error& error) {
  log::warning("pipeline.waiting", {{"error", error.id}});
  co_await sleep(seams_.timers, 250ms);
}

}  // namespace dunlin::pipeline
