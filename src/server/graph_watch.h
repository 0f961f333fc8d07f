#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/seams.h"
#include "net/client.h"

namespace dunlin::server {

/// How Graph answered lately, for /readyz and /metrics. No addresses, no ids, no secrets.
struct GraphFacts {
  std::optional<Instant> good_at;  ///< of the last answer below 500
  std::optional<Instant> bad_at;   ///< of the last failure
  std::string bad;                 ///< what it was: "net.timeout", "status 503"
  int bad_in_a_row = 0;
  std::int64_t good = 0, failed = 0;  ///< since the start
  /// How far this machine's clock is ahead of the Date of the last answer that had one; exact to a
  /// second or so.
  std::optional<Duration> clock_ahead;
};

/// Passes every call on unchanged and notes how it went. On one executor.
class GraphWatch final : public net::Client {
 public:
  GraphWatch(net::Client& next, const Clock& clock) : next_(next), clock_(clock) {}
  Task<net::ClientResult> send(net::ClientRequest request) override;
  [[nodiscard]] const GraphFacts& facts() const { return *facts_; }

 private:
  net::Client& next_;
  const Clock& clock_;
  /// Calls may outlive their App by a moment.
  std::shared_ptr<GraphFacts> facts_ = std::make_shared<GraphFacts>();
};

/// "Sat, 21 Nov 2026 15:11:44 GMT" (RFC 9110 §5.6.7, the form that is sent); nothing for others.
std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace dunlin::server
