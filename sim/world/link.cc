#include "sim/world/link.h"

#include <utility>

#include "db/errors.h"

namespace dunlin::world {

using namespace std::chrono_literals;

namespace {

/// As PostgresSession has them.
constexpr int kMostRuns = 6;
constexpr Duration kGivesUpAfter = 5s;
constexpr Duration kTriesAgain = 250ms;

Error outcome_unknown() {
  return Error(Code::outcome_unknown, db::kOutcomeUnknown,
               "The connection was lost while a change was being committed")
      .retrying(Retry::after_settling);
}

std::int64_t count_sending(db::Tx& tx) {
  const auto rows = tx.query("SELECT COUNT(*) FROM intent WHERE state = 2");
  return rows ? rows->front().get<std::int64_t>(0) : 0;
}

}  // namespace

/// A work on its way, until its caller has the answer or has died.
struct Link::Transfer {
  enum class Outcome { undone, settled, kept };

  std::unique_ptr<db::Work> work;
  db::Mode mode;
  db::Priority priority;
  Monotonic give_up_at;
  int runs = 0;
  Fate fate = Fate::settled;
  Outcome outcome = Outcome::undone;

  [[nodiscard]] bool is_undone() const {
    return fate == Fate::undone || fate == Fate::unknown_and_undone;
  }
  [[nodiscard]] bool is_unknown() const {
    return fate == Fate::unknown_but_kept || fate == Fate::unknown_and_undone;
  }
};

/// What the database sees of it.
class Link::Carried final : public db::Work {
 public:
  Carried(std::weak_ptr<Link> link, Shared transfer, Executor home)
      : link_(std::move(link)), transfer_(std::move(transfer)), home_(std::move(home)) {}

  bool run(db::Tx& tx) override {
    using enum Transfer::Outcome;
    transfer_->outcome = undone;
    const auto link = link_.lock();
    const bool reachable = link && !link->place_.stands_still() && !link->place_.is_cut();
    if (!transfer_->work || !reachable) return false;
    const bool writes = transfer_->mode == db::Mode::write;
    const bool watched =
        writes && link->place_.on_sending && link->place_.weather.watches_commits();
    const std::int64_t before = watched ? count_sending(tx) : 0;
    const bool good = transfer_->work->run(tx);
    if (good && transfer_->is_undone()) return false;
    transfer_->outcome = good && writes ? kept : settled;
    if (watched && good && count_sending(tx) > before) link->place_.on_sending();
    return good;
  }
  void fail(Error error) override {
    if (!transfer_->work) return;
    transfer_->outcome = Transfer::Outcome::settled;
    transfer_->work->fail(std::move(error));
  }
  [[nodiscard]] const Executor& home() const override { return home_; }
  void answer() override {
    const auto link = link_.lock();
    if (link && transfer_->work) link->answered(transfer_);
  }

 private:
  std::weak_ptr<Link> link_;
  Shared transfer_;
  Executor home_;
};

void Link::submit(std::unique_ptr<db::Work> work, db::Mode mode, db::Priority priority) {
  const Monotonic give_up_at = place_.clock.monotonic() + kGivesUpAfter;
  const auto transfer = std::make_shared<Transfer>(Transfer{
      .work = std::move(work), .mode = mode, .priority = priority, .give_up_at = give_up_at});
  std::erase_if(open_, [](const auto& old) { return old.expired(); });
  open_.push_back(transfer);
  send(transfer);
}

void Link::later(Duration wait, void (Link::*what)(const Shared&), const Shared& transfer) {
  place_.timers.after(wait, [weak = weak_from_this(), what, transfer] {
    if (const auto self = weak.lock()) ((*self).*what)(transfer);
  });
}

void Link::send(const Shared& transfer) {
  if (place_.is_cut()) {
    if (place_.clock.monotonic() < transfer->give_up_at) {
      return later(kTriesAgain, &Link::send, transfer);
    }
    return refuse(transfer, db::unavailable("it is out of reach"));
  }
  transfer->fate = place_.weather.fate_of_transaction();
  if (transfer->mode == db::Mode::read && transfer->is_unknown()) transfer->fate = Fate::undone;
  const Duration takes = place_.weather.link_takes();
  if (takes > Duration{0}) return later(takes, &Link::hand_over, transfer);
  hand_over(transfer);
}

void Link::hand_over(const Shared& transfer) {
  place_.database->submit(std::make_unique<Carried>(weak_from_this(), transfer, place_.executor),
                          transfer->mode, transfer->priority);
}

void Link::answered(const Shared& transfer) {
  const bool undone = transfer->outcome == Transfer::Outcome::undone;
  const bool kept = transfer->outcome == Transfer::Outcome::kept;
  if (transfer->is_unknown() && (undone || kept)) {
    return refuse(transfer, outcome_unknown());
  }
  if (undone && ++transfer->runs == kMostRuns) {
    return refuse(transfer, db::unavailable("it failed too often"));
  }
  if (undone) return later(1ms * (1 << transfer->runs), &Link::send, transfer);
  if (!kept || !place_.is_cut()) return settle(transfer);
  // It is asked what became of it, once the database can be reached again.
  if (place_.clock.monotonic() < transfer->give_up_at) {
    return later(kTriesAgain, &Link::answered, transfer);
  }
  refuse(transfer, outcome_unknown());
}

void Link::refuse(const Shared& transfer, Error error) {
  transfer->work->fail(std::move(error));
  settle(transfer);
}

void Link::settle(const Shared& transfer) {
  const auto work = std::move(transfer->work);
  work->answer();
}

void Link::drop() {
  // Dying works destroy frames that may hold this link.
  const auto self = shared_from_this();
  const auto open = std::exchange(open_, {});
  for (const auto& one : open) {
    const auto transfer = one.lock();
    if (!transfer) continue;
    const auto dying = std::move(transfer->work);
  }
}

bool Link::idle() const {
  for (const auto& one : open_) {
    const auto transfer = one.lock();
    if (transfer && transfer->work) return false;
  }
  return true;
}

}  // namespace dunlin::world
