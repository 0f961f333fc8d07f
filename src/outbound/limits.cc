#include "outbound/limits.h"

#include <algorithm>

namespace dunlin::outbound {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Meta's ceilings for a second are judged where the calls arrive, a little closer together or
// further apart than they left: the guard covers that.
constexpr Duration kSecond = seconds{1} + milliseconds{30};
constexpr Duration kSecondBucket = milliseconds{20};

// Hours and days are counted by the clocks of several nodes, which may be a second apart.
constexpr Duration kHour = hours{1} + seconds{1};
constexpr Duration kDay = hours{24} + seconds{1};

constexpr Limit kTextCeiling{{'s', kSecond, kSecondBucket, kSendsPerSecond},
                             LimitStep::rate,
                             "Instagram takes at most 100 messages a second from an account."};
constexpr Limit kAudioVideoCeiling{
    {'a', kSecond, kSecondBucket, kAudioVideoPerSecond},
    LimitStep::rate,
    "Instagram takes at most 10 audio or video messages a second from an account."};
constexpr Limit kPrivateReplyCeiling{
    {'p', kHour, minutes{1}, kPrivateRepliesPerHour},
    LimitStep::rate,
    "Instagram takes at most 750 private replies an hour from an account."};
constexpr Limit kReadCeiling{{'r', kSecond, kSecondBucket, 2},
                             LimitStep::rate,
                             "Instagram lets an account read conversations twice a second."};
constexpr Limit kCampaignDayCeiling{{'d', kDay, minutes{15}, kCampaignMessagesPerDay},
                                    LimitStep::daily_cap,
                                    "A campaign sends at most 50 messages a day from an account."};
constexpr Limit kCampaignGapCeiling{{'g', kCampaignGap, milliseconds{500}, 1},
                                    LimitStep::gap,
                                    "A campaign leaves at least 30 seconds between two messages."};
constexpr std::string_view kHourReason = "The account's budget of calls for this hour is used up.";

bool may_take_all(CallKind kind) {
  return kind != CallKind::mark && kind != CallKind::read;
}

std::vector<Limit> ceilings(CallKind kind) {
  switch (kind) {
    case CallKind::audio_video:
      return {kTextCeiling, kAudioVideoCeiling};
    case CallKind::private_reply:
      return {kTextCeiling, kPrivateReplyCeiling};
    case CallKind::read:
      return {kReadCeiling};
    case CallKind::text:
    case CallKind::mark:
      return {kTextCeiling};
    case CallKind::task:
      return {};
  }
  return {};
}

Limit hour_budget(const Budgets& budgets) {
  return {{'h', kHour, minutes{1}, std::max(0, budgets.account_calls_per_hour)},
          LimitStep::rate,
          kHourReason};
}

std::string_view own_reason(LimitName limit) {
  switch (limit) {
    case LimitName::calls_per_hour:
      return "The workspace's own limit of calls an hour from an account is reached.";
    case LimitName::messages_per_second:
      return "The workspace's own limit of messages a second from an account is reached.";
    case LimitName::audio_video_per_second:
      return "The workspace's own limit of audio and video messages a second is reached.";
    case LimitName::private_replies_per_hour:
      return "The workspace's own limit of private replies an hour from an account is reached.";
    case LimitName::campaign_messages_per_day:
      return "The workspace's own limit of campaign messages a day from an account is reached.";
    case LimitName::campaign_gap_seconds:
      return "The workspace's own gap between two messages of a campaign is not over.";
  }
  return "";
}

/// With the workspace's own limit where that is the stricter one.
Limit tightened(Limit limit, const OwnLimits& own, const Budgets& budgets) {
  for (const LimitName one : limit_names()) {
    const LimitBounds bound = bounds(one, budgets);
    if (bound.window != limit.window.name) continue;
    const std::int64_t in_force = bound.in_force(own.of(one));
    if (in_force == bound.ceiling) return limit;
    if (bound.kind == LimitBounds::Kind::least) {
      limit.window.length = seconds{in_force};
    } else {
      limit.window.limit = in_force;
    }
    limit.reason = own_reason(one);
  }
  return limit;
}

Limit ceiling_of(LimitName limit, const Budgets& budgets) {
  switch (limit) {
    case LimitName::calls_per_hour:
      return hour_budget(budgets);
    case LimitName::messages_per_second:
      return kTextCeiling;
    case LimitName::audio_video_per_second:
      return kAudioVideoCeiling;
    case LimitName::private_replies_per_hour:
      return kPrivateReplyCeiling;
    case LimitName::campaign_messages_per_day:
      return kCampaignDayCeiling;
    case LimitName::campaign_gap_seconds:
      return kCampaignGapCeiling;
  }
  return kTextCeiling;
}

}  // namespace

CallKind call_kind(const graph::Recipient& recipient, const graph::Content& content) {
  if (recipient.kind == graph::Recipient::Kind::comment) return CallKind::private_reply;
  const auto* media = std::get_if<graph::Media>(&content);
  const bool heavy = media && (media->kind == graph::Media::Kind::audio ||
                               media->kind == graph::Media::Kind::video);
  return heavy ? CallKind::audio_video : CallKind::text;
}

std::vector<Limit> account_limits(CallKind kind, Source source, const Budgets& budgets,
                                  const OwnLimits& own) {
  std::vector<Limit> out;
  if (source == Source::campaign && may_take_all(kind)) {
    out = {kCampaignDayCeiling, kCampaignGapCeiling};
  }
  std::ranges::copy(ceilings(kind), std::back_inserter(out));
  if (kind != CallKind::task) out.push_back(hour_budget(budgets));
  for (Limit& limit : out) {
    limit = tightened(limit, own, budgets);
    if (limit.window.name == 'h') limit.window.limit = share(kind, limit.window.limit);
  }
  return out;
}

LimitUse use_of(LimitName limit, const Limiter& limiter, const OwnLimits& own,
                const Budgets& budgets, Instant now) {
  const Window window = tightened(ceiling_of(limit, budgets), own, budgets).window;
  return {.count = limiter.used(window, now), .full_until = limiter.blocked_until(window, now)};
}

std::int64_t share(CallKind kind, std::int64_t budget) {
  return std::max<std::int64_t>(0, may_take_all(kind) ? budget : budget / 2);
}

Window app_window(const Budgets& budgets) {
  return {'d', hours{24} + kAppBlockLife, minutes{15}, std::max(0, budgets.app_calls_per_day)};
}

}  // namespace dunlin::outbound
