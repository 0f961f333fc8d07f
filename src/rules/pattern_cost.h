#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace dunlin::rules {

/// How much work each byte of a text can make: the places of an expression that a matcher may stand
/// on at once, repeats written out, each weighed by how many ranges of bytes can follow there. A
/// search costs at most (bytes) × (cost) steps, whichever way the engine takes, so this and not the
/// clock decides what is refused.
class PatternCost {
 public:
  /// Of one place that reads a class.
  static constexpr std::size_t kSmallClass = 2, kWideClass = 4, kSpaceClass = 8, kUnicodeClass = 16;

  void literal(std::size_t characters) { next({0, characters}); }
  void set(std::size_t weight) { next({weight, 0}); }
  void open() {
    next({});
    groups_.emplace_back();
  }
  void close() {
    next({});
    if (groups_.size() < 2) return;
    last_ = groups_.back();
    groups_.pop_back();
  }
  void alternative() { next({}); }
  /// What was added last, or the group that was closed last, may occur this often.
  void repeat(std::size_t times) {
    // More than any expression may cost, and far from overflow.
    constexpr std::size_t most = 1U << 20;
    last_ = {std::min(most, (last_.moving + last_.still) * std::max<std::size_t>(times, 1)), 0};
  }
  [[nodiscard]] std::size_t total() {
    while (groups_.size() > 1) close();
    next({});
    // Literals that do not repeat are rarely stood on together.
    return groups_.back().moving + (groups_.back().still + 3) / 4;
  }

 private:
  struct Sum {
    std::size_t moving = 0, still = 0;
  };
  void next(Sum sum) {
    groups_.back().moving += last_.moving;
    groups_.back().still += last_.still;
    last_ = sum;
  }
  std::vector<Sum> groups_ = std::vector<Sum>(1);
  Sum last_;
};

}  // namespace dunlin::rules
