#include <algorithm>
#include <map>
#include <utility>

#include "rules/rules.h"

namespace dunlin::rules {
namespace {

using SnapshotResult = Result<std::shared_ptr<const Snapshot>>;

constexpr std::size_t kMaxWorkspaces = 256;

/// Version and rules of one transaction, compiled on the database's thread: building a big
/// automaton would hold up the executor.
SnapshotResult load(db::Tx& tx, const Scope& scope) {
  DUNLIN_TRY(const std::int64_t version, current_version(tx, scope));
  DUNLIN_TRY(std::vector<Rule> rules, list(tx, scope));
  return Snapshot::compile(version, std::move(rules), Snapshot::Faulty::set_aside);
}

}  // namespace

struct Library::State {
  struct Held {
    std::shared_ptr<const Snapshot> snapshot;
    std::uint64_t asked = 0;
  };

  std::shared_ptr<const Snapshot> find(WorkspaceId workspace) {
    const auto found = held.find(workspace);
    if (found == held.end()) return nullptr;
    found->second.asked = ++clock;
    return found->second.snapshot;
  }
  void keep(WorkspaceId workspace, const std::shared_ptr<const Snapshot>& snapshot) {
    Held& place = held[workspace];
    place.asked = ++clock;
    if (!place.snapshot || place.snapshot->version() < snapshot->version())
      place.snapshot = snapshot;
    if (held.size() <= kMaxWorkspaces) return;
    held.erase(std::min_element(held.begin(), held.end(), [](const auto& a, const auto& b) {
      return a.second.asked < b.second.asked;
    }));
  }

  db::Database database;
  std::map<WorkspaceId, Held> held;
  std::uint64_t clock = 0;
};

Library::Library(db::Database database) : state_(new State{std::move(database), {}, 0}) {}
Library::~Library() = default;

Task<SnapshotResult> Library::current(Scope scope) {
  const auto held = state_->find(scope.workspace());
  if (held) co_return held;
  const auto work = [scope](db::Tx& tx) { return load(tx, scope); };
  const auto loaded = co_await state_->database.read(work);
  if (loaded) state_->keep(scope.workspace(), *loaded);
  co_return loaded;
}

void Library::forget_older(WorkspaceId workspace, std::int64_t version) {
  const auto found = state_->held.find(workspace);
  if (found != state_->held.end() && found->second.snapshot->version() < version)
    state_->held.erase(found);
}

}  // namespace dunlin::rules
