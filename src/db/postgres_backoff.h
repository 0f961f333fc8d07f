#pragma once

#include <condition_variable>
#include <mutex>

#include "base/seams.h"

namespace dunlin::db {

/// Waiting that a close() ends.
class Pause {
 public:
  void wait(Duration duration);
  void end();

 private:
  std::mutex mutex_;
  std::condition_variable ended_changed_;
  bool ended_ = false;
};

/// Doubles from `first` to `most`, each time between half and all of it.
class Backoff {
 public:
  Backoff(Random& random, Duration first, Duration most)
      : random_(random), first_(first), most_(most), next_(first) {}
  Duration next();
  void reset() { next_ = first_; }

 private:
  Random& random_;
  Duration first_;
  Duration most_;
  Duration next_;
};

}  // namespace dunlin::db
