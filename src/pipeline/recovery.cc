#include "base/log.h"
#include "pipeline/state.h"

namespace dunlin::pipeline {
namespace {

constexpr int kPage = 500;
constexpr std::size_t kRowsAtOnce = 2000;

}  // namespace

/// Every body in the journal that is neither finished nor at work is taken in, oldest first. Prune
/// keeps the journal short, so the whole of it is read.
Task<void> Pipeline::State::scan() {
  scanned_at_ = seams_.clock.monotonic();
  hints_lost_ = false;
#ifdef DUNLIN_BUG_no_scan
  co_return;
#endif
  RawEventId after{};
  while (!stopping_) {
    const auto page = [after](db::Tx& tx) {
      return intake::raw_after(tx, workspace::ScopeMaker::for_node(), after, kPage);
    };
    auto bodies = co_await stores_.journal.read(page);
    if (!bodies) {
      hints_lost_ = true;
      co_return co_await pause_after_failure(bodies.error());
    }
    if (bodies->empty()) co_return;
    after = bodies->back().id;
    std::vector<RawEventId> ids;
    for (const auto& body : *bodies) ids.push_back(body.id);
    const auto among = [ids](db::Tx& tx) {
      return intake::decoded_among(tx, workspace::ScopeMaker::for_node(), ids);
    };
    auto finished = co_await stores_.main.read(among);
    if (!finished) {
      hints_lost_ = true;
      co_return co_await pause_after_failure(finished.error());
    }
    const std::set<RawEventId> done(finished->begin(), finished->end());
    for (const auto& body : *bodies) {
      if (done.contains(body.id) || open_bodies_.contains(body.id)) continue;
      take_in(body, std::make_shared<BodyProgress>());
    }
    if (backlog() >= options_.bodies_in_memory) {
      hints_lost_ = true;
      co_return;
    }
  }
}

/// Bodies whose events are all terminal go from the journal, then their marks.
Task<void> Pipeline::State::prune() {
  pruned_at_ = seams_.clock.monotonic();
  const auto find = [](db::Tx& tx) {
    return intake::prunable(tx, workspace::ScopeMaker::for_node(), kRowsAtOnce);
  };
  while (!stopping_) {
    auto ids = co_await stores_.main.read(find);
    if (!ids || ids->empty()) co_return;
    const auto remove = [ids = *ids](db::Tx& tx) {
      return intake::prune_raw(tx, workspace::ScopeMaker::for_node(), ids);
    };
    auto gone = co_await stores_.journal.write(remove);
    if (!gone) co_return;
    const auto forget = [ids = *ids](db::Tx& tx) {
      return intake::forget_decoded(tx, workspace::ScopeMaker::for_node(), ids);
    };
    // A mark without its body does no harm; the next round takes it along.
    auto forgotten = co_await stores_.main.write(forget);
    if (!forgotten || ids->size() < kRowsAtOnce) co_return;
  }
}

}  // namespace dunlin::pipeline
