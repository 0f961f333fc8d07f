#pragma once

#include <functional>
#include <utility>

#include "base/seams.h"

namespace dunlin::testing {

/// Whatever is to happen later happens soon.
class SoonTimers final : public Timers {
 public:
  explicit SoonTimers(Executor executor) : executor_(std::move(executor)) {}
  Handle after(Duration, std::function<void()> fn) override {
    post(executor_, std::move(fn));
    return 1;
  }
  void cancel(Handle) override {}

 private:
  Executor executor_;
};

}  // namespace dunlin::testing
