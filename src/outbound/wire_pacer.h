#pragma once

#include <algorithm>
#include <deque>
#include <map>

#include "base/time.h"
#include "outbound/limits.h"

/// Meta's ceilings for a second (INSTAGRAM §8.1), judged where the calls arrive. The stored windows
/// count a call when it is permitted; commits and the network may then bunch what was spread out.
/// A call arrives some time between its start and its answer, so in any second at most as many
/// arrive as are under way or were answered within it: that number is held down here.
namespace dunlin::outbound {

class WirePacer {
 public:
  /// Nothing: the call counts from now until `left`. Else how long to wait before asking again.
  Duration enter(AccountId account, CallKind kind, Monotonic now);
  /// Several nodes together pass no ceiling: those that know each other share nine tenths of it,
  /// and one that the others may not have counted yet keeps to the last tenth. More than nine
  /// nodes count as nine, because one that starts again and again counts many times for a minute.
  enum class Standing { alone, known, newcomer };
  void share(Standing standing, int nodes);
  /// Its answer is here, or will never come.
  void left(AccountId account, CallKind kind, Monotonic now);

 private:
  struct Lane {
    std::int64_t under_way = 0;
    std::deque<Monotonic> answered;
    [[nodiscard]] Duration wait(std::int64_t limit, Monotonic now);
  };
  struct Lanes {
    Lane all, heavy;
  };
  std::map<AccountId, Lanes> accounts_;
  int tenths_ = 10, nodes_ = 1;
  [[nodiscard]] std::int64_t part(std::int64_t ceiling) const {
    return std::max<std::int64_t>(1, ceiling * tenths_ / 10 / nodes_);
  }
};

}  // namespace dunlin::outbound
