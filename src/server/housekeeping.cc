#include "server/housekeeping.h"

#include <utility>

#include "activity/activity.h"
#include "base/log.h"
#include "conversations/conversations.h"
#include "intake/intake.h"
#include "workspace/live_nodes.h"

namespace dunlin::server {

using namespace std::chrono_literals;

namespace {

constexpr Duration kTick = 2s;
constexpr int kRenewTicks = 2;
constexpr int kHourTicks = 1800;
constexpr int kForgetTicks = 60;
constexpr int kRowsAtOnce = 1000;
/// The node's row must be renewed between them.
constexpr int kPartsAtOnce = 5;
constexpr Duration kAnswersKept = std::chrono::hours{24};
constexpr Duration kSilence = std::chrono::days{30};
constexpr Duration kNumberIsSure = workspace::kNodeLease * 2 / 3;

void note(const char* what, const Error& error) {
  log::warning("housekeeping.failed", {{"what", what}, {"error", error.id}});
}

}  // namespace

Housekeeping::Housekeeping(const Outside& outside, workspace::Node node,
                           std::function<void()> number_lost)
    : clock_(outside.clock),
      main_(outside.main),
      node_(node),
      number_lost_(std::move(number_lost)),
      ids_until_(outside.clock.monotonic() + kNumberIsSure),
      wake_(outside.timers),
      forgetting_(outside.main, outside.clock),
      removal_(outside.main, outside.clock) {}

void Housekeeping::stop() {
  stopping_ = true;
  wake_.notify();
}

Task<void> Housekeeping::run() {
  for (int tick = 0; !stopping_; ++tick) {
    if (tick % kRenewTicks == 0 || !may_make_ids()) co_await renew();
    if (!stopping_) co_await fold();
    if (!stopping_) co_await end_snoozes();
    if (!stopping_ && tick % kHourTicks == 0) co_await archive();
    if (!stopping_ && tick % kHourTicks == 0) co_await forget_keys();
    if (tick % kHourTicks == 0) old_is_left_ = true;
    if (!stopping_ && old_is_left_) co_await forget_old();
    if (!stopping_) co_await remove_workspaces();
    if (!stopping_ && tick % kForgetTicks == 0) co_await forget_answers();
    if (!stopping_ && tick % kForgetTicks == 0) co_await forget_ended();
    if (!stopping_) co_await wake_.wait(kTick);
  }
  co_await release();
}

/// So that a restart counts as one node, not as two.
Task<void> Housekeeping::release() {
  const auto fn = [node = node_](db::Tx& tx) {
    return workspace::release_node(tx, workspace::ScopeMaker::for_node(), node);
  };
  const auto released = co_await main_.write(fn);
  if (!released) note("release_node", released.error());
}

Task<void> Housekeeping::renew() {
  const auto fn = [node = node_, now = clock_.now()](db::Tx& tx) {
    return workspace::renew_node(tx, workspace::ScopeMaker::for_node(), node, now);
  };
  const Monotonic asked_at = clock_.monotonic();
  auto renewed = co_await main_.write(fn);
  write_fault_.reset();
  if (renewed) {
    ids_until_ = asked_at + kNumberIsSure;
    co_return;
  }
  write_fault_ = renewed.error().message;
  note("renew_node", renewed.error());
  if (renewed.error().id != "node.lease_lost") co_return;
  log::error("node.number_lost", renewed.error(), {{"node", node_.number}});
  if (const auto tell = std::exchange(number_lost_, {})) tell();
}

Task<void> Housekeeping::fold() {
  const auto fn = [](db::Tx& tx) {
    return activity::fold_counters(tx, workspace::ScopeMaker::for_node(), kRowsAtOnce);
  };
  for (int folded = kRowsAtOnce; folded == kRowsAtOnce && !stopping_;) {
    auto done = co_await main_.write(fn);
    if (!done) note("fold_counters", done.error());
    folded = done ? *done : 0;
  }
}

Task<void> Housekeeping::forget_answers() {
  const auto fn = [before = clock_.now() - kAnswersKept](db::Tx& tx) {
    return workspace::prune_idempotent(tx, workspace::ScopeMaker::for_node(), before, kRowsAtOnce);
  };
  auto done = co_await main_.write(fn);
  if (!done) note("prune_idempotent", done.error());
}

Task<void> Housekeeping::forget_ended() {
  const auto fn = [now = clock_.now()](db::Tx& tx) {
    return workspace::prune_identity(tx, workspace::ScopeMaker::for_node(), now, kRowsAtOnce);
  };
  auto done = co_await main_.write(fn);
  if (!done) note("prune_identity", done.error());
}

Task<void> Housekeeping::end_snoozes() {
  const auto fn = [now = clock_.now()](db::Tx& tx) {
    return conversations::end_snoozes(tx, workspace::ScopeMaker::for_node(), now, kRowsAtOnce);
  };
  for (int ended = kRowsAtOnce; ended == kRowsAtOnce && !stopping_;) {
    auto done = co_await main_.write(fn);
    if (!done) note("end_snoozes", done.error());
    ended = done ? *done : 0;
  }
}

Task<void> Housekeeping::archive() {
  const auto fn = [since = clock_.now() - kSilence](db::Tx& tx) {
    return conversations::archive_silent(tx, workspace::ScopeMaker::for_node(), since, kRowsAtOnce);
  };
  for (int archived = kRowsAtOnce; archived == kRowsAtOnce && !stopping_;) {
    auto done = co_await main_.write(fn);
    if (!done) note("archive_silent", done.error());
    archived = done ? *done : 0;
  }
}

Task<void> Housekeeping::forget_old() {
  for (int part = 0; part < kPartsAtOnce && old_is_left_ && !stopping_; ++part) {
    const bool more = co_await forgetting_.step();
    old_is_left_ = more;
  }
}

Task<void> Housekeeping::remove_workspaces() {
  for (int part = 0; part < kPartsAtOnce && !stopping_; ++part) {
    const bool more = co_await removal_.step();
    if (!more) co_return;
  }
}

Task<void> Housekeeping::forget_keys() {
  const auto fn = [before = clock_.now() - intake::kKeysKept](db::Tx& tx) {
    return intake::prune_keys(tx, workspace::ScopeMaker::for_node(), before, kRowsAtOnce);
  };
  for (int forgotten = kRowsAtOnce; forgotten == kRowsAtOnce && !stopping_;) {
    auto done = co_await main_.write(fn);
    if (!done) note("prune_keys", done.error());
    forgotten = done ? *done : 0;
  }
}

}  // namespace dunlin::server
