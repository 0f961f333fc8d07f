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
    {'p', kHour, minutes{1}, 750},
    LimitStep::rate,
    "Instagram takes at most 750 private replies an hour from an account."};
constexpr Limit kReadCeiling{{'r', kSecond, kSecondBucket, 2},
                             LimitStep::rate,
                             "Instagram lets an account read conversations twice a second."};
constexpr Limit kCampaignDay{{'d', kDay, minutes{15}, 50},
                             LimitStep::daily_cap,
                             "A campaign sends at most 50 messages a day from an account."};
constexpr Limit kCampaignGap{{'g', seconds{30}, milliseconds{500}, 1},
                             LimitStep::gap,
                             "A campaign leaves at least 30 seconds between two messages."};

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

}  // namespace

CallKind call_kind(const graph::Recipient& recipient, const graph::Content& content) {
  if (recipient.kind == graph::Recipient::Kind::comment) return CallKind::private_reply;
  const auto* media = std::get_if<graph::Media>(&content);
  const bool heavy = media && (media->kind == graph::Media::Kind::audio ||
                               media->kind == graph::Media::Kind::video);
  return heavy ? CallKind::audio_video : CallKind::text;
}

std::vector<Limit> account_limits(CallKind kind, Source source, const Budgets& budgets) {
  std::vector<Limit> out;
  if (source == Source::campaign && may_take_all(kind)) out = {kCampaignDay, kCampaignGap};
  std::ranges::copy(ceilings(kind), std::back_inserter(out));
  if (kind == CallKind::task) return out;
  out.push_back({{'h', kHour, minutes{1}, share(kind, budgets.account_calls_per_hour)},
                 LimitStep::rate,
                 "The account's budget of calls for this hour is used up."});
  return out;
}

std::int64_t share(CallKind kind, std::int64_t budget) {
  return std::max<std::int64_t>(0, may_take_all(kind) ? budget : budget / 2);
}

Window app_window(const Budgets& budgets) {
  return {'d', hours{24} + kAppBlockLife, minutes{15}, std::max(0, budgets.app_calls_per_day)};
}

}  // namespace dunlin::outbound
