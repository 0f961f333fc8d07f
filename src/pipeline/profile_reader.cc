#include "pipeline/profile_reader.h"

#include <algorithm>
#include <map>

#include "base/log.h"
#include "contacts/contacts.h"
#include "outbound/reads.h"
#include "pipeline/decide_profile.h"

namespace dunlin::pipeline {

using contacts::DueProfile;

struct ProfileReader::State {
  State(Seams& seams, db::Database database, graph::Graph& graph, const accounts::Vault& vault,
        ProfileOptions options)
      : seams(seams),
        database(std::move(database)),
        graph(graph),
        options(options),
        reads(this->database, vault, options.budgets, seams.clock),
        wake(seams.timers) {}

  Seams& seams;
  db::Database database;
  graph::Graph& graph;
  ProfileOptions options;
  outbound::Reads reads;
  Signal wake;
  std::size_t active = 0;
  enum class Phase { working, stopping } phase = Phase::working;
  /// Accounts that need not be asked before; may be forgotten.
  std::map<AccountId, Instant> resting;

  [[nodiscard]] bool stopping() const { return phase == Phase::stopping; }
  [[nodiscard]] std::optional<Instant> rests_until(AccountId account) {
    std::erase_if(resting,
                  [now = seams.clock.now()](const auto& one) { return one.second <= now; });
    const auto found = resting.find(account);
    return found == resting.end() ? std::nullopt : std::optional(found->second);
  }
};

namespace {

using Shared = std::shared_ptr<ProfileReader::State>;

Scope scope_of(const DueProfile& due) {
  return workspace::ScopeMaker::for_workspace(due.workspace, {.id = "profiles"});
}

void report(const Error& error) {
  log::warning("profiles.failed", {{"error", error.id}});
}

Task<void> put_off(Shared state, const DueProfile& due, Instant until) {
  const auto fn = [scope = scope_of(due), due, until](db::Tx& tx) {
    return contacts::put_off_profile(tx, scope, due.contact, until, due.failures);
  };
  const auto done = co_await state->database.write(fn);
  if (!done) report(done.error());
}

/// In one transaction: what the answer says about the person, and what about the account.
Task<void> keep(Shared state, const DueProfile& due, const ProfileAnswer& answer) {
  const Instant now = state->seams.clock.now();
  const ProfileAttempt attempt{
      .now = now, .failures = due.failures, .jitter = state->seams.random.unit()};
  const ProfileDecision decision = decide_profile(answer, attempt);
  const auto fn = [scope = scope_of(due), due, answer, decision,
                   now](db::Tx& tx) -> Result<std::optional<Instant>> {
    const auto* error = std::get_if<graph::GraphError>(&answer.outcome);
    DUNLIN_TRY(const auto parked,
               outbound::heed_answer(tx, scope, due.account, error, answer.usage, now));
    if (decision.keep) {
      DUNLIN_CHECK(contacts::set_profile(tx, scope, due.contact, *decision.keep, now));
      return parked;
    }
    auto next_at = decision.next_at;
    if (next_at && parked) next_at = std::max(*next_at, *parked);
    DUNLIN_CHECK(contacts::put_off_profile(tx, scope, due.contact, next_at, decision.failures));
    return parked;
  };
  const auto kept = co_await state->database.write(fn);
  if (!kept) {
    report(kept.error());
    co_await outbound::heed_answer_apart(state->seams, state->database, scope_of(due), due.account,
                                         outbound::error_of(answer), answer.usage);
    co_return;
  }
  if (*kept) state->resting[due.account] = **kept;
  if (decision.account == ProfileDecision::Account::is_silent) {
    state->resting[due.account] = now + state->options.rest;
  }
}

Task<void> read(Shared state, const DueProfile& due) {
  const auto resting = state->rests_until(due.account);
  if (resting) {
    co_await put_off(state, due, *resting);
    co_return;
  }
  const Scope scope = scope_of(due);
  const auto permit = co_await state->reads.ask(scope, due.account);
  // The wish stands: it is taken again when `busy_for` has passed.
  if (!permit) co_return report(permit.error());
  if (const auto* not_now = std::get_if<outbound::NotNow>(&*permit)) {
    state->resting[due.account] = not_now->until;
    co_await put_off(state, due, not_now->until);
    co_return;
  }
  const auto& caller = std::get<graph::Caller>(*permit);
  const auto answer = co_await state->graph.profile(caller, due.igsid);
  co_await keep(state, due, answer);
}

Task<void> run_read(Shared state, DueProfile due) {
  co_await read(state, due);
  --state->active;
  state->wake.notify();
}

/// Whether a wish is due. A read: nothing is written while nothing is wished.
Task<bool> anything_due(Shared state) {
  const auto fn = [](db::Tx& tx) {
    return contacts::next_profile_due(tx, workspace::ScopeMaker::for_node());
  };
  const auto next = co_await state->database.read(fn);
  if (!next) report(next.error());
  co_return next.ok() && *next && **next <= state->seams.clock.now();
}

Task<void> start_reads(Shared state) {
  const std::size_t room =
      state->options.in_flight - std::min(state->active, state->options.in_flight);
  if (room == 0) co_return;
  const bool due = co_await anything_due(state);
  if (!due || state->stopping()) co_return;
  const Instant now = state->seams.clock.now();
  const auto fn = [now, busy_until = now + state->options.busy_for,
                   limit = static_cast<int>(room)](db::Tx& tx) {
    return contacts::take_due_profiles(tx, workspace::ScopeMaker::for_node(), now, busy_until,
                                       limit);
  };
  auto taken = co_await state->database.write(fn);
  if (!taken) co_return report(taken.error());
  co_await state->reads.reserve(static_cast<std::int64_t>(taken->size()));
  for (DueProfile& one : *taken) {
    ++state->active;
    spawn(state->seams.executor, run_read(state, std::move(one)));
  }
}

Task<void> work(Shared state) {
  while (!state->stopping()) {
    co_await start_reads(state);
    if (!state->stopping()) co_await state->wake.wait(state->options.poll);
  }
  while (state->active > 0) co_await state->wake.wait(state->options.poll);
}

}  // namespace

ProfileReader::ProfileReader(Seams& seams, db::Database database, graph::Graph& graph,
                             const accounts::Vault& vault, ProfileOptions options)
    : state_(std::make_shared<State>(seams, std::move(database), graph, vault, options)) {}

ProfileReader::~ProfileReader() {
  state_->phase = State::Phase::stopping;
}

Task<void> ProfileReader::run() {
  return work(state_);
}

void ProfileReader::stop() {
  state_->phase = State::Phase::stopping;
  state_->wake.notify();
}

bool ProfileReader::idle() const {
  return state_->active == 0;
}

}  // namespace dunlin::pipeline
