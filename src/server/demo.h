#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/seams.h"
#include "base/secret.h"
#include "db/db.h"
#include "workspace/endpoint.h"
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

enum class DemoState { filling = 0, ready = 1, removing = 2 };
/// How a demo stands. `messages_done` grows while it is made and shrinks while it is removed.
struct DemoNow {
  WorkspaceId workspace;
  DemoState state = DemoState::ready;
  std::int64_t messages_wanted = 0, messages_done = 0;
  Instant created_at, updated_at;
};
/// The work on it tells how far it is more often than this; else it was cut off, and whoever wants
/// the demo gone removes it.
inline constexpr Duration kDemoStandsStill = std::chrono::minutes{1};

/// A demo whose workspace stands, with its account, people and rules; its messages are to come.
struct FurnishedDemo;
struct DemoBegun {
  std::shared_ptr<const FurnishedDemo> furnished;
  WorkspaceId workspace;
  Secret<> token;
};
Result<DemoBegun> begin_demo(db::Tx& tx, Seams& seams, const DemoWish& wish, Instant now);
/// Errors: demo.removed when somebody removes it meanwhile.
Task<Result<DemoMade>> fill_demo(db::Database main, const Clock& clock, DemoBegun begun,
                                 DemoWish wish, DemoProgress progress);
/// Both at once.
Task<Result<DemoMade>> make_demo(db::Database main, Seams& seams, DemoWish wish,
                                 DemoProgress progress);

/// From now on nothing is added to any demo; remove_demos() takes them away. Returns how many there
/// are.
Result<std::int64_t> begin_removal(db::Tx& tx, Instant now);
/// All demo workspaces; returns how many rows went. `progress` knows no end. What is cut off goes
/// on where a server runs (workspace_removal.h). Errors: demo.busy while something is being sent.
Task<Result<std::int64_t>> remove_demos(db::Database main, const Clock& clock,
                                        DemoProgress progress);

/// GET, POST and DELETE /api/v1/installation/demo: a small one, made and removed while the server
/// goes on. Errors: demo.exists.
std::vector<workspace::Endpoint> demo_endpoints(db::Database main, Seams& seams);

}  // namespace dunlin::server
