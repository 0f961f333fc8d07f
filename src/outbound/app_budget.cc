#include "outbound/app_budget.h"

#include <algorithm>

#include "base/log.h"

namespace dunlin::outbound {

bool AppBudget::usable(const Block& block) const {
  return block.left > 0 && clock_.monotonic() - block.since < kAppBlockLife;
}

std::int64_t AppBudget::at_hand() const {
  std::int64_t sum = 0;
  for (const Block& block : blocks_) sum += usable(block) ? block.left : 0;
  return sum;
}

Task<void> AppBudget::reserve(std::int64_t calls) {
  const std::int64_t missing = calls - at_hand();
  if (missing <= 0) co_return;
  const Instant now = clock_.now();
  const Monotonic since = clock_.monotonic();
  const Budgets budgets = budgets_;
  const auto lease = [budgets, missing, now](db::Tx& tx) -> Result<AppBlock> {
    return lease_app_block(tx, workspace::ScopeMaker::for_node(), budgets, missing, now);
  };
  const auto leased = co_await database_.write(lease);
  if (!leased) {
    log::error("outbound.app_budget", leased.error());
    used_up_ =
        UsedUp{now + std::chrono::seconds{1}, "The app's budget of calls cannot be read now."};
    co_return;
  }
  used_up_ = leased->used_up;
  used_ = leased->used;
  if (leased->granted > 0) blocks_.push_back({now, since, leased->granted});
}

std::optional<UsedUp> AppBudget::take(CallKind kind) {
  const std::int64_t mine = at_hand();
  const Instant now = clock_.now();
  if (used_ - mine >= share(kind, budgets_.app_calls_per_day)) {
    return UsedUp{now + std::chrono::minutes{15},
                  "This kind of call stops at half of the app's budget for a day."};
  }
  const auto block =
      std::ranges::find_if(blocks_, [this](const Block& one) { return usable(one); });
  if (block == blocks_.end()) {
    if (used_up_ && used_up_->until > now) return used_up_;
    return UsedUp{now + std::chrono::seconds{1}, "The app's budget of calls is being read."};
  }
  --block->left;
  return std::nullopt;
}

AppBudget::Taken AppBudget::take_many(std::size_t calls) {
  Taken out;
  while (out.calls < calls && !out.used_up) {
    out.used_up = take(CallKind::text);
    if (!out.used_up) ++out.calls;
  }
  return out;
}

void AppBudget::give_back(std::size_t calls) {
  if (!blocks_.empty()) blocks_.back().left += static_cast<std::int64_t>(calls);
}

Task<void> AppBudget::return_expired() {
  std::vector<Block> expired;
  std::erase_if(blocks_, [&](const Block& block) {
    if (usable(block)) return false;
    if (block.left > 0) expired.push_back(block);
    return true;
  });
  const Budgets budgets = budgets_;
  for (const Block& block : expired) {
    const auto give = [budgets, block](db::Tx& tx) {
      return return_app_block(tx, workspace::ScopeMaker::for_node(), budgets, block.granted_at,
                              block.left);
    };
    const auto given = co_await database_.write(give);
    if (!given) log::error("outbound.app_budget", given.error());
  }
}

}  // namespace dunlin::outbound
