#pragma once

#include <cstdint>

#include "base/id.h"

namespace dunlin::db {

/// What a transaction changed, as those who watch are told (feed/feed.h gives the numbers their
/// names). A hint, no more: one may come twice, and none comes after a crash.
struct Change {
  WorkspaceId workspace;  ///< 0: all of them
  int kind = 0;
  std::int64_t id = 0;  ///< 0: all of the kind
  auto operator<=>(const Change&) const = default;
};

class Watcher {
 public:
  virtual ~Watcher() = default;
  /// After the commit, on the executor of the transaction's caller.
  virtual void changed(const Change& change) = 0;
};

}  // namespace dunlin::db
