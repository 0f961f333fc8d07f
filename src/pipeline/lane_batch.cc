#include <algorithm>

#include "base/log.h"
#include "pipeline/state.h"

namespace dunlin::pipeline {
namespace {

/// An answer, or the one confirmation of a STOP or START.
bool may_send(activity::Outcome outcome) {
  return outcome == activity::Outcome::answered || outcome == activity::Outcome::opted_out;
}

/// Worth another try by itself: the database is away, full, or closing.
bool will_pass(const Error& error) {
  return error.code == Code::unavailable || error.code == Code::timeout ||
         error.code == Code::outcome_unknown;
}

}  // namespace

Task<bool> Pipeline::State::try_batch(std::shared_ptr<Batch> batch) {
  RulesAtHand at_hand;
  while (!stopping_) {
    auto ready = co_await prepare(*batch, at_hand);
    if (!ready) {
      co_await pause_after_failure(ready.error());
      continue;
    }
    auto done = co_await transact(batch, at_hand);
    if (!done && will_pass(done.error())) {
      co_await pause_after_failure(done.error());
      continue;
    }
    if (!done) {
      log::error("pipeline.batch_failed", done.error(), {{"events", batch->arrivals.size()}});
      co_return false;
    }
    if (done->kind == BatchResult::Kind::stale_rules) {
      const Scope scope = workspace::ScopeMaker::for_workspace(done->workspace, {});
      scopes_.insert_or_assign(batch->arrivals.front().event.account_ig_id, scope);
      library_.forget_older(done->workspace, done->rule_version);
      continue;
    }
    if (done->kind == BatchResult::Kind::unknown_account) {
#ifdef DUNLIN_BUG_drops_unknown_accounts
      for (const Arrival& arrival : batch->arrivals) {
        event_settled(arrival.body, "dropped");
        co_await mark_leftover(arrival.body->raw);
      }
      co_return true;
#endif
      const Parking why{intake::ParkReason::unknown_account,
                        "No connected account has this Instagram id. Connect it, then replay."};
      co_await park(batch, why);
      co_return true;
    }
    if (std::ranges::any_of(done->outcomes, may_send)) sends_queued_();
    for (std::size_t i = 0; i < batch->arrivals.size(); ++i) {
      const auto body = batch->arrivals[i].body;
      const bool last = body->remaining == 1;
      const bool marked = std::ranges::find(batch->finishes, body->raw) != batch->finishes.end();
      event_settled(body, activity::name(done->outcomes[i]));
      if (last && !marked) co_await mark_leftover(body->raw);
    }
    co_return true;
  }
  co_return true;
}

Task<Status> Pipeline::State::prepare(Batch& batch, RulesAtHand& at_hand) {
  const auto known = scopes_.find(batch.arrivals.front().event.account_ig_id);
  if (known == scopes_.end()) co_return Status{};
  auto current = co_await library_.current(known->second);
  if (!current) co_return current.error();
  at_hand = {*current, known->second.workspace()};
  for (Arrival& arrival : batch.arrivals) {
    std::string_view text;
    if (const auto* message = std::get_if<intake::Message>(&arrival.event.payload)) {
      text = message->text;
    } else if (const auto* postback = std::get_if<intake::Postback>(&arrival.event.payload)) {
      text = postback->title;
    } else if (const auto* edit = std::get_if<intake::MessageEdited>(&arrival.event.payload)) {
      text = edit->text;
    }
    arrival.folded = rules::fold(text).text;
    arrival.match = at_hand.snapshot->match(text);
    arrival.chance = seams_.random.next();
  }
  co_return Status{};
}

Task<Result<BatchResult>> Pipeline::State::transact(std::shared_ptr<const Batch> batch,
                                                    RulesAtHand at_hand) {
  const Instant now = seams_.clock.now();
  IdSource* const ids = &seams_.ids;
  const auto fn = [batch, at_hand, ids, now, options = options_](db::Tx& tx) {
    return run_batch(tx, *ids, options, *batch, at_hand, now);
  };
  co_return co_await stores_.main.write(fn, db::Priority::shared);
}

Task<void> Pipeline::State::park(std::shared_ptr<const Batch> batch, Parking parking) {
  const Instant now = seams_.clock.now();
  const auto fn = [batch, parking, now](db::Tx& tx) {
    return park_batch(tx, *batch, parking, now);
  };
  while (!stopping_) {
    auto parked = co_await stores_.main.write(fn);
    if (!parked) {
      co_await pause_after_failure(parked.error());
      continue;
    }
    log::warning("pipeline.parked", {{"raw", to_text(batch->arrivals.front().body->raw)},
                                     {"events", batch->arrivals.size()},
                                     {"why", parking.detail}});
    for (const Arrival& arrival : batch->arrivals) {
      const auto body = arrival.body;
      const bool last = body->remaining == 1;
      const bool marked = std::ranges::find(batch->finishes, body->raw) != batch->finishes.end();
      event_settled(body, "parked: " + parking.detail);
      if (last && !marked) co_await mark_leftover(body->raw);
    }
    co_return;
  }
}

/// The last events of a body ended in several transactions at once, so that none could mark it.
Task<void> Pipeline::State::mark_leftover(RawEventId raw) {
  const Instant now = seams_.clock.now();
  const auto fn = [raw, now](db::Tx& tx) {
    return intake::mark_decoded(tx, workspace::ScopeMaker::for_node(), raw, now);
  };
  auto marked = co_await stores_.main.write(fn);
  // Otherwise the next scan takes the body in again; every event of it is then a duplicate.
  if (!marked) hints_lost_ = true;
}

}  // namespace dunlin::pipeline
