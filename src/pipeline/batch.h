#pragma once

#include <memory>
#include <vector>

#include "pipeline/handle.h"
#include "pipeline/pipeline.h"

namespace dunlin::pipeline {

/// The events that one transaction handles: of one conversation, in order. `finishes` names the
/// bodies that have no other open event, so that this commit ends them. Immutable: the database's
/// thread reads it.
struct Batch {
  std::vector<Arrival> arrivals;
  std::vector<RawEventId> finishes;
};
std::shared_ptr<Batch> make_batch(std::vector<Arrival> arrivals);

struct BatchResult {
  enum class Kind { handled, stale_rules, unknown_account };
  Kind kind = Kind::handled;
  std::vector<activity::Outcome> outcomes;  ///< one an event when handled
  WorkspaceId workspace;
  std::int64_t rule_version = 0;  ///< the one to decide by, when stale
};

/// The compiled rules at hand and whose they are; null when the account was not known before.
struct RulesAtHand {
  std::shared_ptr<const rules::Snapshot> snapshot;
  WorkspaceId workspace;
};

/// The transaction: routes, checks that the rules are the newest, handles every event, marks bodies
/// that are thereby finished. Without the newest rules of the right workspace at hand it only
/// routes.
Result<BatchResult> run_batch(db::Tx& tx, IdSource& ids, const Options& options, const Batch& batch,
                              const RulesAtHand& at_hand, Instant now);

/// Sets aside events that cannot be handled now (position -1: a whole body), under the workspace
/// that has their account, if one has.
struct Parking {
  intake::ParkReason reason;
  std::string detail;
};
Status park_batch(db::Tx& tx, const Batch& batch, const Parking& parking, Instant now);

}  // namespace dunlin::pipeline
