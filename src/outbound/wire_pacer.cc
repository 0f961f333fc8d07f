#include "outbound/wire_pacer.h"

#include <algorithm>

namespace dunlin::outbound {
namespace {

constexpr Duration kSecond = std::chrono::seconds{1};
/// Everything that fits is under way: the next answer makes no room before it is a second old.
constexpr Duration kAllUnderWay = std::chrono::milliseconds{50};

bool heavy(CallKind kind) {
  return kind == CallKind::audio_video;
}

}  // namespace

Duration WirePacer::Lane::wait(std::int64_t limit, Monotonic now) {
  while (!answered.empty() && now - answered.front() >= kSecond) answered.pop_front();
  if (under_way + std::ssize(answered) < limit) return Duration{0};
  if (answered.empty()) return kAllUnderWay;
  return answered.front() + kSecond - now;
}

void WirePacer::share(Standing standing, int nodes) {
  constexpr int kMostNodes = 9;
  tenths_ = standing == Standing::alone ? 10 : standing == Standing::known ? 9 : 1;
  nodes_ = standing == Standing::known ? std::clamp(nodes, 1, kMostNodes) : 1;
}

Duration WirePacer::enter(AccountId account, CallKind kind, Monotonic now) {
  Lanes& lanes = accounts_[account];
  Duration wait = lanes.all.wait(part(kSendsPerSecond), now);
  if (heavy(kind)) wait = std::max(wait, lanes.heavy.wait(part(kAudioVideoPerSecond), now));
  if (wait > Duration{0}) return wait;
  ++lanes.all.under_way;
  if (heavy(kind)) ++lanes.heavy.under_way;
  return Duration{0};
}

void WirePacer::left(AccountId account, CallKind kind, Monotonic now) {
  const auto leave = [now](Lane& lane) {
    --lane.under_way;
    lane.answered.push_back(now);
  };
  Lanes& lanes = accounts_[account];
  leave(lanes.all);
  if (heavy(kind)) leave(lanes.heavy);
}

}  // namespace dunlin::outbound
