#pragma once

#include <string_view>
#include <vector>

#include "outbound/limiter.h"
#include "outbound/outbound.h"
#include "outbound/own_limits.h"

/// Which windows bind which call (PRODUCT §6.3, INSTAGRAM §8.1). Pure.
namespace dunlin::outbound {

/// What is about to leave, as limits see it.
enum class CallKind { text, audio_video, private_reply, mark, read, task };
CallKind call_kind(const graph::Recipient& recipient, const graph::Content& content);

/// In the gate's order.
enum class LimitStep { daily_cap, gap, rate };
struct Limit {
  Window window;
  LimitStep step;
  std::string_view reason;  ///< a sentence
};

/// Meta's ceilings for an account (INSTAGRAM §8.1).
inline constexpr std::int64_t kSendsPerSecond = 100;
inline constexpr std::int64_t kAudioVideoPerSecond = 10;
inline constexpr std::int64_t kPrivateRepliesPerHour = 750;
/// And of our own (PRODUCT §6.3).
inline constexpr std::int64_t kCampaignMessagesPerDay = 50;
inline constexpr Duration kCampaignGap = std::chrono::seconds{30};

/// The account's windows for one call, ceilings and budgets. Ceilings are constants here: no
/// setting raises them, and the workspace's own limits only make them stricter. Marks and reads
/// stop at half of a budget.
std::vector<Limit> account_limits(CallKind kind, Source source, const Budgets& budgets,
                                  const OwnLimits& own = {});

/// What one account uses of a limit.
struct LimitUse {
  std::int64_t count = 0;  ///< in the span that ends now
  std::optional<Instant> full_until;
};
LimitUse use_of(LimitName limit, const Limiter& limiter, const OwnLimits& own,
                const Budgets& budgets, Instant now);

/// The app's calls of a day, leased by a sender in blocks so that not every send touches the one
/// row. What is left of a block goes back after kAppBlockLife, so the window is longer by that.
inline constexpr std::int64_t kAppBlock = 20;
inline constexpr Duration kAppBlockLife = std::chrono::minutes{10};
Window app_window(const Budgets& budgets);
/// Of a budget, what this call may use.
std::int64_t share(CallKind kind, std::int64_t budget);

}  // namespace dunlin::outbound
