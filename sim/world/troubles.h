#pragma once

#include <optional>
#include <vector>

#include "base/time.h"

namespace dunlin::world {

/// When a node was down, stood still or was cut off, by the monotonic clock: what a node knew then
/// the others did not know yet.
class Troubles {
 public:
  void add(Duration from, Duration until) { all_.push_back({from, until}); }
  /// Nothing of the kind in all of this time, its end included.
  [[nodiscard]] bool none_within(Duration from, Duration until) const;
  /// The latest end of what was the matter at this moment, or within `before` it; the moment itself
  /// when nothing was.
  [[nodiscard]] Duration over_after(Duration moment, Duration before) const;

 private:
  struct Trouble {
    Duration from, until;
  };
  std::vector<Trouble> all_;
};

}  // namespace dunlin::world
