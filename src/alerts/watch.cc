#include "alerts/watch.h"

#include <utility>

#include "alerts/call.h"
#include "alerts/load.h"
#include "alerts/tell.h"
#include "base/log.h"
#include "workspace/workspace.h"

namespace dunlin::alerts {
namespace {

constexpr int kPrunedAtOnce = 1000;
constexpr Duration kPruneEach = std::chrono::hours{1};

void note(const char* what, const Error& error) {
  log::warning("alerts.failed", {{"what", what}, {"error", error.id}});
}

Scope scope_of(WorkspaceId workspace) {
  return workspace::ScopeMaker::for_workspace(
      workspace, {.kind = workspace::Actor::Kind::job, .id = "alerts"});
}

Result<std::vector<Change>> decide(db::Tx& tx, const Scope& scope, const Machine& machine,
                                   Instant now) {
  DUNLIN_TRY(const Settings settings, load_settings(tx, scope));
  DUNLIN_TRY(const Facts facts, load_facts(tx, scope, machine, now));
  DUNLIN_TRY(const auto rows, load_current(tx, scope, now - kCalm));
  return changes(conditions(facts, settings), rows, now);
}

}  // namespace

struct Watch::State {
  Needs needs;
  net::Client& client;
  AskMachine machine;
  WatchOptions options;
  Signal signal;
  Monotonic prune_at{};
  bool stopping = false;

  State(Needs needs_given, net::Client& client_given, AskMachine machine_given,
        WatchOptions options_given)
      : needs(std::move(needs_given)),
        client(client_given),
        machine(std::move(machine_given)),
        options(std::move(options_given)),
        signal(needs.seams->timers) {}

