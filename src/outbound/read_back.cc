#include "base/log.h"
#include "outbound/backoff.h"
#include "outbound/reads.h"
#include "outbound/sender_internal.h"

namespace dunlin::outbound {
namespace {

Scope scope_of(const Intent& intent) {
  return workspace::ScopeMaker::for_workspace(intent.workspace, {.id = "outbound"});
}

Task<std::optional<ReadLeave>> ask_to_read(SenderState state, const Intent& intent) {
  auto app_budget = state->app.take(CallKind::read);
  const bool taken = !app_budget;
  const Scope scope = scope_of(intent);
  const Beginning beginning = state->beginning(std::move(app_budget));
  const auto ask = [state, scope, intent, beginning](db::Tx& tx) {
    return begin_read_back(tx, scope, state->vault, intent, beginning);
  };
  auto leave = co_await state->database.write(ask);
  if (!leave)
    log::error("outbound.read_back_failed", leave.error(), {{"intent", to_text(intent.id)}});
  const bool reads = leave.ok() && leave->has_value();
  if (taken && !reads) state->app.give_back();
  if (!leave) co_return std::nullopt;
  co_return *std::move(leave);
}

Task<void> keep_reading(SenderState state, const Intent& intent, ReadBackDone done) {
  const Scope scope = scope_of(intent);
  const auto keep = [state, scope, intent, done](db::Tx& tx) {
    return finish_read_back(tx, scope, intent, done, state->listeners);
  };
  const auto kept = co_await state->database.write(keep);
  if (!kept)
    log::error("outbound.read_back_failed", kept.error(), {{"intent", to_text(intent.id)}});
}

/// Nothing could be read: later again, with what the answer says about the account. False when that
/// could not be kept.
Task<bool> put_off(SenderState state, Intent intent, AccountChange change) {
  intent.waits += 1;
  const Scope scope = scope_of(intent);
  const Instant now = state->now();
  const double jitter = state->seams.random.unit();
  const Instant next_at = change.until.value_or(now + backoff(intent.waits, jitter));
  const auto keep = [scope, intent, next_at, change, now](db::Tx& tx) {
    return put_off_read_back(tx, scope, intent, next_at, change, now);
  };
  const auto kept = co_await state->database.write(keep);
  if (!kept)
    log::error("outbound.read_back_failed", kept.error(), {{"intent", to_text(intent.id)}});
  co_return kept.ok();
}

}  // namespace

Task<void> read_back(SenderState state, Intent intent) {
  const auto leave = co_await ask_to_read(state, intent);
  if (!leave) co_return;
  const auto answer = co_await state->graph.newest_messages(leave->caller, leave->igsid);
  ReadBackDone done;
  done.now = state->now();
  done.jitter = state->seams.random.unit();
  done.second_look_after = state->options.read_back_second - state->options.read_back_first;
  if (const auto* messages = std::get_if<std::vector<graph::ReadMessage>>(&answer.outcome)) {
    done.messages = *messages;
    co_await keep_reading(state, intent, std::move(done));
    co_return;
  }
  const auto* error = std::get_if<graph::GraphError>(&answer.outcome);
  if (error && error->act == graph::ErrorAct::terminal) {
    done.read = ReadBackDone::Read::refused;
    co_await keep_reading(state, intent, std::move(done));
    co_return;
  }
  AccountChange change;
  if (error) change = account_change(*error, answer.usage, done.now);
  const bool kept = co_await put_off(state, intent, std::move(change));
  if (kept) co_return;
  co_await heed_answer_apart(state->seams, state->database, scope_of(intent), intent.account,
                             error_of(answer), answer.usage);
}

}  // namespace dunlin::outbound
