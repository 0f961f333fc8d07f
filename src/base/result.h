#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/error.h"

namespace dunlin {

/// A value or an Error. Ignoring one is a compile error. Dereferencing a failed one aborts.
template <class T = void>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  template <class U>
    requires(std::is_constructible_v<T, U &&> && !std::is_same_v<std::remove_cvref_t<U>, T> &&
             !std::is_same_v<std::remove_cvref_t<U>, Error> &&
             !std::is_same_v<std::remove_cvref_t<U>, Result>)
  Result(U&& value) : state_(std::in_place_index<0>, std::forward<U>(value)) {}

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(value()); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  T& value() & { return check_value(*this), std::get<0>(state_); }
  const T& value() const& { return check_value(*this), std::get<0>(state_); }
  T&& value() && { return check_value(*this), std::get<0>(std::move(state_)); }

  const Error& error() const& { return check(!ok(), "error() of a success"), std::get<1>(state_); }
  Error&& error() && {
    return check(!ok(), "error() of a success"), std::get<1>(std::move(state_));
  }

 private:
  static void check_value(const Result& self) {
    if (!self.ok()) check_failed_with(self.error());
  }
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const& { return check(!ok(), "error() of a success"), *error_; }
  Error&& error() && { return check(!ok(), "error() of a success"), std::move(*error_); }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

template <class T>
struct IsResult : std::false_type {};
template <class T>
struct IsResult<Result<T>> : std::true_type {};

/// In plain (non-coroutine) functions: `DUNLIN_TRY(auto x, f());` binds the value or returns the
/// error; `DUNLIN_CHECK(f());` returns the error of a call that has no value.
#define DUNLIN_JOIN_(a, b) a##b
#define DUNLIN_JOIN(a, b) DUNLIN_JOIN_(a, b)
#define DUNLIN_TRY_(holder, target, expression)             \
  auto holder = (expression);                               \
  if (!holder.ok()) return std::move(holder).error().via(); \
  target = *std::move(holder)
#define DUNLIN_TRY(target, expression) \
  DUNLIN_TRY_(DUNLIN_JOIN(dunlin_result_, __LINE__), target, expression)
#define DUNLIN_CHECK(expression)                                            \
  do {                                                                      \
    auto dunlin_status = (expression);                                      \
    if (!dunlin_status.ok()) return std::move(dunlin_status).error().via(); \
  } while (false)

}  // namespace dunlin
