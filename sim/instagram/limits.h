#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "base/time.h"
#include "net/http.h"
#include "sim/instagram/errors.h"
#include "sim/instagram/state.h"

/// The limits of INSTAGRAM §8.1, as sliding windows per account, and the headers that announce
/// them.
namespace dunlin::instagram {

class SlidingWindow {
 public:
  /// Counts one more unless `limit` happened within `length` before `now`.
  bool take(Monotonic now, std::size_t limit, Duration length);
  [[nodiscard]] std::size_t count(Monotonic now, Duration length) const;

 private:
  std::deque<Monotonic> times_;
};

class Limits {
 public:
  enum class What { sends, media_sends, conversations, private_replies, live_replies, platform };

  /// 613/2534040, 613 or 80002 with Cause::limit when there is no room.
  std::optional<GraphError> take(const Account& account, What what, const Switches& switches,
                                 Monotonic now);
  /// Refuses what comes while the account is throttled, and lengthens the throttle.
  std::optional<GraphError> blocked(const std::string& ig_id, Monotonic now);
  void block(const std::string& ig_id, int code, Duration length, Monotonic now);
  /// X-Business-Use-Case-Usage, and X-App-Usage while code 4 holds.
  void add_headers(net::Response& response, const Account& account, Monotonic now) const;
  void clear() { meters_.clear(); }

 private:
  struct Meter {
    std::map<What, SlidingWindow> windows;
    Monotonic blocked_until{};
    int blocked_code = 0;
  };
  std::map<std::string, Meter> meters_;
};

}  // namespace dunlin::instagram
