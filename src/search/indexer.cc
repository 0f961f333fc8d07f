#include <algorithm>
#include <set>
#include <utility>

#include "base/id_time.h"
#include "base/log.h"
#include "search/search.h"
#include "workspace/workspace.h"

namespace dunlin::search {

/// What a look at one kind left waiting.
struct Left {
  bool more = false;                   ///< it is worth another look at once
  std::optional<std::int64_t> oldest;  ///< nothing older waits
};

struct Indexer::State {
  Seams& seams;
  db::Database database;
  IndexerOptions options;
  Signal signal;
  std::set<WorkspaceId> dirty;
  Monotonic sweep_at{}, leased_until{};
  Duration behind{};
  bool working = false;
  bool stopping = false;

  State(Seams& seams, db::Database database, IndexerOptions options)
      : seams(seams),
        database(std::move(database)),
        options(std::move(options)),
        signal(seams.timers) {}

  Task<bool> hold_lease();
  Task<void> release_lease();
  void leave_to_holder();
  [[nodiscard]] Duration until_sweep() const;
  Task<void> sweep();
  Task<void> work();
  Task<Left> catch_up(WorkspaceId workspace, What what);
  [[nodiscard]] Duration age(std::int64_t id) const;
};

namespace {

void note(const char* what, const Error& error) {
  log::warning("search.failed", {{"what", what}, {"error", error.id}});
}

Scope scope_of(WorkspaceId workspace) {
  return workspace::ScopeMaker::for_workspace(
      workspace, {.kind = workspace::Actor::Kind::job, .id = "search"});
}

std::vector<Document> folded(const std::vector<Waiting>& waiting) {
  std::vector<Document> documents;
  documents.reserve(waiting.size());
  for (const Waiting& one : waiting) {
    std::string tokens = tokens_of(one.text);
    // What has no word is in the index all the same, so that it is not looked at again.
    if (tokens.empty()) tokens = "_";
    documents.push_back({.id = one.id, .tokens = std::move(tokens)});
  }
  return documents;
}

}  // namespace

Indexer::Indexer(Seams& seams, db::Database database, IndexerOptions options)
    : state_(std::make_shared<State>(seams, std::move(database), std::move(options))) {}
Indexer::~Indexer() = default;

void Indexer::wake(WorkspaceId workspace) {
  state_->dirty.insert(workspace);
  state_->signal.notify();
}

void Indexer::stop() {
  state_->stopping = true;
  state_->signal.notify();
}

bool Indexer::idle() const {
  return state_->dirty.empty() && !state_->working;
}

Duration Indexer::behind() const {
  return state_->behind;
}

Task<void> Indexer::run() {
  const auto state = state_;
  while (!state->stopping) {
    const bool due = state->seams.clock.monotonic() >= state->sweep_at;
    if (due) co_await state->sweep();
    if (!state->dirty.empty()) {
      auto mine = co_await state->hold_lease();
      if (mine) co_await state->work();
      if (!mine) state->leave_to_holder();
    }
    if (state->stopping) break;
    co_await sleep(state->seams.timers, state->options.pause);
    const bool more = !state->dirty.empty();
    if (!more && !state->stopping) co_await state->signal.wait(state->until_sweep());
  }
  co_await state->release_lease();
}

/// Whoever has it may have died: it is looked at again when the lease has ended.
void Indexer::State::leave_to_holder() {
  dirty.clear();
  sweep_at = std::min(sweep_at, seams.clock.monotonic() + options.lease);
}

Duration Indexer::State::until_sweep() const {
  return std::max(Duration{0}, sweep_at - seams.clock.monotonic());
}

/// So that a restart goes on at once.
Task<void> Indexer::State::release_lease() {
  if (seams.clock.monotonic() >= leased_until) co_return;
  const auto give = [owner = options.owner](db::Tx& tx) {
    return take_lease(tx, workspace::ScopeMaker::for_node(), owner, Duration{0});
  };
  const auto given = co_await database.write(give);
  if (!given) note("lease", given.error());
}

/// Renewed at a third of it. Whoever has it not leaves the work to whoever does.
Task<bool> Indexer::State::hold_lease() {
  const Monotonic now = seams.clock.monotonic();
  if (now < leased_until) co_return true;
  const auto take = [owner = options.owner, lease = options.lease](db::Tx& tx) {
    return take_lease(tx, workspace::ScopeMaker::for_node(), owner, lease);
  };
  auto taken = co_await database.write(take);
  if (!taken) note("lease", taken.error());
  const bool mine = taken.ok() && *taken;
  if (mine) leased_until = now + options.lease / 3;
  co_return mine;
}

Task<void> Indexer::State::sweep() {
  const auto list = [](db::Tx& tx) {
    return workspace::list_workspaces(tx, workspace::ScopeMaker::for_node());
  };
  auto all = co_await database.read(list);
  if (!all) {
    note("workspaces", all.error());
    co_return;
  }
  dirty.insert(all->begin(), all->end());
  sweep_at = seams.clock.monotonic() + options.sweep;
}

Task<void> Indexer::State::work() {
  working = true;
  Duration longest{};
  const auto wished = std::exchange(dirty, {});
  for (const WorkspaceId workspace : wished) {
    if (stopping) break;
    auto messages = co_await catch_up(workspace, What::messages);
    auto contacts = co_await catch_up(workspace, What::contacts);
    if (messages.more || contacts.more) dirty.insert(workspace);
    if (messages.oldest) longest = std::max(longest, age(*messages.oldest));
  }
  behind = longest;
  working = false;
}

Task<Left> Indexer::State::catch_up(WorkspaceId workspace, What what) {
  const Scope scope = scope_of(workspace);
  const int limit = options.at_once;
  const auto settled = first_id_value_at(seams.clock.now() - options.settled_after);
  const auto load = [scope, what, limit](db::Tx& tx) {
    return load_waiting(tx, scope, what, limit);
  };
  auto waiting = co_await database.read(load);
  if (!waiting) {
    note("load", waiting.error());
    co_return Left{};
  }
  if (waiting->empty()) co_return Left{};
  const bool more = waiting->size() == static_cast<std::size_t>(limit);
  const std::int64_t through = more ? std::min(settled, waiting->back().id) : settled;
  const auto save = [scope, what, through, documents = folded(*waiting)](db::Tx& tx) -> Status {
    for (const Document& document : documents) DUNLIN_CHECK(put(tx, scope, what, document));
    return note_progress(tx, scope, what, through);
  };
  auto saved = co_await database.write(save);
  if (!saved) {
    note("save", saved.error());
    co_return Left{.more = false, .oldest = waiting->front().id};
  }
  co_return more ? Left{.more = true, .oldest = waiting->back().id} : Left{};
}

Duration Indexer::State::age(std::int64_t id) const {
  return std::max(Duration{0}, seams.clock.now() - id_made_at(id));
}

}  // namespace dunlin::search
