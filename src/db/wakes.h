#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/seams.h"
#include "base/secret.h"

namespace dunlin::db {

/// Says to every node, this one included, that there is something to do. It only wakes: nothing is
/// lost but time when an announcement is, and who waits also looks by himself once a second.
class Wakes {
 public:
  virtual ~Wakes() = default;
  /// Outside transactions, from any thread. Announcements of a channel that come together are one.
  virtual void announce(std::string_view channel) = 0;
  /// Says `word` (at most kLongestWord bytes of text without U+0000) to the other nodes; it may
  /// come back to this one. From any thread. Words wait while the connection is away; when more
  /// wait than kMostWords, they are lost and the channel is announced instead.
  virtual void tell(std::string_view channel, std::string word) = 0;
  /// Blocks. No wake is posted afterwards.
  virtual void close() = 0;
};

inline constexpr std::size_t kLongestWord = 7'900;
inline constexpr std::size_t kMostWords = 512;

struct WakesOptions {
  std::vector<std::string> channels;  ///< fixed names of letters and underscores
  Executor executor;
  /// Called on the executor. Also for all channels after the connection was away.
  std::function<void(const std::string& channel)> on_wake;
  /// Called on the executor, in the order in which a node told them.
  std::function<void(const std::string& channel, const std::string& word)> on_word{};
};

/// For one node alone.
std::unique_ptr<Wakes> local_wakes(WakesOptions options);

struct PostgresWakesOptions {
  Secret<> url;
  const Clock& clock;
  Random& random;
  WakesOptions wakes;
};
/// LISTEN and NOTIFY on a connection of their own, made anew when it is lost. Announcements leave
/// at most every 5 ms.
std::unique_ptr<Wakes> postgres_wakes(PostgresWakesOptions options);

}  // namespace dunlin::db
