#pragma once

#include "base/seams.h"
#include "db/db.h"
#include "workspace/retention.h"

namespace dunlin::server {

/// Deletes what workspaces keep no longer, in small parts, one workspace after another. May be cut
/// off anywhere and may run on several nodes at once.
class Forgetting {
 public:
  Forgetting(db::Database main, const Clock& clock) : main_(std::move(main)), clock_(clock) {}
  /// A part. False when nothing is left to do for now, or the database takes nothing: then the
  /// next call begins anew, or where it was.
  Task<bool> step();

 private:
  Task<Result<bool>> forget_some(workspace::KeptBy kept);

  db::Database main_;
  const Clock& clock_;
  WorkspaceId done_{};  ///< up to this one, in this round
};

}  // namespace dunlin::server
