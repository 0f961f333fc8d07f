#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

/// Sliding windows counted in buckets, as a small text in one row. Pure.
namespace dunlin::outbound {

/// At most `limit` in any time of `length`. What happened in a bucket counts until the bucket's end
/// has left the window, so the limit is never exceeded and at least length / (length + bucket) of
/// it can be used.
struct Window {
  char name;  ///< a letter, unique within one row
  Duration length;
  Duration bucket;
  std::int64_t limit;
};

class Limiter {
 public:
  /// Nothing when the text is not one of ours. The empty text is a fresh limiter.
  static std::optional<Limiter> parse(std::string_view text);
  /// "h:29918880=3,29918881=1;s:89756640000=1": name, then bucket number and count.
  [[nodiscard]] std::string text() const;

  /// The first instant at which `amount` more fit; nothing when they fit now.
  [[nodiscard]] std::optional<Instant> blocked_until(const Window& window, Instant now,
                                                     std::int64_t amount = 1) const;
  [[nodiscard]] std::int64_t used(const Window& window, Instant now) const;
  void take(const Window& window, Instant now, std::int64_t amount = 1);
  /// Takes back what was taken at `at` but did not happen.
  void give_back(const Window& window, Instant at, std::int64_t amount);

 private:
  struct Bucket {
    std::int64_t number = 0, count = 0;
  };
  using Buckets = std::vector<Bucket>;  ///< oldest first
  [[nodiscard]] Buckets live(const Window& window, Instant now) const;
  std::map<char, Buckets> windows_;
};

}  // namespace dunlin::outbound
