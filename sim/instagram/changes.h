#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.h"
#include "json/json.h"
#include "net/http.h"

namespace dunlin::instagram {

/// What happened, for those who watch: the event stream of the control API. Keeps the newest
/// `capacity`.
class Changes : public std::enable_shared_from_this<Changes> {
 public:
  Changes(Timers& timers, std::size_t capacity) : timers_(timers), capacity_(capacity) {}

  /// Gives it the next id and wakes the streams. A capacity of 0 records nothing.
  void add(std::string_view type, json::Object facts);
  [[nodiscard]] std::int64_t last_id() const { return last_id_; }
  /// After a load: ids go on from there.
  void continue_from(std::int64_t last_id);
  /// Ends all streams, now and later.
  void close();

  /// text/event-stream of everything after `last_seen`; 503 when too many watch.
  net::Response stream(std::int64_t last_seen);

 private:
  struct Watch;
  static Task<void> write(std::shared_ptr<Changes> self, net::BodyStream& out, std::int64_t seen);
  std::string after(std::int64_t& seen) const;

  Timers& timers_;
  std::size_t capacity_;
  std::int64_t last_id_ = 0;
  bool closed_ = false;
  std::deque<std::string> kept_;  ///< printed; the last one has last_id_
  std::vector<Signal*> watching_;
};

}  // namespace dunlin::instagram
