#include "pipeline/pipeline.h"

#include "base/log.h"
#include "pipeline/state.h"

namespace dunlin::pipeline {

namespace {

/// Bodies read before their round: enough for a few.
constexpr std::size_t kBodiesAhead = 1000;
/// At least this often finished bodies are cleared away.
constexpr Duration kTick = std::chrono::seconds{5};

}  // namespace

Pipeline::Pipeline(Seams& seams, Stores stores, graph::Graph& graph, const accounts::Vault& vault,
                   Options options, std::function<void()> sends_queued)
    : state_(std::make_shared<State>(seams, std::move(stores), graph, vault, options,
                                     std::move(sends_queued))) {}
Pipeline::~Pipeline() = default;
void Pipeline::accept(intake::RawEvent raw, std::size_t waiting) {
  state_->accept(std::move(raw), waiting);
}
Task<void> Pipeline::run() {
  return state_->run();
}
void Pipeline::stop() {
  state_->stop();
}
Task<Result<std::string>> Pipeline::replay(RawEventId raw) {
  return state_->replay(raw);
}
bool Pipeline::idle() const {
  return state_->idle();
}
std::size_t Pipeline::backlog() const {
  return state_->backlog();
}

Pipeline::State::State(Seams& seams, Stores stores, graph::Graph& graph,
                       const accounts::Vault& vault, Options options,
                       std::function<void()> sends_queued)
    : seams_(seams),
      stores_(std::move(stores)),
      graph_(graph),
      vault_(vault),
      options_(options),
      sends_queued_(std::move(sends_queued)),
      library_(stores_.main),
      wake_(seams.timers),
      rounds_(options.rounds) {}

void Pipeline::State::accept(intake::RawEvent raw, std::size_t waiting) {
  rounds_.stored(waiting, seams_.clock.monotonic());
  if (waiting_.size() >= options_.bodies_in_memory) {
    hints_lost_ = true;
    return;
  }
  waiting_.push_back(std::move(raw));
  wake_.notify();
}

void Pipeline::State::stop() {
  stopping_ = true;
  wake_.notify();
}

Task<void> Pipeline::State::run() {
  while (!stopping_) {
    const Monotonic now = seams_.clock.monotonic();
    const bool unknown_wait = hints_lost_ || now - scanned_at_ >= options_.poll;
    if (unknown_wait && backlog() < options_.bodies_in_memory / 2) co_await scan();
    if (now - pruned_at_ >= kTick) co_await prune();
    take_in_waiting();
    start_lanes(seams_.clock.monotonic());
    co_await wake_.wait(rounds_.until_next(kTick, seams_.clock.monotonic()));
  }
}

/// While webhooks pour in only as many as the next rounds need: reading a body takes time too.
void Pipeline::State::take_in_waiting() {
  const bool pouring = rounds_.pouring(seams_.clock.monotonic());
  const std::size_t most = pouring ? kBodiesAhead : options_.bodies_in_memory;
  while (!waiting_.empty() && open_bodies_.size() < most) {
    const intake::RawEvent raw = std::move(waiting_.front());
    waiting_.pop_front();
    if (!open_bodies_.contains(raw.id)) take_in(raw, std::make_shared<BodyProgress>());
  }
}

void Pipeline::State::take_in(const intake::RawEvent& raw, std::shared_ptr<BodyProgress> body) {
  intake::Decoded decoded = intake::decode(raw.body);
  body->raw = raw.id;
  body->received_at = raw.received_at;
  open_bodies_.insert(raw.id);
  if (decoded.events.empty()) {
    body->remaining = 1;
    Batch whole{
        .arrivals = {Arrival{.body = body, .position = -1, .event = {}, .folded = {}, .match = {}}},
        .finishes = {raw.id}};
    const std::string why =
        decoded.undecodable.empty() ? "It holds no event." : decoded.undecodable;
    Parking parking{intake::ParkReason::undecodable, why};
    auto task = park(std::make_shared<const Batch>(std::move(whole)), std::move(parking));
    spawn(seams_.executor, keep_alive(shared_from_this(), std::move(task)));
    return;
  }
  body->remaining = static_cast<int>(decoded.events.size());
  int position = 0;
  for (intake::Event& event : decoded.events) {
    add_to_lane(Arrival{.body = body,
                        .position = position++,
                        .event = std::move(event),
                        .folded = {},
                        .match = {}});
  }
}

void Pipeline::State::add_to_lane(Arrival arrival) {
  const std::string key = arrival.event.account_ig_id + "/" + arrival.event.person_id();
  lanes_.add(key, std::move(arrival));
}

void Pipeline::State::event_settled(const std::shared_ptr<BodyProgress>& body,
                                    std::string_view outcome) {
  body->last_outcome = outcome;
  if (--body->remaining > 0) return;
  open_bodies_.erase(body->raw);
  if (body->finished) body->finished();
  if (!waiting_.empty() || hints_lost_) wake_.notify();
}

Task<Result<std::string>> Pipeline::State::replay(RawEventId id) {
  const auto find = [id](db::Tx& tx) {
    return intake::find_raw(tx, workspace::ScopeMaker::for_node(), id);
  };
  auto found = co_await stores_.journal.read(find);
  if (!found) co_return found.error();
  if (!found->has_value()) {
    co_return Error(Code::not_found, "intake.body_gone",
                    "The body of this event is not kept any more.");
  }
  if (open_bodies_.contains(id)) {
    co_return Error(Code::conflict, "intake.replay_running",
                    "This event is being processed right now.");
  }
  auto body = std::make_shared<BodyProgress>();
  const auto done = std::make_shared<Signal>(seams_.timers);
  body->replay = true;
  body->finished = [done] { done->notify(); };
  take_in(**found, body);
  wake_.notify();
  const auto wake = co_await done->wait(std::chrono::seconds{30});
  if (wake == Signal::Wake::timed_out) {
    co_return Error(Code::timeout, "intake.replay_slow",
                    "The replay takes longer than 30 seconds; look at the activity later.");
  }
  co_return body->last_outcome;
}

}  // namespace dunlin::pipeline
