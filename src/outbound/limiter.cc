#include "outbound/limiter.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace dunlin::outbound {
namespace {

std::int64_t number_of(const Window& window, Instant at) {
  const std::int64_t us = to_us(at), width = window.bucket.count();
  return us >= 0 ? us / width : (us - width + 1) / width;
}

Instant leaves_at(const Window& window, std::int64_t number) {
  return from_us((number + 1) * window.bucket.count()) + window.length;
}

/// Reads "123" up to `end`; false when it is not a number.
bool read_number(std::string_view& text, char end, std::int64_t& out) {
  const auto stop = std::from_chars(text.data(), text.data() + text.size(), out);
  if (stop.ec != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(stop.ptr - text.data()));
  if (end == '\0') return true;
  if (!text.starts_with(end)) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::optional<Limiter> Limiter::parse(std::string_view text) {
  Limiter out;
  while (!text.empty()) {
    if (text.size() < 2 || text[1] != ':') return std::nullopt;
    Buckets& buckets = out.windows_[text.front()];
    text.remove_prefix(2);
    for (;;) {
      Bucket bucket;
      if (!read_number(text, '=', bucket.number) || !read_number(text, '\0', bucket.count))
        return std::nullopt;
      buckets.push_back(bucket);
      if (text.empty()) break;
      const char next = text.front();
      text.remove_prefix(1);
      if (next == ';') break;
      if (next != ',') return std::nullopt;
    }
  }
  return out;
}

std::string Limiter::text() const {
  std::string out;
  for (const auto& [name, buckets] : windows_) {
    if (buckets.empty()) continue;
    if (!out.empty()) out += ';';
    out += name;
    char separator = ':';
    for (const Bucket& bucket : buckets) {
      out += fmt::format("{}{}={}", separator, bucket.number, bucket.count);
      separator = ',';
    }
  }
  return out;
}

Limiter::Buckets Limiter::live(const Window& window, Instant now) const {
  const auto found = windows_.find(window.name);
  if (found == windows_.end()) return {};
  const std::int64_t current = number_of(window, now);
  Buckets out;
  for (Bucket bucket : found->second) {
    // The clock ran ahead when this was written and was set back since: it counts as of now, so
    // that it neither vanishes nor blocks for as long as the clock was wrong.
    bucket.number = std::min(bucket.number, current);
    if (leaves_at(window, bucket.number) <= now) continue;
    if (!out.empty() && out.back().number >= bucket.number) {
      out.back().count += bucket.count;
    } else {
      out.push_back(bucket);
    }
  }
  return out;
}

std::int64_t Limiter::used(const Window& window, Instant now) const {
  std::int64_t sum = 0;
  for (const Bucket& bucket : live(window, now)) sum += bucket.count;
  return sum;
}

std::optional<Instant> Limiter::blocked_until(const Window& window, Instant now,
                                              std::int64_t amount) const {
#ifdef DUNLIN_BUG_budgets_without_end
  return std::nullopt;
#endif
  const Buckets buckets = live(window, now);
  std::int64_t sum = amount;
  for (const Bucket& bucket : buckets) sum += bucket.count;
  if (sum <= window.limit) return std::nullopt;
  for (const Bucket& bucket : buckets) {
    sum -= bucket.count;
    if (sum <= window.limit) return leaves_at(window, bucket.number);
  }
  return now + window.length;
}

void Limiter::take(const Window& window, Instant now, std::int64_t amount) {
  Buckets buckets = live(window, now);
  const std::int64_t current = number_of(window, now);
  if (buckets.empty() || buckets.back().number != current) buckets.push_back({current, 0});
  buckets.back().count += amount;
  windows_[window.name] = std::move(buckets);
}

void Limiter::give_back(const Window& window, Instant at, std::int64_t amount) {
  const auto found = windows_.find(window.name);
  if (found == windows_.end()) return;
  for (Bucket& bucket : found->second) {
    if (bucket.number == number_of(window, at))
      bucket.count = std::max<std::int64_t>(0, bucket.count - amount);
  }
}

}  // namespace dunlin::outbound
