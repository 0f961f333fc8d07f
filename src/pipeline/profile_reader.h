#pragma once

#include <memory>

#include "accounts/accounts.h"
#include "base/seams.h"
#include "db/db.h"
#include "graph/graph.h"
#include "outbound/outbound.h"

namespace dunlin::pipeline {

struct ProfileOptions {
  outbound::Budgets budgets;
  Duration poll = std::chrono::seconds{2};
  /// Longer than a read can take: after it another process may take the same one.
  Duration busy_for = std::chrono::minutes{1};
  std::size_t in_flight = 16;
  /// How long an account whose calls nobody answers is left alone.
  Duration rest = std::chrono::seconds{30};
};

/// Reads the profiles that are wished (contacts::wish_profile), a few at once. Wishes are rows:
/// what a crash interrupts is read at the next start. Lives on the App's executor.
class ProfileReader {
 public:
  ProfileReader(Seams& seams, db::Database database, graph::Graph& graph,
                const accounts::Vault& vault, ProfileOptions options);
  ~ProfileReader();
  Task<void> run();
  void stop();
  [[nodiscard]] bool idle() const;  ///< nothing is being read

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace dunlin::pipeline