  [[nodiscard]] Instant now() const { return needs.seams->clock.now(); }
  Task<bool> hold_lease(Duration lease);
  Task<void> look_at_all();
  Task<void> look_at(WorkspaceId workspace, Machine at_hand);
  Task<void> post_all();
  Task<bool> post_one();
  Task<Result<std::optional<CallParts>>> open_webhook(WorkspaceId workspace);
  Task<void> settle(WaitingCall call, CallOutcome outcome);
  Task<void> prune();
};

Watch::Watch(Needs needs, net::Client& client, AskMachine machine, WatchOptions options)
    : state_(std::make_shared<State>(std::move(needs), client, std::move(machine),
                                     std::move(options))) {}
Watch::~Watch() = default;

void Watch::stop() {
  state_->stopping = true;
  state_->signal.notify();
}

void Watch::wake() {
  state_->signal.notify();
}

Task<void> Watch::run() {
  const auto state = state_;
  bool mine = false;
  while (!state->stopping) {
    const auto held = co_await state->hold_lease(state->options.lease);
    mine = held;
    if (mine) co_await state->look_at_all();
    if (mine && !state->stopping) co_await state->post_all();
    if (mine && !state->stopping) co_await state->prune();
    if (!state->stopping) co_await state->signal.wait(state->options.look);
  }
  // So that a restart goes on at once.
  constexpr Duration kNoLonger{};
  if (mine) co_await state->hold_lease(kNoLonger);
}

Task<bool> Watch::State::hold_lease(Duration lease) {
  const auto take = [owner = options.owner, lease](db::Tx& tx) {
    return take_lease(tx, workspace::ScopeMaker::for_node(), owner, lease);
  };
  const auto taken = co_await needs.database.write(take);
  if (!taken) note("lease", taken.error());
  co_return taken.ok() && *taken;
}

Task<void> Watch::State::look_at_all() {
  const auto list = [](db::Tx& tx) {
    return workspace::list_workspaces(tx, workspace::ScopeMaker::for_node());
  };
  const auto all = co_await needs.database.read(list);
  if (!all) {
    note("workspaces", all.error());
    co_return;
  }
  const Machine at_hand = machine ? machine() : Machine{};
  for (const WorkspaceId workspace : *all) {
    if (stopping) break;
    co_await look_at(workspace, at_hand);
  }
}

/// Read first: mostly nothing has changed. Then decided anew in the transaction that changes it.
Task<void> Watch::State::look_at(WorkspaceId workspace, Machine at_hand) {
  const Scope scope = scope_of(workspace);
  const Instant at = now();
  const auto look = [scope, at_hand, at](db::Tx& tx) { return decide(tx, scope, at_hand, at); };
  const auto seen = co_await needs.database.read(look);
  if (!seen) note("look", seen.error());
  if (!seen || seen->empty()) co_return;
  const auto save = [scope, at_hand, at, needs = needs](db::Tx& tx) -> Status {
    DUNLIN_TRY(const auto wanted, decide(tx, scope, at_hand, at));
    for (const Change& change : wanted) {
      DUNLIN_TRY(const auto told, apply(tx, scope, change, needs.seams->ids.next<AlertId>(), at));
      if (told) DUNLIN_CHECK(tell(tx, scope, needs, *told, at));
    }
    return {};
  };
  const auto saved = co_await needs.database.write(save);
  if (!saved) note("save", saved.error());
}

Task<void> Watch::State::post_all() {
  for (bool more = true; more && !stopping;) {
    const auto posted = co_await post_one();
    more = posted;
  }
}

/// False when none is due.
Task<bool> Watch::State::post_one() {
  const auto take = [at = now()](db::Tx& tx) {
    return take_call(tx, workspace::ScopeMaker::for_node(), at, at + 2 * kCallDeadline);
  };
  const auto call = co_await needs.database.write(take);
  if (!call) note("take", call.error());
  if (!call || !*call) co_return false;
  const auto parts = co_await open_webhook((*call)->workspace);
  if (!parts || !*parts) {
    if (!parts) note("webhook", parts.error());
    const CallOutcome dropped{.at = now(), .says = "Its address could not be opened."};
    co_await settle(**call, dropped);
    co_return true;
  }
  auto request = request_of(**parts, **call, now());
  const auto answered = co_await client.send(std::move(request));
  co_await settle(**call, judge_call(answered, **call, now()));
  co_return true;
}

Task<Result<std::optional<CallParts>>> Watch::State::open_webhook(WorkspaceId workspace) {
  const Scope scope = scope_of(workspace);
  const auto load = [scope](db::Tx& tx) { return load_webhook(tx, scope); };
  const auto webhook = co_await needs.database.read(load);
  if (!webhook) co_return webhook.error();
  if (!*webhook) co_return std::optional<CallParts>();
  const std::string row = to_text(workspace);
  const auto url =
      needs.vault->open(scope, {.table = "alert_webhook", .row = row, .column = "url_sealed"},
                        (*webhook)->url_sealed);
  if (!url) co_return url.error();
  CallParts parts{.style = (*webhook)->style, .url = url->reveal(), .secret = {}};
  if ((*webhook)->secret_sealed) {
    const auto secret =
        needs.vault->open(scope, {.table = "alert_webhook", .row = row, .column = "secret_sealed"},
                          *(*webhook)->secret_sealed);
    if (!secret) co_return secret.error();
    parts.secret = *secret;
  }
  co_return std::optional(std::move(parts));
}

Task<void> Watch::State::settle(WaitingCall call, CallOutcome outcome) {
  if (!outcome.delivered) {
    log::warning("alerts.not_posted", {{"call", call.id}, {"attempt", call.attempts}});
  }
  const auto save = [scope = scope_of(call.workspace), id = call.id, outcome](db::Tx& tx) {
    return settle_call(tx, scope, id, outcome);
  };
  const auto saved = co_await needs.database.write(save);
  if (!saved) note("settle", saved.error());
}

Task<void> Watch::State::prune() {
  const Monotonic at = needs.seams->clock.monotonic();
  if (at < prune_at) co_return;
  prune_at = at + kPruneEach;
  const auto forget = [before = now() - options.kept](db::Tx& tx) {
    return prune_alerts(tx, workspace::ScopeMaker::for_node(), before, kPrunedAtOnce);
  };
  const auto gone = co_await needs.database.write(forget);
  if (!gone) note("prune", gone.error());
}

}  // namespace dunlin::alerts
