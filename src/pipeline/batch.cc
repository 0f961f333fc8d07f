#include "pipeline/batch.h"

#include <exception>
#include <map>

namespace dunlin::pipeline {
namespace {

/// A bug in a handler must cost one event, not the process.
Result<activity::Outcome> handle_guarded(db::Tx& tx, const Handling& handling,
                                         const Arrival& arrival) {
  try {
    return handle(tx, handling, arrival);
  } catch (const std::exception& thrown) {
    return Error(Code::internal, "pipeline.exception", thrown.what());
  }
}

Status mark_finished(db::Tx& tx, const NodeScope& node, const Batch& batch, Instant now) {
  for (const RawEventId raw : batch.finishes) {
    DUNLIN_CHECK(intake::mark_decoded(tx, node, raw, now));
  }
  return {};
}

/// Which bodies have no open event outside this batch.
std::vector<RawEventId> finished_by(const std::vector<Arrival>& arrivals) {
  std::map<RawEventId, int> mine;
  for (const Arrival& arrival : arrivals) ++mine[arrival.body->raw];
  std::vector<RawEventId> out;
  for (const Arrival& arrival : arrivals) {
    const auto found = mine.find(arrival.body->raw);
#ifdef DUNLIN_BUG_first_event_ends_body
    if (found == mine.end()) continue;
#else
    if (found == mine.end() || found->second != arrival.body->remaining) continue;
#endif
    out.push_back(found->first);
    mine.erase(found);
  }
  return out;
}

}  // namespace

std::shared_ptr<Batch> make_batch(std::vector<Arrival> arrivals) {
  auto batch = std::make_shared<Batch>();
  batch->finishes = finished_by(arrivals);
  batch->arrivals = std::move(arrivals);
  return batch;
}

Result<BatchResult> run_batch(db::Tx& tx, IdSource& ids, const Options& options, const Batch& batch,
                              const RulesAtHand& at_hand, Instant now) {
  const NodeScope node = workspace::ScopeMaker::for_node();
  BatchResult result;
  DUNLIN_TRY(const auto routed,
             accounts::route(tx, node, batch.arrivals.front().event.account_ig_id));
  if (!routed) {
    result.kind = BatchResult::Kind::unknown_account;
    return result;
  }
  result.workspace = routed->scope.workspace();
  DUNLIN_TRY(const workspace::Workspace owner, workspace::load_workspace(tx, routed->scope));
  result.rule_version = owner.rule_version;
  const bool newest = at_hand.snapshot && at_hand.workspace == owner.id &&
                      at_hand.snapshot->version() == owner.rule_version;
  if (!newest) {
    result.kind = BatchResult::Kind::stale_rules;
    return result;
  }
  const Handling handling{.scope = routed->scope,
                          .account = routed->account,
                          .workspace = owner,
                          .rules = *at_hand.snapshot,
                          .ids = ids,
                          .now = now,
                          .answer_age_limit = options.answer_age_limit,
                          .mark_as_test = options.mark_as_test};
  for (const Arrival& arrival : batch.arrivals) {
    DUNLIN_TRY(const activity::Outcome outcome, handle_guarded(tx, handling, arrival));
    result.outcomes.push_back(outcome);
    DUNLIN_CHECK(activity::count(tx, handling.scope, ids.next_value(), "events",
                                 activity::name(outcome), 1, now));
  }
  for (const Arrival& arrival : batch.arrivals) {
    if (!arrival.body->replay) continue;
    DUNLIN_CHECK(intake::unpark(tx, node, arrival.body->raw, arrival.position));
    DUNLIN_CHECK(intake::unpark(tx, node, arrival.body->raw, intake::kWholeBody));
  }
  DUNLIN_CHECK(mark_finished(tx, node, batch, now));
  return result;
}

Status park_batch(db::Tx& tx, const Batch& batch, const Parking& parking, Instant now) {
  const NodeScope node = workspace::ScopeMaker::for_node();
  for (const Arrival& arrival : batch.arrivals) {
    const std::string& account_ig_id = arrival.event.account_ig_id;
    DUNLIN_TRY(const auto routed, accounts::route(tx, node, account_ig_id));
    const intake::ParkedEvent parked{
        .raw = arrival.body->raw,
        .position = arrival.position,
        .workspace = routed ? std::optional(routed->scope.workspace()) : std::nullopt,
        .reason = parking.reason,
        .detail = parking.detail,
        .kind = arrival.position < 0 ? "body" : std::string(arrival.event.kind()),
        .parked_at = now,
        .account_ig_id = account_ig_id};
    DUNLIN_CHECK(intake::park(tx, node, parked));
  }
  return mark_finished(tx, node, batch, now);
}

}  // namespace dunlin::pipeline
