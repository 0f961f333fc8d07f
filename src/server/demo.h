#pragma once

#include <functional>
#include <string>

#include "base/seams.h"
#include "base/secret.h"
#include "db/db.h"
#include "workspace/scope.h"

/// A workspace that is full at once: for a look around, and for measurements. It is marked as a
/// demo and can be removed whole; no other workspace is touched.
namespace dunlin::server {

struct DemoWish {
  std::int64_t messages = 1'000'000;
  std::uint64_t seed = 1;
};
struct DemoMade {
  WorkspaceId workspace;
  std::int64_t messages = 0, conversations = 0;
  Secret<> token;  ///< of a key that may write there
};
/// Called after each part: how many of how many.
using DemoProgress = std::function<void(std::int64_t done, std::int64_t all)>;

Task<Result<DemoMade>> fill_demo(db::Database main, Seams& seams, DemoWish wish,
                                 DemoProgress progress);
/// All demo workspaces; returns how many rows went. `progress` knows no end.
Task<Result<std::int64_t>> remove_demos(db::Database main, DemoProgress progress);

}  // namespace dunlin::server
