#include "base/log.h"
#include "mail/store.h"

namespace dunlin::mail {
namespace {

using namespace std::chrono_literals;

constexpr Duration kLook = 10s;
/// Longer than any carrier may take.
constexpr Duration kBusy = 2min;

}  // namespace

struct Courier::Due {
  Waiting letter;
  Instant now;
};

Courier::Courier(Seams& seams, db::Database database, Seals seals, std::string from,
                 Carrier* carrier)
    : seams_(seams),
      database_(std::move(database)),
      seals_(std::move(seals)),
      from_(std::move(from)),
      carrier_(carrier),
      wake_(seams.timers) {}

void Courier::wake() {
  wake_.notify();
}

void Courier::stop() {
  stopping_ = true;
  wake_.notify();
}

Task<void> Courier::run() {
  while (!stopping_) {
    auto due = co_await take();
    if (!due) log::warning("mail.not_read", {{"error", due.error().id}});
    const bool found = due && due->has_value();
    if (found) {
      auto carried = co_await deliver(**due);
      co_await settle(**due, std::move(carried));
    }
    if (!found && !stopping_) co_await wake_.wait(kLook);
  }
}

Task<Result<std::optional<Courier::Due>>> Courier::take() {
  const Instant now = seams_.clock.now();
  const auto work = [now](db::Tx& tx) -> Result<std::optional<Due>> {
    DUNLIN_TRY(auto letter, take_due(tx, now, now + kBusy));
    if (!letter) return std::optional<Due>();
    return std::optional(Due{.letter = *std::move(letter), .now = now});
  };
  co_return co_await database_.write(work);
}

Task<Status> Courier::deliver(Due due) {
  if (due.letter.fate == Letter::Fate::drop) co_return Status{};
  if (due.now - due.letter.created_at > kLetterLife || carrier_ == nullptr) {
    co_return Error(Code::invalid, "mail.too_old", "The letter waited for a day");
  }
  auto text = seals_.open(due.letter.id, due.letter.sealed);
  if (!text) co_return text.error();
  const Letter letter{.to = due.letter.to, .subject = due.letter.subject, .text = text->reveal()};
  const std::string message = to_message(letter, from_, due.letter.id, due.now);
  co_return co_await carrier_->carry(due.letter.to, message);
}

Task<void> Courier::settle(const Due& due, Status carried) {
  const std::int64_t id = due.letter.id;
  const bool again = !carried && carried.error().code == Code::unavailable;
  if (!carried) {
    log::warning("mail.not_sent",
                 {{"letter", id}, {"attempt", due.letter.attempts}, {"error", carried.error().id}});
  }
  const Instant next_at = seams_.clock.now() + delay_after(due.letter.attempts);
  const auto work = [id, again, next_at](db::Tx& tx) {
    return again ? put_off(tx, id, next_at) : forget(tx, id);
  };
  auto settled = co_await database_.write(work);
  if (!settled) log::warning("mail.not_settled", {{"error", settled.error().id}});
}

}  // namespace dunlin::mail
