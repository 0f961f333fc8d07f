#include "sim/instagram/limits.h"

#include <algorithm>

#include "json/json.h"

namespace dunlin::instagram {
namespace {

constexpr Duration kDay = std::chrono::hours{24};
constexpr Duration kLonger = std::chrono::seconds{10};
constexpr Duration kLongestBlock = std::chrono::hours{1};

struct Limit {
  std::size_t calls;
  Duration length;
  int code, subcode;
};

std::size_t platform_calls(const Account& account) {
  // 4800 × impressions; the floor for tiny accounts is undocumented, ten impressions here.
  return static_cast<std::size_t>(4800 * std::max<std::int64_t>(account.impressions, 10));
}

Limit limit_of(Limits::What what, const Account& account, const Switches& switches) {
  using What = Limits::What;
  constexpr Duration second = std::chrono::seconds{1};
  switch (what) {
    case What::sends:
      return {static_cast<std::size_t>(switches.sends_per_second), second, 613, 2534040};
    case What::media_sends:
      return {10, second, 613, 2534040};
    case What::conversations:
      return {2, second, 613, 0};
    case What::private_replies:
      return {750, std::chrono::hours{1}, 613, 2534040};
    case What::live_replies:
      return {100, second, 613, 2534040};
    case What::platform:
      break;
  }
  return {platform_calls(account), kDay, 80002, 0};
}

std::int64_t minutes_up(Duration duration) {
  return std::chrono::ceil<std::chrono::minutes>(duration).count();
}

}  // namespace

bool SlidingWindow::take(Monotonic now, std::size_t limit, Duration length) {
  while (!times_.empty() && now - times_.front() >= length) times_.pop_front();
  if (times_.size() >= limit) return false;
  times_.push_back(now);
  return true;
}

std::size_t SlidingWindow::count(Monotonic now, Duration length) const {
  const auto outside = [&](Monotonic at) { return now - at >= length; };
  const auto first = std::partition_point(times_.begin(), times_.end(), outside);
  return static_cast<std::size_t>(times_.end() - first);
}

std::optional<GraphError> Limits::take(const Account& account, What what, const Switches& switches,
                                       Monotonic now) {
  const Limit limit = limit_of(what, account, switches);
  if (meters_[account.ig_id].windows[what].take(now, limit.calls, limit.length)) return {};
  auto error = graph_error(limit.code, limit.subcode);
  error.cause = GraphError::Cause::limit;
  return error;
}

std::optional<GraphError> Limits::blocked(const std::string& ig_id, Monotonic now) {
  const auto it = meters_.find(ig_id);
  if (it == meters_.end() || now >= it->second.blocked_until) return {};
  Meter& meter = it->second;
  meter.blocked_until = std::min(meter.blocked_until + kLonger, now + kLongestBlock);
  auto error = graph_error(meter.blocked_code);
  error.cause = GraphError::Cause::limit;
  return error;
}

void Limits::block(const std::string& ig_id, int code, Duration length, Monotonic now) {
  Meter& meter = meters_[ig_id];
  meter.blocked_until = now + length;
  meter.blocked_code = code;
}

void Limits::add_headers(net::Response& response, const Account& account, Monotonic now) const {
  const auto it = meters_.find(account.ig_id);
  if (it == meters_.end()) return;
  const Meter& meter = it->second;
  const bool blocked = now < meter.blocked_until;
  const auto used = meter.windows.find(What::platform);
  std::int64_t percent = 0;
  if (used != meter.windows.end()) {
    percent =
        static_cast<std::int64_t>(used->second.count(now, kDay) * 100 / platform_calls(account));
  }
  if (blocked) percent = 100;
  const std::int64_t wait = blocked ? minutes_up(meter.blocked_until - now) : 0;
  const json::Object usage{{"type", "instagram"},
                           {"call_count", percent},
                           {"total_cputime", percent / 4},
                           {"total_time", percent / 4},
                           {"estimated_time_to_regain_access", wait}};
  const json::Object header{{account.ig_id, json::Array{usage}}};
  response.headers.set("X-Business-Use-Case-Usage", json::print_ascii(header));
  if (!blocked || meter.blocked_code != 4) return;
  const json::Object app{{"call_count", 100}, {"total_time", 25}, {"total_cputime", 25}};
  response.headers.set("X-App-Usage", json::print_ascii(app));
}

}  // namespace dunlin::instagram
