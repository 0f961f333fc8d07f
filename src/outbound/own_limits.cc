#include "outbound/own_limits.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "outbound/limits.h"

namespace dunlin::outbound {
namespace {

constexpr std::array<LimitName, kLimitNames> kNames{LimitName::calls_per_hour,
                                                    LimitName::messages_per_second,
                                                    LimitName::audio_video_per_second,
                                                    LimitName::private_replies_per_hour,
                                                    LimitName::campaign_messages_per_day,
                                                    LimitName::campaign_gap_seconds};

constexpr std::int64_t kLongestGapSeconds = 86'400;
/// Of a budget of one call, half would be none: nobody could ever learn what became of a send.
constexpr std::int64_t kFewestCalls = 2;

std::optional<LimitName> limit_named(std::string_view text) {
  const auto found =
      std::ranges::find_if(kNames, [text](LimitName one) { return name(one) == text; });
  if (found == kNames.end()) return std::nullopt;
  return *found;
}

std::optional<std::int64_t> number_from(std::string_view text) {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::span<const LimitName> limit_names() {
  return kNames;
}

std::string_view name(LimitName limit) {
  switch (limit) {
    case LimitName::calls_per_hour:
      return "calls_per_hour";
    case LimitName::messages_per_second:
      return "messages_per_second";
    case LimitName::audio_video_per_second:
      return "audio_video_per_second";
    case LimitName::private_replies_per_hour:
      return "private_replies_per_hour";
    case LimitName::campaign_messages_per_day:
      return "campaign_messages_per_day";
    case LimitName::campaign_gap_seconds:
      return "campaign_gap_seconds";
  }
  return "";
}

std::string_view name(LimitBounds::Kind kind) {
  return kind == LimitBounds::Kind::most ? "most" : "least";
}

std::string_view name(LimitBounds::SetBy set_by) {
  switch (set_by) {
    case LimitBounds::SetBy::instagram:
      return "instagram";
    case LimitBounds::SetBy::dunlin:
      return "dunlin";
    case LimitBounds::SetBy::installer:
      return "installer";
  }
  return "";
}

bool LimitBounds::allows(std::int64_t own) const {
  const auto [low, high] = std::minmax(ceiling, strictest);
  return own >= low && own <= high;
}

std::int64_t LimitBounds::in_force(std::optional<std::int64_t> own) const {
  if (!own) return ceiling;
  return kind == Kind::most ? std::min(*own, ceiling) : std::max(*own, ceiling);
}

LimitBounds bounds(LimitName limit, const Budgets& budgets) {
  using enum LimitBounds::SetBy;
  const std::int64_t calls = std::max(0, budgets.account_calls_per_hour);
  switch (limit) {
    case LimitName::calls_per_hour:
      return {.window = 'h',
              .set_by = installer,
              .ceiling = calls,
              .strictest = std::min(kFewestCalls, calls)};
    case LimitName::messages_per_second:
      return {.window = 's', .ceiling = kSendsPerSecond};
    case LimitName::audio_video_per_second:
      return {.window = 'a', .ceiling = kAudioVideoPerSecond};
    case LimitName::private_replies_per_hour:
      return {.window = 'p', .ceiling = kPrivateRepliesPerHour};
    case LimitName::campaign_messages_per_day:
      return {.window = 'd', .set_by = dunlin, .ceiling = kCampaignMessagesPerDay};
    case LimitName::campaign_gap_seconds:
      return {.window = 'g',
              .kind = LimitBounds::Kind::least,
              .set_by = dunlin,
              .ceiling = kCampaignGap.count() / Duration(std::chrono::seconds{1}).count(),
              .strictest = kLongestGapSeconds};
  }
  return {.window = ' '};
}

std::optional<OwnLimits> OwnLimits::parse(std::string_view text) {
  OwnLimits out;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto limit = limit_named(part.substr(0, equals));
    const auto value = number_from(part.substr(equals + 1));
    if (!limit || !value) return std::nullopt;
    out.set(*limit, value);
  }
  return out;
}

std::string OwnLimits::text() const {
  std::string out;
  for (const LimitName limit : kNames) {
    const auto value = of(limit);
    if (value) out += fmt::format("{}{}={}", out.empty() ? "" : ",", name(limit), *value);
  }
  return out;
}

}  // namespace dunlin::outbound
