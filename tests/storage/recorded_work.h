#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "db/db.h"

namespace dunlin::testing {

/// What became of recorded works, in the order of their answers: "a: ok", "b: db.full".
using Answers = std::vector<std::string>;

/// A work for tests that drive an engine's parts by hand.
class RecordedWork final : public db::Work {
 public:
  using Closure = std::function<Status(db::Tx&)>;
  RecordedWork(std::string name, Executor home, Answers& answers, Closure closure)
      : name_(std::move(name)),
        home_(std::move(home)),
        answers_(answers),
        closure_(std::move(closure)) {}

  bool run(db::Tx& tx) override {
    result_ = closure_(tx);
    return result_.ok();
  }
  void fail(Error error) override { result_ = std::move(error); }
  [[nodiscard]] const Executor& home() const override { return home_; }
  void answer() override {
    answers_.push_back(name_ + ": " + (result_.ok() ? "ok" : result_.error().id));
  }

 private:
  std::string name_;
  Executor home_;
  Answers& answers_;
  Closure closure_;
  Status result_;
};

}  // namespace dunlin::testing
