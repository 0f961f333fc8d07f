#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "db/db.h"
#include "workspace/scope.h"

/// How long a workspace keeps what came in and what was sent. Nothing goes unless it says so; what
/// goes is deleted by server/retention.h.
namespace dunlin::workspace {

/// Beyond all that still needs what is deleted: Instagram delivers again for 36 hours, a person may
/// answer, and a comment be answered, for 7 days.
inline constexpr int kLeastDays = 7;
inline constexpr int kMostDays = 3650;
/// So that a change can be taken back before it has cost anything.
inline constexpr Duration kBeforeAnythingGoes = std::chrono::hours{24};

/// In days; nothing: for ever.
struct Retention {
  std::optional<int> messages, activity, parked;
  std::optional<Instant> changed_at;  ///< of the last change

  [[nodiscard]] bool keeps_all() const { return !messages && !activity && !parked; }
  /// Nothing goes before it; nothing while all is kept.
  [[nodiscard]] std::optional<Instant> begins_at() const;
  friend bool operator==(const Retention&, const Retention&) = default;
};

Status set_retention(db::Tx& tx, const Scope& scope, const Retention& retention);

/// For the worker: the next workspace after `after` where something may go by now, in the order of
/// their ids.
struct KeptBy {
  WorkspaceId workspace;
  Retention retention;
};
Result<std::optional<KeptBy>> next_retention(db::Tx& tx, const NodeScope&, WorkspaceId after,
                                             Instant now);

}  // namespace dunlin::workspace
