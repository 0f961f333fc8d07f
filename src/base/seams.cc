#include "base/seams.h"

#include <array>
#include <bit>
#include <chrono>
#include <mutex>

#include "base/check.h"
#include "base/id_time.h"

namespace dunlin {
namespace {

constexpr Instant kIdEpoch = std::chrono::sys_days{std::chrono::January / 1 / 2020};
constexpr std::string_view kBase58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

}  // namespace

std::uint64_t Random::next() {
  std::array<std::byte, 8> bytes{};
  fill(bytes);
  return std::bit_cast<std::uint64_t>(bytes);
}

std::uint64_t Random::below(std::uint64_t bound) {
  check(bound > 0, "Random::below needs a bound above zero");
  const std::uint64_t unbiased = UINT64_MAX - UINT64_MAX % bound;
  std::uint64_t drawn = next();
  while (drawn >= unbiased) drawn = next();
  return drawn % bound;
}

double Random::unit() {
  return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::string Random::hex(std::size_t bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string raw(bytes, '\0');
  fill(std::as_writable_bytes(std::span(raw)));
  std::string out;
  for (const char c : raw) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string Random::token() {
  // 44 base58 digits carry 257 bits.
  std::string out;
  for (int i = 0; i < 44; ++i) out += kBase58[below(58)];
  return out;
}

struct IdSource::State {
  const Clock& clock;
  std::int64_t node;
  std::int64_t last_ms;
  std::int64_t sequence = 0;
  std::mutex mutex;
};

IdSource::IdSource(const Clock& clock, std::uint16_t node, Instant not_before)
    : state_(new State{.clock = clock,
                       .node = node,
                       .last_ms = (not_before - kIdEpoch) / std::chrono::milliseconds{1},
                       .mutex = {}}) {
  check(node < 1024, "a node number has 10 bits");
}

IdSource::~IdSource() = default;

std::int64_t IdSource::next_value() {
  const std::lock_guard lock(state_->mutex);
  const std::int64_t now_ms = (state_->clock.now() - kIdEpoch) / std::chrono::milliseconds{1};
  if (now_ms > state_->last_ms) {
    state_->last_ms = now_ms;
    state_->sequence = 0;
  } else if (++state_->sequence == 4096) {
    // The sequence of this millisecond is used up, or the clock stands: borrow from the future.
    ++state_->last_ms;
    state_->sequence = 0;
  }
  const std::int64_t ms = state_->last_ms > 0 ? state_->last_ms : 0;
  return (ms << 22) | (state_->node << 12) | state_->sequence;
}

Instant id_made_at(std::int64_t value) {
  return kIdEpoch + std::chrono::milliseconds{value >> 22};
}

std::int64_t first_id_value_at(Instant at) {
  const std::int64_t ms = (at - kIdEpoch) / std::chrono::milliseconds{1};
  return ms > 0 ? ms << 22 : 0;
}

}  // namespace dunlin
