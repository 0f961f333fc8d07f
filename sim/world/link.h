#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "sim/world/backend.h"
#include "sim/world/weather.h"

namespace dunlin::world {

/// A node's way to the database that all share, with what a PostgreSQL client does when it fails:
/// what was undone is run again, what finds no way waits a few seconds, what was lost at COMMIT
/// counts once the way is back, or its outcome is unknown. Closures are the node's own code: none
/// runs while it stands still.
class Link final : public NodeBackend, public std::enable_shared_from_this<Link> {
 public:
  struct Place {
    std::shared_ptr<SimulatedBackend> database;
    const Clock& clock;
    Executor executor;  ///< the node's
    Timers& timers;     ///< likewise
    Weather& weather;
    std::function<bool()> stands_still, is_cut;
    /// After each commit of a send's beginning, where the weather asks for it; none for the
    /// journal.
    std::function<void()> on_sending;
  };
  explicit Link(Place place) : place_(std::move(place)) {}

  void submit(std::unique_ptr<db::Work> work, db::Mode mode, db::Priority priority) override;
  /// What the product does on several nodes only, it does here.
  [[nodiscard]] db::Engine engine() const override { return db::Engine::postgres; }
  void drop() override;
  [[nodiscard]] bool idle() const override;

 private:
  struct Transfer;
  class Carried;
  using Shared = std::shared_ptr<Transfer>;

  void send(const Shared& transfer);
  void hand_over(const Shared& transfer);
  void answered(const Shared& transfer);
  void refuse(const Shared& transfer, Error error);
  void settle(const Shared& transfer);
  void later(Duration wait, void (Link::*what)(const Shared&), const Shared& transfer);

  const Place place_;
  std::vector<std::weak_ptr<Transfer>> open_;
};

}  // namespace dunlin::world
