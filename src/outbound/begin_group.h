#pragma once

#include <map>
#include <memory>
#include <set>
#include <vector>

#include "outbound/store.h"

namespace dunlin::outbound {

/// Sends of one account that begin while an earlier beginning is being committed go together in the
/// next commit: each locks the account's limits until its commit is on the disk, so that alone one
/// account would send no faster than one sync after another. Lives on the App's executor; nothing
/// in it matters after a crash.
class BeginGroup {
 public:
  BeginGroup(Seams& seams, db::Database database, const accounts::Vault& vault, Claimer claimer,
             ListenerList listeners);
  /// As begin_sending, committed.
  Task<Result<BeginAnswer>> begin(Intent intent, Beginning beginning);

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace dunlin::outbound
