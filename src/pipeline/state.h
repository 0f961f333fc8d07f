#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>

#include "pipeline/batch.h"
#include "pipeline/lanes.h"
#include "pipeline/pipeline.h"

namespace dunlin::pipeline {

/// Holds what a task works on until it ends.
inline Task<void> keep_alive(std::shared_ptr<void> owner, Task<void> task) {
  co_await std::move(task);
}

/// The pipeline at work, in four files: pipeline.cc takes bodies in, lane.cc and
/// lane_batch.cc handle conversations, recovery.cc finds what no hint announced and clears what is
/// finished.
class Pipeline::State : public std::enable_shared_from_this<Pipeline::State> {
 public:
  State(Seams& seams, Stores stores, graph::Graph& graph, const accounts::Vault& vault,
        Options options, std::function<void()> sends_queued);

  void accept(intake::RawEvent raw, std::size_t waiting);
  Task<void> run();
  void stop();
  Task<Result<std::string>> replay(RawEventId raw);
  [[nodiscard]] bool idle() const { return waiting_.empty() && open_bodies_.empty(); }
  [[nodiscard]] std::size_t backlog() const { return waiting_.size() + open_bodies_.size(); }

 private:
  // pipeline.cc
  void take_in_waiting();
  void take_in(const intake::RawEvent& raw, std::shared_ptr<BodyProgress> body);
  void add_to_lane(Arrival arrival);
  void event_settled(const std::shared_ptr<BodyProgress>& body, std::string_view outcome);

  // lane.cc
  void start_lanes(Monotonic now);
  Task<void> run_lane(std::string key);
  Task<void> handle_all(std::vector<Arrival> arrivals);
  Task<void> complete_edits(std::vector<Arrival>& arrivals);
  Task<void> handle_alone(Arrival& arrival);
  Task<void> pause_after_failure(const Error& error);

  // lane_batch.cc
  Task<bool> try_batch(std::shared_ptr<Batch> batch);
  Task<Status> prepare(Batch& batch, RulesAtHand& at_hand);
  Task<Result<BatchResult>> transact(std::shared_ptr<const Batch> batch, RulesAtHand at_hand);
  Task<void> park(std::shared_ptr<const Batch> batch, Parking parking);
  Task<void> mark_leftover(RawEventId raw);

  // complete_edit.cc
  enum class Completed { whole, unreadable };
  Task<Completed> complete_edit(Arrival& arrival);
  Task<std::optional<Completed>> read_announced(Arrival& arrival);

  // recovery.cc
  Task<void> scan();
  Task<void> prune();

  Seams& seams_;
  Stores stores_;
  graph::Graph& graph_;
  const accounts::Vault& vault_;
  Options options_;
  std::function<void()> sends_queued_;
  rules::Library library_;
  Signal wake_;
  bool stopping_ = false;
  bool hints_lost_ = true;
  Monotonic scanned_at_{}, pruned_at_{};
  Lanes lanes_;
  Rounds rounds_;
  std::deque<intake::RawEvent> waiting_;
  std::set<RawEventId> open_bodies_;
  /// Which workspace an account belonged to last time: only to have the rules at hand; the
  /// transaction routes again.
  std::map<std::string, Scope, std::less<>> scopes_;
};

}  // namespace dunlin::pipeline
