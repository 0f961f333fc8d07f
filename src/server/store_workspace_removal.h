#pragma once

#include <optional>
#include <set>
#include <string_view>

#include "base/time.h"
#include "db/db.h"
#include "workspace/scope.h"

/// The rows of a workspace that is deleted, in every table that has some. A test compares the table
/// of tables with the schema.
namespace dunlin::server {

/// From now on background work leaves it alone, and remove_workspace_part takes it away.
Status mark_removed(db::Tx& tx, const Scope& scope, Instant now);
/// Nobody is in it any more, by membership, invitation or key, and nobody is told of its alerts.
/// The key of the server's own command line goes on in `heir`.
Status shut_workspace(db::Tx& tx, const Scope& scope, WorkspaceId heir);
/// The first of the others that stay; nothing when there is none. Of two that ask at once the
/// second waits until the first one's transaction has ended.
Result<std::optional<WorkspaceId>> another_workspace(db::Tx& tx, const Scope& scope);
/// Whether the workspace that this installation began with was deleted.
Result<bool> first_workspace_removed(db::Tx& tx);

/// For the worker: the one that was deleted first.
Result<std::optional<WorkspaceId>> next_removed(db::Tx& tx, const NodeScope&);
struct RemovedPart {
  std::int64_t rows = 0, messages = 0;
  bool done = false;   ///< nothing is left, nor the workspace itself
  bool waits = false;  ///< a send is under way: nothing went, until its outcome is known
};
/// Every table that can name a workspace, by removing its rows or by forgetting the name.
std::set<std::string_view> removed_tables();
/// A part of all that it holds. Several nodes may do it at once: they take turns.
Result<RemovedPart> remove_workspace_part(db::Tx& tx, const Scope& scope, int limit, Instant now);

}  // namespace dunlin::server
