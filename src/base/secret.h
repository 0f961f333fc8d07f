#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <sodium/utils.h>

namespace dunlin {

/// A value that must not reach logs, errors, URLs or answers: it has no formatter, no comparison
/// and no implicit conversion. `reveal()` is the one door, easy to find in a review. Wiped when it
/// dies.
template <class T = std::string>
class Secret {
 public:
  Secret() = default;
  explicit Secret(T value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { other.wipe(); }
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&& other) noexcept {
    wipe();
    value_ = std::move(other.value_);
    other.wipe();
    return *this;
  }
  ~Secret() { wipe(); }

  [[nodiscard]] const T& reveal() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }

 private:
  void wipe() {
    if (!value_.empty()) sodium_memzero(value_.data(), value_.size() * sizeof(value_[0]));
    value_.clear();
  }
  T value_{};
};

}  // namespace dunlin
