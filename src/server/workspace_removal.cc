#include "server/workspace_removal.h"

#include "base/log.h"
#include "server/store_workspace_removal.h"

namespace dunlin::server {
namespace {

constexpr int kRowsAtOnce = 1'000;

/// Whether there may be more to do now.
Result<bool> remove_some(db::Tx& tx, Instant now) {
  DUNLIN_TRY(const auto next, next_removed(tx, workspace::ScopeMaker::for_node()));
  if (!next) return false;
  const Scope scope = workspace::ScopeMaker::for_workspace(*next, {.id = "removal"});
  DUNLIN_TRY(const RemovedPart part, remove_workspace_part(tx, scope, kRowsAtOnce, now));
  return !part.waits;
}

}  // namespace

Task<bool> WorkspaceRemoval::step() {
  const auto find = [](db::Tx& tx) { return next_removed(tx, workspace::ScopeMaker::for_node()); };
  const auto next = co_await main_.read(find);
  if (next && !*next) co_return false;
  const auto remove = [now = clock_.now()](db::Tx& tx) { return remove_some(tx, now); };
  const auto more = co_await main_.write(remove);
  if (!more) log::warning("workspace.not_removed", {{"error", more.error().id}});
  co_return more && *more;
}

}  // namespace dunlin::server
