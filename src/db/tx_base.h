#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "db/answers.h"
#include "db/errors.h"
#include "db/tx.h"

namespace dunlin::db {

/// What both engines' transactions share: the first failure, which no later statement passes, and
/// the effects wished for after the commit.
class TxBase : public Tx {
 public:
  void after_commit(std::function<void()> effect) override {
    effects_.push_back(std::move(effect));
  }
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  Effects take_effects() { return std::exchange(effects_, {}); }

 protected:
  const Error& fail(Error error) {
    if (!failure_) failure_ = std::move(error);
    return *failure_;
  }

 private:
  std::optional<Error> failure_;
  Effects effects_;
};

/// Runs the closure. True when its transaction may be committed; else the work holds the error to
/// answer with: the closure's own, or the failed statement's when the closure passed over it.
bool run_closure(Work& work, TxBase& tx);

}  // namespace dunlin::db
