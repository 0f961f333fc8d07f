#pragma once

#include <optional>
#include <vector>

#include "outbound/store.h"

/// A sender's share of the app's calls of a day: blocks leased ahead, so that a send takes one
/// without a row. On the executor only. What a dying process had left is lost for a day.
namespace dunlin::outbound {

class AppBudget {
 public:
  AppBudget(db::Database database, Budgets budgets, const Clock& clock)
      : database_(std::move(database)), budgets_(budgets), clock_(clock) {}

  /// Leases until `calls` are at hand, or the day's are used up. One caller at a time.
  Task<void> reserve(std::int64_t calls);
  /// Takes one: nothing when taken, else until when none is left. Marks and reads stop at half of
  /// the day's.
  std::optional<UsedUp> take(CallKind kind);
  /// As many as there are for sends, at most `calls`; with them until when there are no more, if
  /// they are fewer.
  struct Taken {
    std::size_t calls = 0;
    std::optional<UsedUp> used_up;
  };
  Taken take_many(std::size_t calls);
  /// So many calls were not made.
  void give_back(std::size_t calls = 1);
  /// Returns what is left of blocks that are too old to be used.
  Task<void> return_expired();

 private:
  struct Block {
    Instant granted_at;
    Monotonic since;
    std::int64_t left = 0;
  };
  [[nodiscard]] bool usable(const Block& block) const;
  [[nodiscard]] std::int64_t at_hand() const;

  db::Database database_;
  Budgets budgets_;
  const Clock& clock_;
  std::vector<Block> blocks_;
  std::int64_t used_ = 0;
  std::optional<UsedUp> used_up_;
};

}  // namespace dunlin::outbound
